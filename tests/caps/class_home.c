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

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(time_whose_owner_idles),
        world_test(fp_registers_while_nobody_runs),
        world_test(sent_away_by_who_goes_first),
        world_test(sent_away_by_a_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
