/* Attacks on crossings: what an assembly path may leave other than the plain
   one does, and what ends up in registers of the machine. */
#include "../support/world.h"

#include "../support/port.h"

/* A server with a ceiling calls on through a gate without: it goes on with its
   caller's priority, so that whoever became ready in between goes first. */
static void below_the_ceiling(void **state)
{
    cap_t high_gate = gate_new(&home), low_gate = gate_new(&home);
    cap_t high = callable(high_gate, 1), low = callable(low_gate, 1);
    cap_t n = notification_new(), one = signaller(n, 1);
    struct actor *middle = actor_new(&home, 30);
    struct actor *outer = activation_new(&home, high_gate);
    struct actor *inner = activation_new(&home, low_gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 60, high_gate));
    LATER(middle, cap_notification_wait(n, 0, NULL));
    LATER(middle,
          cap_thread_info(inner->thread, NULL, NULL, NULL, NULL, NULL, NULL));
    MUST(cap_notification_signal(middle->go_signal));
    assert_int_equal(AS(client, call(high, 0, 0)), PENDING);
    assert_int_equal(outer->entries, 1);
    LATER(outer, cap_notification_signal(one));
    LATER(outer, call(low, 0, 0));
    MUST(cap_notification_signal(outer->go_signal));
    assert_int_equal(finished(middle), OK);
    assert_int_equal(inner->entries, 1);
    /* `middle` (30) came before `inner` (10) got to wait for commands. */
    assert_int_equal(result(middle, 0), THREAD_STATE_RUNNABLE);
}

/* An activation that has answered a call, and waits for the next. */
static struct actor *idle_new(cap_t gate)
{
    cap_t way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    assert_int_equal(AS(server, give_back(3, 0x1234, 0, 0)), PENDING);
    assert_int_equal(finished(client), 3);
    return server;
}

static void must_not_go_on(const struct actor *server)
{
    assert_int_equal(state_of(server), THREAD_STATE_STOPPED);
    assert_int_equal(cap_thread_resume(server->thread), NOT_CONFIGURED);
}

/* What an idle activation last ran is no place to go on from. */
static void idle_without_its_gate(void **state)
{
    cap_t gate = gate_new(&home);
    struct actor *server = idle_new(gate);

    (void)state;
    MUST(cap_table_delete(home.table, gate));
    must_not_go_on(server);
}

/* Nor is it if it was stopped before. */
static void stopped_idle_without_its_gate(void **state)
{
    cap_t gate = gate_new(&home);
    struct actor *server = idle_new(gate);

    (void)state;
    MUST(cap_thread_stop(server->thread));
    MUST(cap_table_delete(home.table, gate));
    must_not_go_on(server);
}

/* Nor is the call of a client that has lost its domain meanwhile. */
static void caller_without_its_domain(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home), way = put(place, callable(gate, 1));
    struct actor *client = actor_new(place, 10);

    (void)state;
    (void)activation_new(&home, gate);
    assert_int_equal(AS(client, call(way, 0, 0x1234)), PENDING);
    MUST(cap_table_delete(home.table, place->domain));
    assert_int_equal(state_of(client), THREAD_STATE_STOPPED);
    MUST(cap_thread_configure(client->thread, port_stack(client), 0, 1,
                              home.domain));
    assert_int_equal(cap_thread_resume(client->thread), NOT_CONFIGURED);
}

/* A thread pointer that the processor does not take is refused. */
static void impossible_thread_pointer(void **state)
{
    struct actor *a = actor_stopped(&home);

    (void)state;
    assert_int_equal(
        cap_thread_configure(a->thread, 0, (word_t)1 << 63, 1, home.domain),
        INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(below_the_ceiling),
        world_test(idle_without_its_gate),
        world_test(stopped_idle_without_its_gate),
        world_test(caller_without_its_domain),
        world_test(impossible_thread_pointer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
