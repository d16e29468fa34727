/*
 * Operations that go in steps, with an interrupt pending after every one: each
 * goes on where it was, and others get in between.
 */
#include "../support/world.h"

#include "../support/port.h"

#include "host.h"
#include "port_host.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8)

static void always(void)
{
    host_interrupts(HOST_INTERRUPTS_ALWAYS, 0);
}

/* Woken by the death of what they waited for, they try to wait there again. */
static void a_wait_begun_while_it_dies(void **state)
{
    cap_t n = notification_new();
    struct actor *waiters[4];

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        waiters[i] = actor_new(&home, 10 + i);
        assert_int_equal(AS(waiters[i], cap_notification_wait(n, 0, NULL)),
                         PENDING);
        LATER(waiters[i], cap_notification_wait(n, 0, NULL));
    }
    always();
    MUST(cap_table_delete(home.table, n));
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(finished(waiters[i]), GONE);
}

/* Equals that become ready in the course of a long operation wait until the
   slice of whoever does it is over, and no longer: no timer has been set for
   them when it began. (Once they have been ready there is one: so the long one
   comes first.) */
static void a_slice_ends_within_an_operation(void **state)
{
    cap_t n = notification_new();
    struct actor *a = actor_new(&home, 10), *waiters[8];

    (void)state;
    for (unsigned long_steps = 2; long_steps-- > 0;) {
        for (unsigned i = 0; i < 8; i++) {
            waiters[i] = actor_new(&home, 10);
            assert_int_equal(AS(waiters[i], cap_notification_wait(n, 0, NULL)),
                             PENDING);
        }
        for (unsigned i = 0; i < 7; i++)
            LATER(waiters[i], cap_thread_info(waiters[7]->thread, NULL, NULL,
                                              NULL, NULL, NULL, NULL));
        if (long_steps) {
            assert_int_equal(host_clock.timer, 0);
            host_clock.per_look = host_core->slice / 3;
        }
        MUST(AS(a, cap_table_delete(home.table, n)));
        host_clock.per_look = 1;
        assert_int_equal(finished(waiters[7]), GONE);
        assert_int_equal(finished(waiters[0]), OK);
        assert_int_equal(result(waiters[0], 0), long_steps
                                                    ? THREAD_STATE_WAITING
                                                    : THREAD_STATE_RUNNABLE);
        MUST(cap_untyped_retype(world.arena, TYPE_NOTIFICATION, 0, n));
    }
}

/* A deadline that is just now has passed: nobody waits for it. */
static void a_deadline_that_is_now(void **state)
{
    cap_t n = notification_new();

    (void)state;
    for (word_t later = 0; later < 2; later++) {
        host_interrupts_taken = 0;
        FAILS(TIMED_OUT,
              cap_notification_wait(n, host_clock.now + later, NULL));
        assert_int_equal(host_interrupts_taken, later);
    }
}

/* Callers whose way to the gate is gone leave one by one. */
static void stale_callers_leave(void **state)
{
    cap_t gate = gate_new(&home), stale = callable(gate, 1);
    cap_t good = callable(gate, 2);
    struct actor *clients[5], *server;

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        clients[i] = actor_new(&home, 20 - i);
        assert_int_equal(
            AS(clients[i], call(i < 4 ? stale : good, OPERATION, i)), PENDING);
    }
    MUST(cap_table_delete(home.table, stale));
    always();
    server = activation_new(&home, gate);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(finished(clients[i]), EMPTY_SLOT);
    assert_int_equal(server->words[0], 4);
    assert_int_equal(AS(server, give_back(3, 0, 0, 0)), PENDING);
    assert_int_equal(finished(clients[4]), 3);
}

static void stale_callers_leave_at_a_return(void **state)
{
    cap_t gate = gate_new(&home), stale = callable(gate, 1);
    cap_t good = callable(gate, 2);
    struct actor *server = activation_new(&home, gate);
    struct actor *clients[5], *first = actor_new(&home, 30);

    (void)state;
    assert_int_equal(AS(first, call(good, OPERATION, 9)), PENDING);
    for (unsigned i = 0; i < 5; i++) {
        clients[i] = actor_new(&home, 20 - i);
        assert_int_equal(
            AS(clients[i], call(i < 4 ? stale : good, OPERATION, i)), PENDING);
    }
    MUST(cap_table_delete(home.table, stale));
    always();
    assert_int_equal(AS(server, give_back(1, 0, 0, 0)), PENDING);
    assert_int_equal(finished(first), 1);
    assert_int_equal(server->words[0], 4);
}

/* The same when a parked activation is resumed, and when a faulting one is
   aborted by its handler's later reply. */
static void stale_callers_leave_otherwise(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place), stale = callable(gate, 1);
    cap_t good = callable(gate, 2), handlers = gate_new(&home);
    struct actor *server = activation_new(place, gate);
    struct actor *handler = activation_new(&home, handlers);
    struct actor *a = actor_new(&home, 20), *b = actor_new(&home, 19);
    struct actor *c = actor_new(&home, 18);
    cap_t reply = slot_new();

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(handlers, 1)));
    MUST(cap_thread_stop(server->thread));
    assert_int_equal(AS(a, call(stale, OPERATION, 0)), PENDING);
    assert_int_equal(AS(b, call(stale, OPERATION, 1)), PENDING);
    MUST(cap_table_delete(home.table, stale));
    always();
    MUST(cap_thread_resume(server->thread));
    assert_int_equal(finished(a), EMPTY_SLOT);
    assert_int_equal(finished(b), EMPTY_SLOT);
    assert_int_equal(AS(c, call(good, OPERATION, 2)), PENDING);
    MUST(cap_table_derive(home.table, gate, GATE_CALL, 1, stale));
    assert_int_equal(AS(a, call(stale, OPERATION, 3)), PENDING);
    assert_int_equal(AS(b, call(stale, OPERATION, 4)), PENDING);
    MUST(cap_table_delete(home.table, stale));
    assert_int_equal(act_other(server, COMMAND_READ, NOWHERE, 0), PENDING);
    MUST(AS(handler, cap_self_defer(reply)));
    assert_int_equal(AS(handler, give_back(0, 0, 0, 0)), PENDING);
    MUST(operate(reply, OP_REPLY_SEND | FAULT_ABORT << REPLY_STATUS_SHIFT, 0, 0,
                 0));
    assert_int_equal(finished(a), EMPTY_SLOT);
    assert_int_equal(finished(c), SERVER_FAULT);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

/* And when a handler dies that has said abort before. */
static void stale_callers_leave_when_a_handler_dies(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place), stale = callable(gate, 1);
    cap_t good = callable(gate, 2), handlers = gate_new(&home);
    struct actor *server = activation_new(place, gate);
    struct actor *handler = activation_new(&home, handlers);
    struct actor *first = actor_new(&home, 21), *a = actor_new(&home, 20);
    struct actor *b = actor_new(&home, 19), *next = actor_new(&home, 18);
    cap_t reply = slot_new();

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(handlers, 1)));
    assert_int_equal(AS(first, call(good, OPERATION, 0)), PENDING);
    assert_int_equal(act_other(server, COMMAND_READ, NOWHERE, 0), PENDING);
    MUST(AS(handler, cap_self_defer(reply)));
    MUST(operate(reply, OP_REPLY_SEND | FAULT_ABORT << REPLY_STATUS_SHIFT, 0, 0,
                 0));
    assert_int_equal(AS(a, call(stale, OPERATION, 1)), PENDING);
    assert_int_equal(AS(b, call(stale, OPERATION, 2)), PENDING);
    assert_int_equal(AS(next, call(good, OPERATION, 3)), PENDING);
    MUST(cap_table_delete(home.table, stale));
    always();
    MUST(cap_table_delete(home.table, handler->thread));
    assert_int_equal(finished(first), SERVER_FAULT);
    assert_int_equal(finished(a), EMPTY_SLOT);
    assert_int_equal(finished(b), EMPTY_SLOT);
    assert_int_equal(server->words[0], 3);
    assert_int_equal(AS(server, give_back(5, 0, 0, 0)), PENDING);
    assert_int_equal(finished(next), 5);
}

/* Everything that is cleared in steps, preempted in each of them. */
static void clearing(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 13), frame = slot_new();
    word_t cleared;

    (void)state;
    always();
    host_interrupts_taken = 0;
    MUST(cap_untyped_clear(untyped, 3000));
    assert_true(host_interrupts_taken >= 2944 / ARCH_CLEAR_STEP);
    MUST(cap_untyped_info(untyped, NULL, NULL, NULL, &cleared, NULL));
    assert_int_equal(cleared, 2944);
    MUST(cap_untyped_retype(untyped, TYPE_FRAME, 12, frame));
    assert_true(host_memory_zero(base_of(frame), 4096));
}

/* The memory of a table that has gone with capabilities in it is not used again
   before the last of them is gone. */
static void the_memory_of_a_table_that_is_being_emptied(void **state)
{
    cap_t room = make(TYPE_UNTYPED, 13), table = slot_new();
    cap_t frame = slot_new(), n = notification_new();
    struct actor *a = actor_new(&home, 0);

    (void)state;
    for (unsigned retype = 0; retype < 2; retype++) {
        host_interrupts(HOST_INTERRUPTS_REAL, 0);
        MUST(cap_untyped_retype(room, TYPE_TABLE, 6 + 5, table));
        for (cap_t i = 1; i < 64; i++)
            MUST(cap_table_put(table, i, n, TRANSFER_DERIVE));
        always();
        assert_int_equal(AS(a, cap_table_delete(home.table, table)), PENDING);
        for (unsigned i = 0; type_of(table) != NO_TYPE; i++) {
            assert_true(i < 100);
            sleep_for(30);
        }
        assert_true(flags_of(n) & SLOT_FLAG_DESCENDANTS);
        host_interrupts(HOST_INTERRUPTS_AT, 4); /* not at the first step */
        if (retype)
            MUST(cap_untyped_retype(room, TYPE_FRAME, 12, frame));
        else
            MUST(cap_untyped_clear(room, 128));
        assert_false(flags_of(n) & SLOT_FLAG_DESCENDANTS);
        host_interrupts(HOST_INTERRUPTS_REAL, 0);
        sleep_for(1000);
        assert_int_equal(finished(a), OK);
    }
    assert_true(host_memory_zero(base_of(frame), 4096));
}

/* The last of what is revoked goes by another way, and the revoke is given up:
   the slot stays closed until somebody revokes it again. */
static void a_revoke_that_has_nothing_left_to_do(void **state)
{
    cap_t time = make(TYPE_SCHED_CONTEXT, 0), children[6], child = slot_new();
    struct actor *bound = actor_stopped(&home), *a = actor_new(&home, 0);

    (void)state;
    MUST(cap_thread_bind(bound->thread, time));
    for (unsigned i = 0; i < 6; i++)
        children[i] = derive(time, SCHED_CONTEXT_RIGHTS, 0);
    always();
    assert_int_equal(AS(a, cap_table_revoke(home.table, time)), PENDING);
    for (unsigned i = 0; type_of(children[0]) != NO_TYPE; i++) {
        assert_true(i < 100);
        sleep_for(1);
    }
    MUST(cap_thread_stop(a->thread));
    MUST(cap_thread_unbind(bound->thread));
    assert_int_equal(flags_of(time), SLOT_FLAG_ORIGINAL | SLOT_FLAG_CLOSED);
    MUST(cap_table_revoke(home.table, time));
    assert_int_equal(flags_of(time), SLOT_FLAG_ORIGINAL);
    MUST(cap_table_derive(home.table, time, SCHED_CONTEXT_RIGHTS, 0, child));
}

/* A retype that is given up half-way leaves a gap behind, which must not count
   as clear for a smaller object. */
static void a_retype_given_up(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 14), small = slot_new();
    cap_t large = slot_new();
    struct actor *a = actor_new(&home, 0);

    (void)state;
    MUST(cap_untyped_retype(untyped, TYPE_FRAME, 6, small));
    MUST(cap_table_delete(home.table, small));
    MUST(cap_untyped_retype(untyped, TYPE_FRAME, 6, small));
    always();
    assert_int_equal(AS(a, cap_untyped_retype(untyped, TYPE_FRAME, 12, large)),
                     PENDING);
    for (unsigned i = 0; i < 4; i++)
        sleep_for(30);
    MUST(cap_thread_stop(a->thread));
    for (unsigned i = 0; i < 20; i++) {
        cap_t frame = slot_new();

        MUST(cap_untyped_retype(untyped, TYPE_FRAME, 6, frame));
        assert_true(host_memory_zero(base_of(frame), 64));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_wait_begun_while_it_dies),
        world_test(a_slice_ends_within_an_operation),
        world_test(a_deadline_that_is_now),
        world_test(stale_callers_leave),
        world_test(stale_callers_leave_at_a_return),
        world_test(stale_callers_leave_otherwise),
        world_test(stale_callers_leave_when_a_handler_dies),
        world_test(clearing),
        world_test(the_memory_of_a_table_that_is_being_emptied),
        world_test(a_revoke_that_has_nothing_left_to_do),
        world_test(a_retype_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
