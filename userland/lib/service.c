/*
 * Calls of root's service.
 */
#include "service.h"

#include "arch.h"
#include "gate.h"
#include "pack.h"
#include "program.h"

int64_t service_find(const char *name, cap_t *service)
{
    word_t limit = SERVICE_SECONDS * program_info->ticks_per_second;

    return service_find_until(name, arch_ticks() + limit, service);
}

int64_t service_find_until(const char *name, word_t deadline, cap_t *service)
{
    struct message message = {{0, 0, 0, deadline}};
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
        status = SERVICE_INVALID;
    else
        status = gate_call_with(own.root, ROOT_REGISTER, &message, callable,
                                TRANSFER_DERIVE, 0);
    /* What root has is a child of it. */
    if (status != OK)
        slot_delete(callable);
    return status;
}

static int64_t program_call(word_t operation, const char *program,
                            const char *argument, word_t value,
                            struct message *message)
{
    *message = (struct message){0};
    if (!text_pack(message->words, 2, program) ||
        !text_pack(message->words + 2, 3, argument))
        return SERVICE_INVALID;
    message->words[5] = value;
    return gate_call(own.root, operation, message);
}

int64_t service_run(const char *program, const char *argument, word_t value,
                    struct message *end)
{
    return program_call(ROOT_RUN, program, argument, value, end);
}

int64_t service_start(const char *program, const char *argument, word_t value)
{
    struct message message;

    return program_call(ROOT_START, program, argument, value, &message);
}

int64_t service_kill(const char *program, bool for_good)
{
    struct message message = {{0, 0, 0, for_good}};

    if (!text_pack(message.words, 3, program))
        return SERVICE_INVALID;
    return gate_call(own.root, ROOT_KILL, &message);
}

int64_t service_root(word_t operation, word_t first, word_t second,
                     struct message *message)
{
    *message = (struct message){{first, second}};
    return gate_call(own.root, operation, message);
}
