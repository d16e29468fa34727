/*
 * The way out of the kernel when time passes where nobody sets a timer for it:
 * within an operation's steps, and when nobody runs.
 */
#include "../support/world.h"

#include "host.h"
#include "machine.h"

/* ---- turns within an operation ---- */

#define WAITERS 3

/* What the first of three waiters sees of the last, whom the same deletion
   wakes, when it goes on itself. */
static word_t seen_by_the_first(word_t ticks_per_step)
{
    struct actor *deleter = actor_new(&home, 10), *waiters[WAITERS];
    cap_t n = notification_new();

    for (unsigned i = 0; i < WAITERS; i++) {
        waiters[i] = actor_new(&home, 10);
        assert_int_equal(AS(waiters[i], cap_notification_wait(n, 0, NULL)),
                         PENDING);
    }
    LATER(waiters[0], cap_thread_info(waiters[2]->thread, NULL, NULL, NULL,
                                      NULL, NULL, NULL));
    host_clock.per_look = ticks_per_step;
    MUST(AS(deleter, cap_table_delete(home.table, n)));
    host_clock.per_look = 1;
    MUST(finished(waiters[0]));
    return result(waiters[0], 0);
}

/* An operation in steps goes on beside equals that it wakes while its slice
   lasts, and no longer. */
static void equals_have_their_turn_between_steps(void **state)
{
    (void)state;
    assert_int_equal(seen_by_the_first(1), THREAD_STATE_RUNNABLE);
    assert_int_equal(seen_by_the_first(host_core->slice), THREAD_STATE_WAITING);
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
    LATER(equal, cap_self_yield());
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
        world_test(equals_have_their_turn_between_steps),
        world_test(the_timer_is_off_when_nothing_is_due),
        world_test(a_late_timer_when_nobody_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
