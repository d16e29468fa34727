/* Attacks on short returns: to callers with whom there is more to do than to go
   on. */
#include "../support/world.h"

/* The caller has a ceiling, the server has none: its priority is back as soon
   as it goes on, and whom it wakes then goes after it. */
static void to_one_with_a_ceiling(void **state)
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
    assert_int_equal(AS(middle, cap_notification_wait(n, 0, NULL)), PENDING);
    LATER(middle,
          cap_thread_info(outer->thread, NULL, NULL, NULL, NULL, NULL, NULL));
    assert_int_equal(AS(client, call(high, 0, 0)), PENDING);
    assert_int_equal(AS(outer, call(low, 0, 0)), PENDING);
    LATER(outer, cap_notification_signal(one));
    assert_int_equal(AS(inner, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(outer), OK);
    assert_int_equal(finished(middle), OK);
    /* It had got to wait for commands before `middle` (30) looked. */
    assert_int_equal(result(middle, 0), THREAD_STATE_WAITING);
}

/* The caller's system calls have been given away meanwhile: it hears the
   answer, and its next one is somebody else's. */
static void to_one_in_a_foreign_domain(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home), way = put(place, callable(gate, 1));
    cap_t calls = gate_new(&home);
    struct actor *server = activation_new(&home, gate);
    struct actor *handler = activation_new(&home, calls);
    struct actor *client = actor_new(place, 10);

    (void)state;
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    MUST(cap_domain_set_syscall_gate(place->domain, callable(calls, 7)));
    (void)AS(server, give_back(4, 0x55, 0, 0));
    assert_int_equal(finished(client), 4);
    assert_int_equal(result(client, 0), 0x55);
    assert_int_equal(handler->badge, 7);
    assert_int_equal(handler->words[0], FAULT_SYSCALL);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

/* A server in such a domain is called: its first system call is somebody
   else's. */
static void from_one_in_a_foreign_domain(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place), way = callable(gate, 1);
    cap_t calls = gate_new(&home);
    struct actor *server = activation_new(place, gate);
    struct actor *handler = activation_new(&home, calls);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_domain_set_syscall_gate(place->domain, callable(calls, 7)));
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    assert_int_equal(server->entries, 1);
    assert_int_equal(handler->badge, 7);
    assert_int_equal(handler->words[0], FAULT_SYSCALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(to_one_with_a_ceiling),
        world_test(to_one_in_a_foreign_domain),
        world_test(from_one_in_a_foreign_domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
