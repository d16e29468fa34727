/* Time: priorities, round robin, and what happens when it is taken away. */
#include "../support/world.h"

#include "../support/port.h"

struct time_state {
    word_t core, priority, configured, bound;
};

static struct time_state see(cap_t time)
{
    struct time_state seen;

    MUST(cap_sched_context_info(time, &seen.core, &seen.priority,
                                &seen.configured, &seen.bound));
    return seen;
}

static void info(void **state)
{
    cap_t time = make(TYPE_SCHED_CONTEXT, 0);
    struct actor *a = actor_stopped(&home);

    (void)state;
    assert_int_equal(see(time).configured, 0);
    assert_int_equal(see(time).bound, 0);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, time));
    assert_int_equal(see(time).configured, 1);
    assert_int_equal(see(time).priority, 255);
    MUST(cap_thread_bind(a->thread, time));
    assert_int_equal(see(time).bound, 1);
    MUST(cap_table_delete(home.table, a->thread));
    assert_int_equal(see(time).bound, 0);
}

static void higher_priorities_run_first(void **state)
{
    struct actor *low = actor_new(&home, 2), *high = actor_new(&home, 3);
    cap_t n = notification_new(), one = signaller(n, 1);

    (void)state;
    assert_int_equal(AS(low, cap_notification_wait(n, 0, NULL)), PENDING);
    assert_int_equal(AS(high, cap_notification_signal(one)), OK);
    /* Woken by high, low runs after it and before root. */
    assert_int_equal(finished(low), OK);
    LATER(low, cap_notification_wait(n, 0, NULL));
    LATER(high, cap_notification_signal(one));
    LATER(high, cap_notification_poll(n, NULL));
    MUST(cap_notification_signal(high->go_signal));
    assert_int_equal(finished(high), OK);
    assert_int_equal(result(high, 0), 1);
}

/* Equals share: root goes on although the others never stop. */
static void round_robin(void **state)
{
    struct actor *a = actor_new(&home, 1), *b = actor_new(&home, 1);
    word_t seen_a, seen_b;

    (void)state;
    (void)act_other(a, COMMAND_SPIN, 0, 0);
    REPEAT(b, 1, cap_notification_poll(0, NULL));
    sleep_for(world.info->ticks_per_second / 10);
    seen_b = b->repeated;
    assert_true(seen_b > 0);
    sleep_for(world.info->ticks_per_second / 10);
    assert_true(b->repeated > seen_b);
    seen_a = state_of(a);
    assert_int_equal(seen_a, THREAD_STATE_RUNNABLE);
}

static void a_change_of_priority_takes_effect(void **state)
{
    struct actor *a = actor_new(&home, 10);
    cap_t n = notification_new();

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 0, a->time));
    assert_int_equal(AS(a, cap_notification_poll(n, NULL)), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_RUNNABLE);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 20, a->time));
    assert_int_equal(finished(a), OK);
}

static void deleted_while_running_on_it(void **state)
{
    struct actor *a = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(a, cap_table_delete(home.table, a->time)), PENDING);
    assert_int_equal(type_of(a->time), NO_TYPE);
    actor_give_time(a, 10);
    assert_int_equal(finished(a), OK);
}

static void its_cpu_capability_is_revoked(void **state)
{
    cap_t cpu = slot_new(), time = make(TYPE_SCHED_CONTEXT, 0);
    cap_t given = slot_new();
    struct actor *a = actor_stopped(&home);

    (void)state;
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 40, cpu));
    MUST(cap_cpu_limit(cpu, 30, given));
    MUST(cap_cpu_configure(given, 30, time));
    MUST(cap_thread_bind(a->thread, time));
    MUST(cap_table_revoke(home.table, cpu));
    assert_int_equal(see(time).configured, 0);
    MUST(cap_thread_start(a->thread, 0x1000, 0));
    assert_int_equal(state_of(a), THREAD_STATE_RUNNABLE);
    MUST(cap_thread_stop(a->thread));
}

/* Who runs on it stops at once when the authority over the core goes, and goes
   on when it is configured again. */
static void configured_again(void **state)
{
    cap_t cpu = slot_new(), given = slot_new(), n = notification_new();
    struct actor *a = actor_stopped(&home);

    (void)state;
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 40, cpu));
    MUST(cap_cpu_limit(cpu, 30, given));
    a->time = make(TYPE_SCHED_CONTEXT, 0);
    MUST(cap_cpu_configure(given, 30, a->time));
    MUST(cap_thread_bind(a->thread, a->time));
    MUST(cap_thread_start(a->thread, port_entry(), 0));
    MUST(AS(a, cap_notification_poll(n, NULL)));
    assert_int_equal(AS(a, cap_table_revoke(home.table, cpu)), PENDING);
    assert_int_equal(see(a->time).configured, 0);
    sleep_for(100);
    assert_int_equal(finished(a), PENDING);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 30, a->time));
    assert_int_equal(finished(a), OK);
    MUST(AS(a, cap_notification_poll(n, NULL)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(info),
        world_test(higher_priorities_run_first),
        world_test(round_robin),
        world_test(a_change_of_priority_takes_effect),
        world_test(deleted_while_running_on_it),
        world_test(its_cpu_capability_is_revoked),
        world_test(configured_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
