/*
 * Classes of bugs that other kernels had, in the handling of faults: handlers
 * that fault themselves, for ever, or delete themselves and what they live on.
 * Whoever faulted stops, a client that it was serving hears SERVER_FAULT, and
 * others go on.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

/* client -> server, whose faults go to the handler, whose faults go on. */
struct scene {
    struct place *place, *handlers;
    cap_t gate, fault_gate;
    struct actor *client, *server, *handler;
};

static struct scene scene_new(void)
{
    struct scene s = {.place = place_new(), .handlers = place_new()};
    cap_t way;

    s.gate = gate_new(s.place);
    s.fault_gate = gate_new(s.handlers);
    s.server = activation_new(s.place, s.gate);
    s.handler = activation_new(s.handlers, s.fault_gate);
    MUST(cap_domain_set_fault_gate(s.place->domain, callable(s.fault_gate, 1)));
    s.client = actor_new(&home, 10);
    way = callable(s.gate, 2);
    assert_int_equal(AS(s.client, call(way, OPERATION, 0)), PENDING);
    return s;
}

static void fault(struct actor *actor)
{
    assert_int_equal(act_other(actor, COMMAND_READ, NOWHERE, 0), PENDING);
}

static void client_goes_on(const struct scene *s)
{
    assert_int_equal(finished(s->client), SERVER_FAULT);
    assert_int_equal(state_of(s->server), THREAD_STATE_STOPPED);
    assert_int_equal(AS(s->client, cap_self_yield()), OK);
    check_kernel();
}

/* ---- it faults ---- */

static void a_handler_that_faults(void **state)
{
    struct scene s = scene_new();

    (void)state;
    fault(s.server);
    assert_int_equal(s.handler->entries, 1);
    fault(s.handler);
    client_goes_on(&s);
    assert_int_equal(state_of(s.handler), THREAD_STATE_STOPPED);
}

/* Its own faults come to its own gate, where only it serves: it would wait for
   itself. */
static void a_handler_that_faults_into_itself(void **state)
{
    struct scene s = scene_new();

    (void)state;
    MUST(cap_domain_set_fault_gate(s.handlers->domain,
                                   callable(s.fault_gate, 3)));
    fault(s.server);
    fault(s.handler);
    client_goes_on(&s);
    assert_int_equal(state_of(s.handler), THREAD_STATE_STOPPED);
}

/* Its entry lies nowhere, and its faults come to its own gate, where many
   serve: each of them faults before it has done anything. */
static void handlers_that_fault_for_ever(void **state)
{
    struct scene s = scene_new();
    struct place *place = place_new();
    cap_t gate = make(TYPE_GATE, 0), bad;
    struct actor *handlers[FAULT_DEPTH_MAX + 4];
    word_t stopped = 0;

    (void)state;
    MUST(cap_gate_configure(gate, ABI_CODE_ALIGNMENT, 0, place->domain));
    for (unsigned i = 0; i < FAULT_DEPTH_MAX + 4; i++)
        handlers[i] = activation_new(place, gate);
    bad = callable(gate, 1);
    MUST(cap_domain_set_fault_gate(place->domain, bad));
    MUST(cap_domain_set_fault_gate(s.place->domain, bad));
    fault(s.server);
    client_goes_on(&s);
    for (unsigned i = 0; i < FAULT_DEPTH_MAX + 4; i++)
        stopped += state_of(handlers[i]) == THREAD_STATE_STOPPED;
    assert_int_equal(stopped, FAULT_DEPTH_MAX);
}

/* It says resume each time and mends nothing; somebody of the same priority
   goes on all the while, and the time is the client's. */
static void a_handler_that_resumes_for_ever(void **state)
{
    struct scene s = scene_new();
    struct actor *other = actor_new(&home, 10);

    (void)state;
    fault(s.server);
    for (word_t round = 1; round < 1000; round++) {
        assert_int_equal(s.handler->entries, round);
        assert_int_equal(AS(other, cap_self_yield()), OK);
        assert_int_equal(AS(s.handler, give_back(FAULT_RESUME, 0, 0, 0)),
                         PENDING);
    }
    MUST(cap_thread_cancel(s.client->thread));
    assert_int_equal(finished(s.client), CANCELLED);
    assert_int_equal(AS(s.client, cap_self_yield()), OK);
    actor_give_time(s.handler, 12);
    assert_int_equal(AS(s.handler, give_back(FAULT_ABORT, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(s.server), THREAD_STATE_IDLE);
}

/* ---- it deletes ---- */

static void deletes(cap_t (*what)(const struct scene *s))
{
    struct scene s = scene_new();
    cap_t root = put(s.handlers, home.table), victim = what(&s);

    fault(s.server);
    (void)AS(s.handler, cap_table_delete(root, victim));
    /* It stops at its own end; somebody else finishes. */
    MUST(cap_table_delete(home.table, victim));
    client_goes_on(&s);
}

static cap_t handler_thread(const struct scene *s)
{
    return s->handler->thread;
}

static cap_t handler_gate(const struct scene *s)
{
    return s->fault_gate;
}

static cap_t handler_domain(const struct scene *s)
{
    return s->handlers->domain;
}

static void a_handler_that_deletes_itself(void **state)
{
    (void)state;
    deletes(handler_thread);
}

static void a_handler_that_deletes_its_gate(void **state)
{
    (void)state;
    deletes(handler_gate);
}

static void a_handler_that_deletes_its_domain(void **state)
{
    (void)state;
    deletes(handler_domain);
}

/* Or whom it handles: its answer finds nobody. */
static void a_handler_that_deletes_the_faulting_thread(void **state)
{
    struct scene s = scene_new();
    cap_t root = put(s.handlers, home.table);

    (void)state;
    actor_give_time(s.handler, 12);
    fault(s.server);
    MUST(AS(s.handler, cap_table_delete(root, s.server->thread)));
    assert_int_equal(finished(s.client), SERVER_GONE);
    assert_int_equal(AS(s.handler, give_back(FAULT_RESUME, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(s.handler), THREAD_STATE_IDLE);
    check_kernel();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_handler_that_faults),
        world_test(a_handler_that_faults_into_itself),
        world_test(handlers_that_fault_for_ever),
        world_test(a_handler_that_resumes_for_ever),
        world_test(a_handler_that_deletes_itself),
        world_test(a_handler_that_deletes_its_gate),
        world_test(a_handler_that_deletes_its_domain),
        world_test(a_handler_that_deletes_the_faulting_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
