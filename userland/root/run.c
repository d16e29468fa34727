/*
 * Starting programs.
 */
#include "root.h"

#include "own.h"
#include "pack.h"
#include "string.h"
#include "stubs.h"

#define NAME_WORDS 2
#define ARGUMENT_WORDS 3

/* The client's call ends when the program does. */
static bool wait_for_end(struct process *process)
{
    cap_t reply = slot_allocate();

    if (reply == 0)
        return false;
    if (cap_self_defer(reply) != OK) {
        slot_free(reply);
        return false;
    }
    process->reply = reply;
    return true;
}

/* What ROOT_RUN and ROOT_START begin with. */
struct wish {
    const struct program_description *description;
    char argument[ARGUMENT_WORDS * sizeof(word_t) + 1];
    word_t value;
};

/* A service has one program. */
static int32_t wish_read(struct wish *wish, struct message *message)
{
    char name[NAME_WORDS * sizeof(word_t) + 1];
    const char *service;

    text_unpack(name, message->words, NAME_WORDS);
    text_unpack(wish->argument, message->words + NAME_WORDS, ARGUMENT_WORDS);
    wish->value = message->words[NAME_WORDS + ARGUMENT_WORDS];
    wish->description = system_find(name);
    *message = (struct message){0};
    if (wish->description == NULL)
        return SERVICE_NOT_FOUND;
    service = wish->description->service;
    if (service != NULL && directory_server(service) != NULL)
        return SERVICE_ALREADY;
    return OK;
}

answer_t run_program(struct process *client, struct message *message)
{
    struct process *process;
    struct wish wish;
    int32_t status = wish_read(&wish, message);

    (void)client;
    if (wish.description != NULL && wish.description->at_boot)
        status = SERVICE_NOT_FOUND;
    if (status != OK)
        return answer(status);
    if (!process_start(wish.description, wish.argument, wish.value, &process))
        return answer(SERVICE_FAILED);
    /* Without room to remember who waits, it does not wait. */
    return wait_for_end(process) ? answer(OK) : answer(SERVICE_FULL);
}

answer_t run_start(struct process *client, struct message *message)
{
    struct wish wish;
    int32_t status = wish_read(&wish, message);

    (void)client;
    if (status == OK && process_state(wish.description) != PROGRAM_NONE)
        status = SERVICE_ALREADY;
    if (status == OK &&
        !supervise_program(wish.description, wish.argument, wish.value))
        status = SERVICE_FAILED;
    return answer(status);
}

answer_t run_at_boot(struct process *client, struct message *message)
{
    const struct program_description *description;

    (void)client;
    if (message->words[0] >= system_program_count)
        return answer(SERVICE_INVALID);
    description = &system_programs[message->words[0]];
    if (supervise_program(description, "", 0))
        return answer(OK);
    supervise_missing(description);
    return answer(SERVICE_FAILED);
}

answer_t run_started(struct process *client, struct message *message)
{
    const struct process *server;

    (void)client;
    if (message->words[0] >= system_program_count)
        return answer(SERVICE_INVALID);
    server = directory_server(system_programs[message->words[0]].service);
    if (server != NULL && !directory_serves(server))
        return answer(SERVICE_AWAY);
    return answer(OK);
}
