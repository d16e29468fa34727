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
[[noreturn]] ENTRY_CALLS static void fault_end(word_t pc)
{
    must(cap_self_write_register(ABI_REGISTER_PC, pc + TOUCH_BYTES),
         "writing the program counter");
    entry_return(answer(FAULT_RESUME), 0);
}

/* Word 2 is the program counter. */
SERVED(fault_serve)
{
    word_t pc_of_fault = SERVED_WORD2;

    mark_end();
    SERVED_UNUSED;
    if (rounds == 0)
        fault_end(pc_of_fault);
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
