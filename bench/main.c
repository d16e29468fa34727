/*
 * The benchmark's order: everything once, then the end of the machine.
 */
#include "bench.h"
#include "program.h"
#include "stand_in.h"

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;

    setup(info);
    places_start(info);
    bench_nothing();
    bench_call();
    bench_signal();
    bench_fault();
    bench_device(info);
    bench_interrupt(info);
    bench_memory();
    bench_strain();
    stand_in_end(0);
}
