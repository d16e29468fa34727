/*
 * Services by name. A name belongs to the program whose description grants it,
 * from that program's start to its end for good, restarts included: there is
 * never a second one. The program registers a gate; others get a capability to
 * it that is badged with their id, so that the server can tell its clients.
 */
#include "root.h"

#include "arch.h"
#include "finders.h"
#include "own.h"
#include "pack.h"
#include "string.h"
#include "stubs.h"

static_assert(PROCESS_NAME_BYTES == 3 * sizeof(word_t));

static bool offers(const struct process *process, const char *service)
{
    return process->state != PROGRAM_NONE && process != &processes[0] &&
           process->description->service != NULL &&
           strcmp(process->description->service, service) == 0;
}

struct process *directory_server(const char *service)
{
    for (unsigned i = 1; i < PROCESSES_MAX; i++) {
        if (offers(&processes[i], service))
            return &processes[i];
    }
    return NULL;
}

/* A server can take its gate back without ending. */
bool directory_serves(const struct process *server)
{
    return server->state == PROGRAM_RUNNING && server->service != 0 &&
           slot_type(server->service) == TYPE_GATE;
}

answer_t directory_register(struct process *client, struct message *message)
{
    char name[PROCESS_NAME_BYTES + 1];

    text_unpack(name, message->words, 3);
    /* One service a program, and only the one the description grants. */
    if (!offers(client, name))
        return answer(SERVICE_NOT_PERMITTED);
    if (directory_serves(client))
        return answer(SERVICE_ALREADY);
    if (client->service == 0)
        client->service = process_slot(client);
    if (client->service == 0)
        return answer(SERVICE_FULL);
    if (cap_self_take(client->service, TYPE_GATE) != OK)
        return answer(SERVICE_INVALID);
    if (strcmp(name, CONSOLE_SERVICE) == 0)
        print_use_console(client->service);
    finders_serve(client);
    root_signal();
    return answer(OK);
}

/* What is there already is of the same gate: had that died, the slot would be
   empty. */
bool directory_session(const struct process *client,
                       const struct process *server, cap_t *session)
{
    enum status status;

    *session = process_session(client, server);
    status = cap_table_derive(own.table, server->service, GATE_CALL,
                              process_id(client), *session);
    return status == OK || status == SLOT_OCCUPIED;
}

answer_t directory_find(struct process *client, struct message *message)
{
    char name[PROCESS_NAME_BYTES + 1];
    word_t deadline = message->words[3];
    const struct process *server;
    cap_t session;

    text_unpack(name, message->words, 3);
    *message = (struct message){0};
    server = directory_server(name);
    if (server == NULL || client == &processes[0])
        return answer(SERVICE_NOT_FOUND);
    if (!directory_serves(server))
        return deadline != 0 && deadline <= arch_ticks()
                   ? answer(SERVICE_AWAY)
                   : finders_add(client, server, deadline);
    if (!directory_session(client, server, &session))
        return answer(SERVICE_FAILED);
    return answer_with(OK, session, TRANSFER_DERIVE);
}
