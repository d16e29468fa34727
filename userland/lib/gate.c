/*
 * Gates, from both sides.
 */
#include "gate.h"

#include "abi_arch.h"
#include "stubs.h"
#include "thread.h"

void gate_return(answer_t answer, const struct message *message)
{
    struct message words = *message;

    /* The next call begins at the gate's entry. */
    (void)abi_invoke(answer, OPERATION_RETURN, &words);
    __builtin_trap();
}

static enum status gate_add(cap_t gate, const char *name)
{
    cap_t thread;
    enum status status = thread_create(name, &thread);

    if (status != OK)
        return status;
    return cap_gate_add_activation(gate, thread);
}

enum status gate_create(void (*entry)(void), const char *name,
                        unsigned activations, cap_t *gate)
{
    enum status status = object_create(TYPE_GATE, 0, gate);

    if (status == OK)
        status = cap_gate_configure(*gate, (word_t)entry, 0, own.domain);
    for (unsigned i = 0; status == OK && i < activations; i++)
        status = gate_add(*gate, name);
    return status;
}

enum status gate_callable(cap_t gate, word_t badge, cap_t *callable)
{
    return object_derive(gate, GATE_CALL, badge, callable);
}

int64_t gate_call(cap_t gate, word_t operation, struct message *message)
{
    return abi_invoke(gate, operation, message);
}

int64_t gate_call_with(cap_t gate, word_t operation, struct message *message,
                       cap_t offer, enum transfer_mode mode, cap_t accept)
{
    return abi_invoke(gate | CAP_OFFER(offer) | CAP_MODE(mode) |
                          CAP_ACCEPT(accept),
                      operation, message);
}
