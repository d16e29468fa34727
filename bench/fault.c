/*
 * A page fault whose handler is in the other domain. The handler answers
 * `resume` without mending anything, so that the access faults again: an
 * interval is one round, from the handler's return to its next entry.
 */
#include "bench.h"
#include "gate.h"
#include "stubs.h"

static unsigned rounds;

/* It is enough: goes on behind the access. */
[[gnu::noinline, noreturn]] static void fault_end(word_t pc)
{
    must(cap_self_write_register(ABI_REGISTER_PC, pc + TOUCH_BYTES),
         "writing the program counter");
    entry_return(answer(FAULT_RESUME), 0);
}

void fault_serve(word_t badge, word_t kind, word_t address, word_t pc,
                 word_t word, word_t detail, word_t nothing, word_t operation)
{
    mark_end();
    (void)badge, (void)kind, (void)address, (void)word;
    (void)detail, (void)nothing, (void)operation;
    if (rounds == 0)
        fault_end(pc);
    rounds--;
    mark_begin();
    entry_return(answer(FAULT_RESUME), 0);
}

void bench_fault(void)
{
    struct service service = gate_in(&other, entry_of(fault_serve));

    must(cap_domain_set_fault_gate(home.domain, service.callable),
         "the fault gate");
    rounds = REPETITIONS;
    touch(0);
    must(rounds == 0 ? OK : INVALID_ARGUMENT, "the faults");
    slot_delete(service.gate);
    measured("fault_round_trip", 1);
}
