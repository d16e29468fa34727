/*
 * Calls of root's service.
 */
#include "service.h"

#include "gate.h"
#include "pack.h"

int64_t service_find(const char *name, cap_t *service)
{
    struct message message = {0};
    cap_t slot = slot_allocate();
    int64_t status;

    if (slot == 0)
        return INVALID_SLOT;
    if (!text_pack(message.words, 3, name))
        status = SERVICE_INVALID;
    else
        status = gate_call_with(own.root, ROOT_FIND, &message, 0,
                                TRANSFER_DERIVE, slot);
    if (status != OK) {
        slot_free(slot);
        return status;
    }
    *service = slot;
    return OK;
}

int64_t service_register(const char *name, cap_t gate)
{
    struct message message = {0};
    cap_t callable;
    int64_t status = gate_callable(gate, 0, &callable);

    if (status != OK)
        return status;
    if (!text_pack(message.words, 3, name))
        return SERVICE_INVALID;
    return gate_call_with(own.root, ROOT_REGISTER, &message, callable,
                          TRANSFER_DERIVE, 0);
}

int64_t service_run(const char *program, const char *argument, word_t value,
                    struct message *end)
{
    *end = (struct message){0};
    if (!text_pack(end->words, 2, program) ||
        !text_pack(end->words + 2, 3, argument))
        return SERVICE_INVALID;
    end->words[5] = value;
    return gate_call(own.root, ROOT_RUN, end);
}

int64_t service_root(word_t operation, word_t first, word_t second,
                     struct message *message)
{
    *message = (struct message){{first, second}};
    return gate_call(own.root, operation, message);
}
