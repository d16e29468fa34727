/*
 * The way out of the kernel, to the tick: what is left of slices, and the timer
 * when nobody runs.
 */
#include "../support/world.h"

#include "host.h"
#include "machine.h"
#include "sched_context.h"

/* ---- slices ---- */

static struct sched_context *time_of(const struct actor *actor)
{
    return slot_object(thread_slot(host_controller, actor->time));
}

/* 5 ms each; and 2 us between deadlines. */
static void how_long_they_are(void **state)
{
    (void)state;
    assert_int_equal(host_core->slice, arch_ticks_per_second() / 200);
    assert_int_equal(host_core->calm, arch_ticks_per_second() / 500000);
}

/* An equal that is ready does not run before the slice is over, whatever else
   the way out has to look at. */
static void equals_wait_for_the_end(void **state)
{
    struct actor *equal = actor_new(&home, 10), *other = actor_new(&home, 10);
    struct actor *above = actor_new(&home, 20);

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, BOOT_SLOT_SCHED_CONTEXT));
    LATER(equal, cap_notification_poll(equal->go, NULL));
    MUST(cap_notification_signal(equal->go_signal));
    MUST(AS(above, cap_self_yield()));
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 11, other->time));
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 9, other->time));
    MUST(AS(above, cap_self_yield()));
    assert_int_equal(finished(equal), PENDING);
    host_clock.now = host_core->slice_end;
    MUST(cap_notification_poll(above->go, NULL));
    assert_int_equal(finished(equal), OK);
}

/* Who makes way at the very end of its slice, for one that is more urgent, has
   a whole one for the next time. */
static void makes_way_in_the_last_moment(void **state)
{
    struct actor *equal = actor_new(&home, 10), *above = actor_new(&home, 20);

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, BOOT_SLOT_SCHED_CONTEXT));
    LATER(equal, cap_notification_poll(equal->go, NULL));
    host_clock.now = host_core->slice_end;
    MUST(AS(above, cap_notification_signal(equal->go_signal)));
    assert_int_equal(finished(equal), PENDING);
    assert_true(host_core->slice_end > host_clock.now + host_core->slice / 2);
}

/* One that stops, in whatever way, gives up what is left of its slice, and has
   a whole one for the next time. */
static void who_stops_has_a_whole_slice_again(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *first = actor_new(&home, 10), *a = actor_new(&home, 10);
    struct sched_context *time = time_of(a);
    cap_t n = notification_new();

    (void)state;
    assert_int_equal(AS(first, call(way, 0, 0)), PENDING);
    time->slice_left = 1;
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    assert_int_equal(time->slice_left, host_core->slice);
    MUST(cap_notification_signal(signaller(n, 1)));
    time->slice_left = 1;
    assert_int_equal(AS(a, cap_thread_stop(a->thread)), PENDING);
    assert_int_equal(time->slice_left, host_core->slice);
    MUST(cap_thread_resume(a->thread));
    time->slice_left = 1;
    assert_int_equal(AS(a, call(way, 0, 0)), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_QUEUED);
    assert_int_equal(time->slice_left, host_core->slice);
    assert_int_equal(server->entries, 1);
}

static unsigned entries;

static void count_entry(void)
{
    entries++;
}

/* Equals that its steps wake do not interrupt an operation. */
static void equals_leave_an_operation_alone(void **state)
{
    void (*before)(void) = machine_after_entry;
    cap_t n = notification_new();

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, BOOT_SLOT_SCHED_CONTEXT));
    for (unsigned i = 0; i < 3; i++) {
        struct actor *equal = actor_new(&home, 10);

        MUST(cap_self_yield());
        LATER(equal, cap_notification_wait(n, 0, NULL));
        MUST(cap_notification_signal(equal->go_signal));
        MUST(cap_self_yield());
        assert_int_equal(state_of(equal), THREAD_STATE_WAITING);
    }
    entries = 0;
    machine_after_entry = count_entry;
    MUST(cap_table_delete(home.table, n));
    machine_after_entry = before;
    assert_int_equal(entries, 1);
}

/* ---- nobody runs ---- */

static word_t idle_timer;
static unsigned idle_entries;

static void note_idle(void)
{
    if (host_core->current)
        return;
    idle_entries++;
    idle_timer = host_clock.timer;
}

static void wake_the_idle(void)
{
    note_idle();
    if (!host_core->current)
        host_irq_raise(3);
}

/* The end of a slice is programmed for two equals; when both wait, and nothing
   else is due, the timer is off. */
static void the_timer_is_off_when_nothing_is_due(void **state)
{
    cap_t irq = slot_new(), n = notification_new(), bell = signaller(n, 4);
    struct actor *equal = actor_new(&home, 1);
    void (*before)(void) = machine_after_entry;
    word_t bits;

    (void)state;
    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, 3, irq));
    MUST(cap_irq_bind(irq, bell));
    LATER(equal, cap_notification_poll(equal->go, NULL));
    MUST(cap_notification_signal(equal->go_signal));
    assert_int_not_equal(host_clock.timer, 0);
    for (unsigned i = 0; i < 3; i++)
        MUST(cap_self_yield());
    MUST(finished(equal));
    idle_entries = 0;
    machine_after_entry = wake_the_idle;
    MUST(cap_notification_wait(n, 0, &bits));
    machine_after_entry = before;
    assert_int_equal(bits, 4);
    assert_int_equal(idle_entries, 1);
    assert_int_equal(idle_timer, 0);
}

/* Long after the end of the last slice. */
static void late_timer(void)
{
    note_idle();
    if (idle_entries > 1 || host_core->current)
        return;
    host_clock.now += 10 * host_core->slice;
    host_clock.timer = host_clock.now;
}

/* An interrupt of a timer that was already on its way comes when nobody runs
   any more: nobody's turn is over, and the deadline is programmed again. */
static void a_late_timer_when_nobody_runs(void **state)
{
    cap_t never = notification_new();
    word_t deadline = host_clock.now + 1000 * host_core->slice;
    void (*before)(void) = machine_after_entry;

    (void)state;
    idle_entries = 0;
    machine_after_entry = late_timer;
    FAILS(TIMED_OUT, cap_notification_wait(never, deadline, NULL));
    machine_after_entry = before;
    assert_int_equal(idle_entries, 2);
    assert_int_equal(idle_timer, deadline);
    assert_true(host_clock.now >= deadline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(how_long_they_are),
        world_test(equals_wait_for_the_end),
        world_test(makes_way_in_the_last_moment),
        world_test(who_stops_has_a_whole_slice_again),
        world_test(equals_leave_an_operation_alone),
        world_test(the_timer_is_off_when_nothing_is_due),
        world_test(a_late_timer_when_nobody_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
