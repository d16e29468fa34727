/*
 * How the survivors of a death_scene.h finish: whoever serves returns, on new
 * time if it has none left, until nobody does; then what still waits is ended,
 * and a fresh client finds out whether the server can be called.
 */
#include "death_scene.h"

#include "port.h"

#define OPERATION 0x2001
#define ROUNDS 32
#define SERVED 77
#define REPLIED 55

static void returns(struct scene *s, enum party p, int32_t status)
{
    int64_t heard = AS(s->actors[p], give_back(status, 0, 0, 0));

    if (s->follow)
        assert_int_equal(heard, model_return(&s->model, p, status));
    assert_true(heard == PENDING || heard == NO_CALLER);
    s->retired[p] = heard == NO_CALLER;
}

void death_answer(struct scene *s)
{
    struct actor *handler = s->actors[PARTY_HANDLER];
    enum party whom = death_see(s, PARTY_HANDLER).serves;
    int32_t answer = whom == NOBODY ? 0 : s->answers[whom];

    if (answer == FAULT_RESUME) {
        word_t stack = port_stack(s->actors[whom]);

        MUST(AS(handler,
                cap_self_write_register(ABI_REGISTER_PC, port_entry())));
        MUST(AS(handler, cap_self_write_register(ABI_REGISTER_SP, stack)));
    }
    returns(s, PARTY_HANDLER, answer);
}

/* "the server's next use of it fails or faults" */
static void use_what_was_taken(struct scene *s)
{
    struct actor *server = s->actors[PARTY_SERVER];
    bool taken = death_taken(s);
    word_t base = base_of(s->frame);

    s->probed = true;
    assert_int_equal(
        AS(server, cap_frame_info(s->taken, NULL, NULL, NULL, NULL, NULL)),
        taken ? OK : EMPTY_SLOT);
    assert_int_equal(act_other(server, COMMAND_READ, base, 0),
                     taken ? OK : PENDING);
    s->answers[PARTY_SERVER] = FAULT_RESUME;
    if (!taken && s->follow)
        model_fault(&s->model, PARTY_SERVER);
}

/* The next one that can return, from the tips of chains upwards. */
static enum party next_to_return(const struct scene *s)
{
    static const enum party order[] = {PARTY_HANDLER, PARTY_SERVER, PARTY_SPARE,
                                       PARTY_MIDDLE};

    for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
        struct seen seen = death_see(s, order[i]);

        if (seen.exists && seen.state == THREAD_STATE_RUNNABLE &&
            !s->retired[order[i]])
            return order[i];
    }
    return NOBODY;
}

static void all_return(struct scene *s)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        enum party p = next_to_return(s);

        if (p == NOBODY)
            return;
        if (death_see(s, p).time == NOBODY)
            death_give_time(s, p);
        if (p == PARTY_HANDLER)
            death_answer(s);
        else if (p == PARTY_SERVER && !s->probed)
            use_what_was_taken(s);
        else
            returns(s, p, SERVED);
        death_compare(s);
    }
    fail_msg("they return for ever");
}

/* Who waits for a handler that has no activation any more. */
static void end_fault_calls(struct scene *s)
{
    static const enum party faulting[] = {PARTY_SERVER, PARTY_BYSTANDER};

    for (unsigned i = 0; i < 2; i++) {
        enum party p = faulting[i];

        if (!death_see(s, p).exists ||
            death_see(s, p).state != THREAD_STATE_QUEUED)
            continue;
        MUST(cap_thread_cancel(s->actors[p]->thread));
        if (s->follow)
            MUST(model_cancel(&s->model, p));
        death_compare(s);
    }
    all_return(s);
}

static void reply_later(struct scene *s)
{
    if (type_of(s->reply) != TYPE_REPLY)
        return;
    MUST(operate(s->reply, OP_REPLY_SEND | REPLIED << REPLY_STATUS_SHIFT, 0, 0,
                 0));
    if (s->follow)
        model_reply(&s->model, REPLIED);
    death_compare(s);
}

static bool waits(const struct scene *s, enum party p)
{
    struct seen seen = death_see(s, p);

    return seen.exists && seen.state == THREAD_STATE_QUEUED;
}

/* The server serves the next caller, or what has become of it is heard, or
   another activation is all that it takes. */
static void call_once_more(struct scene *s)
{
    int64_t status =
        AS(s->actors[PARTY_FRESH], call(s->ways[PARTY_FRESH], OPERATION, 0));

    if (s->follow)
        assert_int_equal(status,
                         model_call(&s->model, PARTY_FRESH, GATE_OF_SERVER));
    death_compare(s);
    all_return(s);
    if (!waits(s, PARTY_FRESH) && !waits(s, PARTY_WAITING))
        return;
    MUST(cap_gate_add_activation(s->gates[GATE_OF_SERVER],
                                 s->actors[PARTY_SPARE]->thread));
    if (s->follow)
        model_activation(&s->model, PARTY_SPARE, GATE_OF_SERVER);
    death_compare(s);
    all_return(s);
}

void death_begin_anew(struct scene *s, unsigned which)
{
    struct actor *client = s->actors[PARTY_CLIENT];
    struct seen seen = death_see(s, PARTY_CLIENT);
    cap_t n;

    (void)which;
    if (!seen.exists || seen.state != THREAD_STATE_STOPPED)
        return;
    n = notification_new();
    client->go = derive(n, NOTIFICATION_WAIT, 0);
    client->go_signal = signaller(n, 1);
    MUST(cap_thread_configure(client->thread, port_stack(client), 0, 1,
                              home.domain));
    MUST(cap_thread_start(client->thread, port_entry(), 0));
    if (s->follow)
        model_start(&s->model, PARTY_CLIENT);
    death_compare(s);
}

/* A client whose time was deleted, or is still used by one that it called in
   its former life, goes on with other time. */
static void client_gets_time(struct scene *s)
{
    struct seen seen = death_see(s, PARTY_CLIENT);

    if (!seen.exists || seen.state != THREAD_STATE_RUNNABLE ||
        seen.time != NOBODY)
        return;
    MUST(cap_thread_unbind(s->actors[PARTY_CLIENT]->thread));
    if (s->follow)
        MUST(model_unbind(&s->model, PARTY_CLIENT));
    death_give_time(s, PARTY_CLIENT);
    death_compare(s);
}

void death_finish(struct scene *s)
{
    all_return(s);
    end_fault_calls(s);
    reply_later(s);
    call_once_more(s);
    death_begin_anew(s, 0);
    client_gets_time(s);
}
