/* Attacks on the end of calls that fail: callers that wait and have given away
   what they call through. */
#include "../support/world.h"

#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

/* A client is served by an activation that has faulted; others call through
   ways of their own, and wait. */
struct scene {
    cap_t gate, way, fault_gate;
    struct actor *client, *server, *handler;
    struct actor *waiting[3];
    cap_t ways[3];
};

static void fault(struct actor *actor)
{
    assert_int_equal(act_other(actor, COMMAND_READ, NOWHERE, 0), PENDING);
}

/* Faults of the server's domain go to `handlers`, or to its own gate. */
static struct scene scene_new(struct place *handlers)
{
    struct place *place = place_new();
    struct scene s = {.gate = gate_new(place)};

    s.fault_gate = handlers ? gate_new(handlers) : s.gate;
    MUST(cap_domain_set_fault_gate(place->domain, callable(s.fault_gate, 1)));
    s.handler = activation_new(handlers ? handlers : place, s.fault_gate);
    s.server = activation_new(place, s.gate); /* the top: it goes first */
    s.way = callable(s.gate, 2);
    s.client = actor_new(&home, 10);
    assert_int_equal(AS(s.client, call(s.way, 0, 0)), PENDING);
    assert_int_equal(s.server->badge, 2);
    fault(s.server);
    assert_int_equal(s.handler->badge, 1);
    for (unsigned i = 0; i < 3; i++) {
        s.ways[i] = callable(s.gate, 3 + i);
        s.waiting[i] = actor_new(&home, 20 - i);
        assert_int_equal(AS(s.waiting[i], call(s.ways[i], 0, 0)), PENDING);
        assert_int_equal(state_of(s.waiting[i]), THREAD_STATE_QUEUED);
    }
    return s;
}

static void lost_its_way(const struct scene *s, unsigned i)
{
    MUST(cap_table_delete(home.table, s->ways[i]));
}

/* The server goes on with the caller after those that may not call any more. */
static void must_serve(const struct scene *s, unsigned i)
{
    for (unsigned before = 0; before < i; before++)
        if (type_of(s->ways[before]) == NO_TYPE)
            assert_int_equal(finished(s->waiting[before]), EMPTY_SLOT);
    assert_int_equal(finished(s->client), SERVER_FAULT);
    assert_int_equal(s->server->badge, 3 + i);
    assert_int_equal(s->server->entries, 2);
    check_kernel();
}

/* The handler has said *abort* already, and goes on. */
static void abort_early(struct scene *s)
{
    cap_t reply = slot_new();

    MUST(AS(s->handler, cap_self_defer(reply)));
    MUST(operate(reply, OP_REPLY_SEND | FAULT_ABORT << REPLY_STATUS_SHIFT, 0, 0,
                 0));
    assert_int_equal(state_of(s->server), THREAD_STATE_CALLING);
}

/* Two that wait have given their capabilities away when the call ends. */
static void aborted_by_a_return(void **state)
{
    struct scene s = scene_new(&home);

    (void)state;
    lost_its_way(&s, 0);
    lost_its_way(&s, 1);
    assert_int_equal(AS(s.handler, give_back(FAULT_ABORT, 0, 0, 0)), PENDING);
    must_serve(&s, 2);
}

static void aborted_early(void **state)
{
    struct scene s = scene_new(&home);

    (void)state;
    abort_early(&s);
    lost_its_way(&s, 0);
    lost_its_way(&s, 1);
    assert_int_equal(AS(s.handler, give_back(0, 0, 0, 0)), PENDING);
    must_serve(&s, 2);
}

static void aborted_by_a_death(void **state)
{
    struct scene s = scene_new(&home);

    (void)state;
    abort_early(&s);
    lost_its_way(&s, 0);
    lost_its_way(&s, 1);
    MUST(cap_table_delete(home.table, s.handler->thread));
    must_serve(&s, 2);
}

static void aborted_by_a_cancel(void **state)
{
    struct scene s = scene_new(&home);

    (void)state;
    abort_early(&s);
    lost_its_way(&s, 0);
    lost_its_way(&s, 1);
    MUST(cap_thread_cancel(s.server->thread));
    must_serve(&s, 2);
}

/* The same by somebody before whom none of them goes. */
static void aborted_by_an_urgent_cancel(void **state)
{
    struct scene s = scene_new(&home);

    (void)state;
    abort_early(&s);
    lost_its_way(&s, 0);
    lost_its_way(&s, 1);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, BOOT_SLOT_SCHED_CONTEXT));
    MUST(cap_thread_cancel(s.server->thread));
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 0, BOOT_SLOT_SCHED_CONTEXT));
    must_serve(&s, 2);
}

/* The handler's own fault ends the call that it has answered, and that goes in
   no steps: what is too much for one is done when somebody resumes the server.
   */
static void aborted_by_a_fault(void **state)
{
    struct scene s = scene_new(&home);

    (void)state;
    abort_early(&s);
    lost_its_way(&s, 0);
    lost_its_way(&s, 1);
    fault(s.handler);
    assert_int_equal(finished(s.client), SERVER_FAULT);
    assert_int_equal(state_of(s.server), THREAD_STATE_STOPPED);
    MUST(cap_thread_resume(s.server->thread));
    must_serve(&s, 2);
}

/* The handler is of the same gate: it serves the first that waits, and the
   server the last. */
static void aborted_by_its_own_gate(void **state)
{
    struct scene s = scene_new(NULL);

    (void)state;
    lost_its_way(&s, 1);
    assert_int_equal(AS(s.handler, give_back(FAULT_ABORT, 0, 0, 0)), PENDING);
    assert_int_equal(s.handler->badge, 3);
    must_serve(&s, 2);
}

static void aborted_by_its_own_gate_first(void **state)
{
    struct scene s = scene_new(NULL);

    (void)state;
    lost_its_way(&s, 0);
    assert_int_equal(AS(s.handler, give_back(FAULT_ABORT, 0, 0, 0)), PENDING);
    assert_int_equal(s.handler->badge, 4);
    must_serve(&s, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(aborted_by_a_return),
        world_test(aborted_early),
        world_test(aborted_by_a_death),
        world_test(aborted_by_a_cancel),
        world_test(aborted_by_a_fault),
        world_test(aborted_by_its_own_gate),
        world_test(aborted_by_an_urgent_cancel),
        world_test(aborted_by_its_own_gate_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
