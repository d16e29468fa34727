/*
 * Who loses something by its own operation, in the middle of it: its time, its
 * thread, its gate's domain; and what waits at a gate when that goes.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

/* It revokes the memory that its time comes from. The rest waits until it gets
   other time. */
static void its_own_time(void **state)
{
    cap_t room = make(TYPE_UNTYPED, ABI_PAGE_BITS + 4), oldest = slot_new();
    struct actor *a = actor_stopped(&home);

    (void)state;
    MUST(cap_untyped_retype(room, TYPE_NOTIFICATION, 0, oldest));
    a->time = slot_new();
    MUST(cap_untyped_retype(room, TYPE_SCHED_CONTEXT, 0, a->time));
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, a->time));
    MUST(cap_thread_bind(a->thread, a->time));
    MUST(cap_thread_start(a->thread, port_entry(), 0));
    assert_int_equal(AS(a, cap_table_revoke(home.table, room)), PENDING);
    assert_int_equal(type_of(oldest), TYPE_NOTIFICATION);
    assert_int_equal(state_of(a), THREAD_STATE_RUNNABLE);
    actor_give_time(a, 10);
    assert_int_equal(finished(a), OK);
    assert_int_equal(type_of(oldest), NO_TYPE);
}

/* It helps with a deletion, again and again, until that is its own. */
static void its_own_thread(void **state)
{
    cap_t arena = world.arena, room = make(TYPE_UNTYPED, ABI_PAGE_BITS + 9);
    cap_t n = notification_new();
    struct actor *helper;

    (void)state;
    world.arena = room;
    helper = actor_stopped(&home);
    world.arena = arena;
    actor_give_time(helper, 10);
    MUST(cap_thread_start(helper->thread, port_entry(), 0));
    leave_closed(room);
    REPEAT(helper, 1, cap_table_derive(home.table, n, 0xFF, 0, n));
    MUST(cap_notification_signal(helper->go_signal));
    assert_int_equal(type_of(helper->thread), NO_TYPE);
    assert_true(helper->repeated > 0);
    assert_int_equal(helper->succeeded, 0);
    MUST(cap_table_revoke(home.table, room));
    assert_int_equal(flags_of(room) & SLOT_FLAG_DESCENDANTS, 0);
}

/* A gate goes while threads wait at it that have faulted: they stop, as they
   would without a handler; callers hear of it. */
static void a_fault_gate_with_waiters(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *faulting[2], *caller = actor_new(&home, 9);

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, cap));
    for (unsigned i = 0; i < 2; i++) {
        faulting[i] = actor_new(place, 10);
        assert_int_equal(act_other(faulting[i], COMMAND_READ, NOWHERE, 0),
                         PENDING);
        assert_int_equal(state_of(faulting[i]), THREAD_STATE_QUEUED);
    }
    assert_int_equal(AS(caller, call(cap, OPERATION, 0)), PENDING);
    MUST(cap_table_delete(home.table, gate));
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(state_of(faulting[i]), THREAD_STATE_STOPPED);
        MUST(cap_thread_start(faulting[i]->thread, port_entry(), 0));
        assert_int_equal(AS(faulting[i], cap_self_yield()), OK);
    }
    assert_int_equal(finished(caller), SERVER_GONE);
}

/* The gate has lost its domain, its activations have not: for the same domain
   it is configured again and serves on, for another one it is not. */
static void a_gate_configured_again(void **state)
{
    struct place *place = place_new(), *another = place_new();
    cap_t gate = make(TYPE_GATE, 0), cap;
    cap_t above = derive(place->domain, DOMAIN_RIGHTS, 0);
    cap_t below = derive(above, DOMAIN_RIGHTS, 0);
    struct actor *server, *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_gate_configure(gate, port_entry(), 0, below));
    cap = callable(gate, 1);
    server = activation_new(place, gate);
    MUST(cap_table_revoke(home.table, above));
    FAILS(SERVER_GONE, AS(client, call(cap, OPERATION, 0)));
    FAILS(BUSY, cap_gate_configure(gate, port_entry(), 0, another->domain));
    MUST(cap_gate_configure(gate, port_entry(), 0, above));
    assert_int_equal(AS(client, call(cap, OPERATION, 5)), PENDING);
    assert_int_equal(server->words[0], 5);
    FAILS(BUSY, cap_gate_configure(gate, port_entry(), 0, above));
    assert_int_equal(AS(server, give_back(6, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), 6);
}

/* A server that faults is aborted while callers wait at its gate whose way
   there is gone: all are sent away, however many. */
static void aborted_with_stale_callers(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place), stale = callable(gate, 1);
    cap_t good = callable(gate, 2), handlers = gate_new(&home);
    struct actor *server = activation_new(place, gate);
    struct actor *handler = activation_new(&home, handlers);
    struct actor *client = actor_new(&home, 10), *callers[12];

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(handlers, 3)));
    assert_int_equal(AS(client, call(good, OPERATION, 0)), PENDING);
    for (unsigned i = 0; i < 12; i++) {
        callers[i] = actor_new(&home, 11);
        assert_int_equal(AS(callers[i], call(stale, OPERATION, i)), PENDING);
    }
    MUST(cap_table_delete(home.table, stale));
    assert_int_equal(act_other(server, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(AS(handler, give_back(FAULT_ABORT, 0, 0, 0)), PENDING);
    for (unsigned i = 0; i < 12; i++)
        assert_int_equal(finished(callers[i]), EMPTY_SLOT);
    assert_int_equal(finished(client), SERVER_FAULT);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    assert_int_equal(server->entries, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(its_own_time),
        world_test(its_own_thread),
        world_test(a_fault_gate_with_waiters),
        world_test(a_gate_configured_again),
        world_test(aborted_with_stale_callers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
