/*
 * A program that asks for a service while its server starts again does not have
 * to ask again and again: its call is deferred, and the reply waits here. Each
 * program has room for a few, so that it can take nobody else's.
 */
#include "finders.h"

#include "arch.h"
#include "own.h"
#include "root.h"
#include "string.h"
#include "stubs.h"

/* Nobody waits there; a thread that was cancelled leaves an empty slot. */
static bool finder_unused(const struct finder *finder)
{
    return finder->reply == 0 || slot_type(finder->reply) == NO_TYPE;
}

/* The reply's place among the program's, empty; NULL: there is none. */
static struct finder *finder_place(struct process *client)
{
    for (unsigned i = 0; i < PROCESS_FINDERS; i++) {
        struct finder *finder = &client->finders[i];

        if (!finder_unused(finder))
            continue;
        if (finder->reply == 0)
            finder->reply = slot_allocate();
        return finder->reply != 0 ? finder : NULL;
    }
    return NULL;
}

answer_t finders_add(struct process *client, const struct process *server,
                     word_t deadline)
{
    struct finder *finder = finder_place(client);

    if (finder == NULL || cap_self_defer(finder->reply) != OK)
        return answer(SERVICE_FULL);
    finder->server = server;
    finder->deadline = deadline;
    if (deadline != 0)
        root_signal();
    return answer(OK);
}

/* Whoever waited may be gone: then the slot is empty, and nothing is sent. */
static void finder_answer(struct finder *finder, int32_t status, cap_t session)
{
    static const struct message nothing;

    (void)cap_reply_send(finder->reply, status, &nothing, session,
                         TRANSFER_DERIVE);
    slot_delete(finder->reply);
    *finder = (struct finder){0};
}

/* Calls `act` for each that waits for the server (NULL: for any). */
static void finders_each(const struct process *server,
                         void (*act)(struct process *client,
                                     struct finder *finder))
{
    for (unsigned i = 0; i < PROCESSES_MAX * PROCESS_FINDERS; i++) {
        struct process *client = &processes[i / PROCESS_FINDERS];
        struct finder *finder = &client->finders[i % PROCESS_FINDERS];

        if (!finder_unused(finder) &&
            (server == NULL || finder->server == server))
            act(client, finder);
    }
}

static void serve_one(struct process *client, struct finder *finder)
{
    cap_t session;

    if (directory_session(client, finder->server, &session))
        finder_answer(finder, OK, session);
    else
        finder_answer(finder, SERVICE_FAILED, 0);
}

void finders_serve(const struct process *server)
{
    finders_each(server, serve_one);
}

static void refuse_one(struct process *client, struct finder *finder)
{
    (void)client;
    finder_answer(finder, SERVICE_NOT_FOUND, 0);
}

void finders_refuse(const struct process *server)
{
    finders_each(server, refuse_one);
}

static word_t now;
static word_t next;

static void expire_one(struct process *client, struct finder *finder)
{
    (void)client;
    if (finder->deadline == 0)
        return;
    if (finder->deadline <= now)
        finder_answer(finder, SERVICE_AWAY, 0);
    else if (next == 0 || finder->deadline < next)
        next = finder->deadline;
}

word_t finders_expire(void)
{
    now = arch_ticks();
    next = 0;
    finders_each(NULL, expire_one);
    return next;
}

void finders_forget(struct process *client)
{
    for (unsigned i = 0; i < PROCESS_FINDERS; i++)
        slot_delete(client->finders[i].reply);
    memset(client->finders, 0, sizeof client->finders);
}

static unsigned waiting;

static void count_one(struct process *client, struct finder *finder)
{
    (void)client;
    (void)finder;
    waiting++;
}

unsigned finders_count(void)
{
    waiting = 0;
    finders_each(NULL, count_one);
    return waiting;
}
