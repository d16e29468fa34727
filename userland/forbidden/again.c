/*
 * A handler that lets the program go on after its first fault, as it was: the
 * next one, which must be the same, is root's to judge.
 */
#include "arch.h"
#include "gate.h"
#include "kinds.h"
#include "stubs.h"

static bool resumed;

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    int64_t status;

    (void)badge;
    if (message->words[0] != FAULT_EXIT && !resumed) {
        resumed = true;
        return answer(FAULT_RESUME);
    }
    status = gate_call(own.fault, operation, message);
    return answer(status == FAULT_RESUME ? FAULT_RESUME : FAULT_ABORT);
}

enum status again_start(void)
{
    cap_t gate;
    cap_t callable;
    enum status status = gate_create(gate_enter, "again", 1, &gate);

    if (status == OK)
        status = gate_callable(gate, 0, &callable);
    if (status != OK)
        return status;
    return cap_domain_set_fault_gate(own.domain, callable);
}
