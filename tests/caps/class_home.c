/*
 * What finds its way although nobody waits for it: time whose owner idles, FP
 * registers of a thread when nobody runs, and callers that are sent away by
 * somebody who goes before them.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

/* A server that has called another one, with its own time, loses its domain: it
   stops, and the other one has the time. */
static struct actor *server_whose_time_is_away(struct actor **other)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place), cap = callable(gate, 1);
    cap_t beyond = gate_new(&home), via = put(place, callable(beyond, 1));
    struct actor *server = activation_new(place, gate);
    struct actor *client = actor_new(&home, 10);

    *other = activation_new(&home, beyond);
    actor_give_time(server, 12);
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    MUST(cap_thread_cancel(client->thread));
    assert_int_equal(AS(server, call(via, OPERATION, 0)), PENDING);
    MUST(cap_table_delete(home.table, place->domain));
    assert_int_equal(state_of(server), THREAD_STATE_STOPPED);
    assert_int_equal(AS(*other, cap_self_yield()), OK);
    return server;
}

/* It gets along in root's domain from now on. */
static void moves_here(struct actor *server)
{
    cap_t n = notification_new();

    server->place = &home;
    server->go = derive(n, NOTIFICATION_WAIT, 0);
    server->go_signal = signaller(n, 1);
    MUST(cap_thread_configure(server->thread, port_stack(server), 0, 0,
                              home.domain));
}

/* In a new domain it waits for callers, or is stopped there, when the other one
   dies. Its time is its own again as soon as it serves without a caller's. */
static void time_whose_owner_idles(void **state)
{
    (void)state;
    for (unsigned parked = 0; parked < 2; parked++) {
        struct actor *other, *server = server_whose_time_is_away(&other);
        cap_t gate = gate_new(&home), cap = callable(gate, 1);
        struct actor *client = actor_new(&home, 10);

        moves_here(server);
        MUST(cap_gate_add_activation(gate, server->thread));
        if (parked)
            MUST(cap_thread_stop(server->thread));
        MUST(cap_table_delete(home.table, other->thread));
        assert_int_equal(state_of(server),
                         parked ? THREAD_STATE_STOPPED : THREAD_STATE_IDLE);
        if (parked)
            MUST(cap_thread_resume(server->thread));
        assert_int_equal(AS(client, call(cap, OPERATION, 7)), PENDING);
        assert_int_equal(server->words[0], 7);
        MUST(cap_thread_cancel(client->thread));
        assert_int_equal(finished(client), CANCELLED);
        assert_int_equal(AS(server, cap_self_yield()), OK);
        assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
        assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    }
}

/* The last that runs has its FP registers loaded; they are there again when it
   goes on. */
static void fp_registers_while_nobody_runs(void **state)
{
    struct actor *a = actor_new(&home, 0);

    (void)state;
    for (word_t value = 1; value < 4; value++) {
        (void)act_other(a, COMMAND_FP, 0, value * 0x1111);
        sleep_for(world.info->ticks_per_second / 1000);
        assert_int_equal(finished(a), OK);
        if (value > 1)
            assert_int_equal(result(a, 0), (value - 1) * 0x1111);
        sleep_for(world.info->ticks_per_second / 1000);
    }
}

/* ---- callers whose way to the gate is gone ---- */

#define CALLERS 12

static void callers_wait(struct actor **callers, cap_t gate)
{
    cap_t stale = callable(gate, 9);

    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i] = actor_new(&home, 11);
        assert_int_equal(AS(callers[i], call(stale, OPERATION, i)), PENDING);
    }
    MUST(cap_table_delete(home.table, stale));
}

static void callers_are_away(struct actor **callers)
{
    for (unsigned i = 0; i < CALLERS; i++)
        assert_int_equal(finished(callers[i]), EMPTY_SLOT);
}

/* By a new activation, and by a stopped one that goes on. */
static void sent_away_by_who_goes_first(void **state)
{
    cap_t gate = gate_new(&home);
    struct actor *server = actor_stopped(&home), *callers[CALLERS];
    struct actor *above = actor_new(&home, 20);

    (void)state;
    callers_wait(callers, gate);
    MUST(AS(above, cap_gate_add_activation(gate, server->thread)));
    callers_are_away(callers);
    MUST(cap_thread_stop(server->thread));
    callers_wait(callers, gate);
    MUST(AS(above, cap_thread_resume(server->thread)));
    callers_are_away(callers);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    assert_int_equal(server->entries, 0);
}

/* By a late answer to a fault, which aborts the server. */
static void sent_away_by_a_reply(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place), cap = callable(gate, 1);
    cap_t handlers = gate_new(&home), reply = slot_new();
    struct actor *server = activation_new(place, gate), *callers[CALLERS];
    struct actor *handler = activation_new(&home, handlers);
    struct actor *client = actor_new(&home, 10), *above = actor_new(&home, 20);
    struct message message = {{0}};

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(handlers, 1)));
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    assert_int_equal(act_other(server, COMMAND_READ, NOWHERE, 0), PENDING);
    MUST(AS(handler, cap_self_defer(reply)));
    assert_int_equal(AS(handler, give_back(0, 0, 0, 0)), PENDING);
    callers_wait(callers, gate);
    MUST(AS(above, cap_reply_send(reply, FAULT_ABORT, &message, 0, 0)));
    callers_are_away(callers);
    assert_int_equal(finished(client), SERVER_FAULT);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

/* ---- early answers to faults ---- */

/* A server has faulted; its handler, in a place of its own, has left the answer
   to a friend, who has said abort already. */
struct early {
    struct place *servers, *handlers;
    cap_t gate, faults;
    struct actor *server, *handler, *friend, *client;
};

static struct early early_new(void)
{
    struct early e = {.servers = place_new(), .handlers = place_new()};
    struct message message = {{0}};
    cap_t reply = e.handlers->next++, cap;

    e.faults = gate_new(e.handlers);
    e.handler = activation_new(e.handlers, e.faults);
    e.friend = actor_new(e.handlers, 20);
    e.gate = gate_new(e.servers);
    e.server = activation_new(e.servers, e.gate);
    e.client = actor_new(&home, 10);
    cap = callable(e.gate, 1);
    MUST(cap_domain_set_fault_gate(e.servers->domain, callable(e.faults, 1)));
    assert_int_equal(AS(e.client, call(cap, OPERATION, 0)), PENDING);
    assert_int_equal(act_other(e.server, COMMAND_READ, NOWHERE, 0), PENDING);
    MUST(AS(e.handler, cap_self_defer(reply)));
    MUST(AS(e.friend, cap_reply_send(reply, FAULT_ABORT, &message, 0, 0)));
    assert_int_equal(finished(e.client), PENDING);
    return e;
}

/* It takes effect when the handler goes, in whatever way; before that all
   callers are sent away whose way to the server is gone. */
static void the_handler_goes_after_an_early_answer(void **state)
{
    (void)state;
    for (unsigned way = 0; way < 3; way++) {
        struct early e = early_new();
        struct actor *callers[CALLERS];
        const cap_t ways[] = {e.handler->thread, e.faults, e.handlers->domain};

        callers_wait(callers, e.gate);
        MUST(cap_table_delete(home.table, ways[way]));
        callers_are_away(callers);
        assert_int_equal(finished(e.client), SERVER_FAULT);
        assert_int_equal(state_of(e.server), THREAD_STATE_IDLE);
    }
}

/* The handler faults itself, and is aborted: it serves the next one that has
   faulted. That is enough for one step: its own server is stopped, and serves
   on when it is resumed. */
static void two_aborts_at_once(void **state)
{
    struct early e = early_new();
    cap_t last = gate_new(&home), good = callable(e.gate, 2);
    struct actor *top = activation_new(&home, last);
    struct actor *next = actor_new(e.servers, 10);
    struct actor *waiting = actor_new(&home, 10);

    (void)state;
    MUST(cap_domain_set_fault_gate(e.handlers->domain, callable(last, 1)));
    assert_int_equal(AS(waiting, call(good, OPERATION, 8)), PENDING);
    assert_int_equal(act_other(next, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(act_other(e.handler, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(top->words[0], FAULT_READ);
    assert_int_equal(AS(top, give_back(FAULT_ABORT, 0, 0, 0)), PENDING);
    assert_int_equal(finished(e.client), SERVER_FAULT);
    assert_int_equal(e.handler->entries, 2);
    assert_int_equal(state_of(e.server), THREAD_STATE_STOPPED);
    assert_int_equal(finished(waiting), PENDING);
    MUST(cap_thread_resume(e.server->thread));
    assert_int_equal(e.server->words[0], 8);
    assert_int_equal(AS(e.server, give_back(3, 0, 0, 0)), PENDING);
    assert_int_equal(finished(waiting), 3);
}

/* The gate goes after the answer to a call has been left for later: the call
   lasts until that is given. */
static void the_gate_goes_before_the_answer(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1), reply = slot_new();
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    struct message message = {{50}};

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    MUST(AS(server, cap_self_defer(reply)));
    MUST(cap_table_delete(home.table, gate));
    assert_int_equal(finished(client), PENDING);
    actor_give_time(server, 12);
    FAILS(NO_CALLER, AS(server, give_back(0, 0, 0, 0)));
    MUST(cap_reply_send(reply, 5, &message, 0, 0));
    assert_int_equal(finished(client), 5);
    assert_int_equal(result(client, 0), 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(time_whose_owner_idles),
        world_test(fp_registers_while_nobody_runs),
        world_test(sent_away_by_who_goes_first),
        world_test(sent_away_by_a_reply),
        world_test(the_handler_goes_after_an_early_answer),
        world_test(two_aborts_at_once),
        world_test(the_gate_goes_before_the_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
