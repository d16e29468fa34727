/*
 * Services by name: a program registers a gate, others get a capability to it
 * that is badged with their id, so that the server can tell its clients.
 */
#include "root.h"

#include "own.h"
#include "pack.h"
#include "string.h"
#include "stubs.h"

static_assert(PROCESS_NAME_BYTES == 3 * sizeof(word_t));

answer_t directory_register(struct process *client, struct message *message)
{
    char name[PROCESS_NAME_BYTES + 1];
    cap_t slot;

    text_unpack(name, message->words, 3);
    /* One service a program, and only the one the description grants. */
    if (client->service != 0 || client == &processes[0])
        return answer(SERVICE_FULL);
    if (client->description->service == NULL ||
        strcmp(client->description->service, name) != 0)
        return answer(SERVICE_NOT_PERMITTED);
    slot = process_slot(client);
    if (slot == 0)
        return answer(SERVICE_FULL);
    if (cap_self_take(slot, TYPE_GATE) != OK)
        return answer(SERVICE_INVALID);
    (void)string_copy(client->service_name, PROCESS_NAME_BYTES, name);
    client->service = slot;
    if (strcmp(name, CONSOLE_SERVICE) == 0)
        print_use_console(slot);
    root_signal(ROOT_SIGNAL_REGISTERED);
    return answer(OK);
}

static cap_t service_of(const char *name)
{
    for (unsigned i = 0; i < PROCESSES_MAX; i++) {
        struct process *process = process_find(i);

        if (process != NULL && process->service != 0 &&
            strcmp(process->service_name, name) == 0)
            return process->service;
    }
    return 0;
}

answer_t directory_find(struct process *client, struct message *message)
{
    static cap_t session;
    char name[PROCESS_NAME_BYTES + 1];
    cap_t service;

    text_unpack(name, message->words, 3);
    *message = (struct message){0};
    service = service_of(name);
    if (service == 0)
        return answer(SERVICE_NOT_FOUND);
    /* What could not be delivered the last time is still in the slot. */
    slot_delete(session);
    if (object_derive(service, GATE_CALL, process_id(client), &session) != OK)
        return answer(SERVICE_FAILED);
    return answer_with(OK, session, TRANSFER_GIVE);
}
