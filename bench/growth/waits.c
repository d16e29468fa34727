/*
 * Many threads that wait: at one notification, and for a moment.
 */
#include "arch.h"
#include "growth.h"
#include "stubs.h"

/* From now on, for a deadline that does not come. */
#define SECONDS_AWAY 3600

static struct bell crowd;
static struct bell never;
static struct bell bell;
static word_t far;

[[gnu::noinline]] static enum status wait(cap_t notification, word_t deadline)
{
    return cap_notification_wait(notification, deadline, NULL);
}

[[gnu::noinline]] static enum status signal(cap_t notification)
{
    return cap_notification_signal(notification);
}

/* ---- waiters of one notification ---- */

static void wait_in_crowd(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        enum status status = wait(crowd.wait, 0);

        mark_end();
        must(status, "signal_first_of_many");
    }
}

static void begin_waiters(void)
{
    crowd = bell_new();
}

static enum status add_waiter(word_t index)
{
    return background_thread(index, PRIORITY_HIGH, wait_in_crowd, 0);
}

/* The first waiter is woken and joins the others again, as the last. */
static void measure_waiters(word_t count)
{
    (void)count;
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = signal(crowd.signal);
        must(status, "signal_first_of_many");
    }
    measured("signal_first_of_many", 1);
}

/* ---- deadlines ---- */

static void wait_until(word_t nothing, word_t argument)
{
    (void)nothing;
    for (;;)
        must(wait(never.wait, argument), "a deadline that is far away");
}

static void begin_timers(void)
{
    const struct root_boot_info *info = boot_info;

    never = bell_new();
    far = arch_ticks() + SECONDS_AWAY * info->ticks_per_second;
}

static enum status add_timer(word_t index)
{
    return background_thread(index, PRIORITY_HIGH, wait_until, far + index);
}

static void signal_for_ever(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        enum status status = signal(bell.signal);

        mark_end();
        must(status, "wait_deadline_switch");
    }
}

/* A wait with a deadline that is before all others, and is not reached. */
static void measure_timers(word_t count)
{
    cap_t thread;

    (void)count;
    bell = bell_new();
    thread = thread_start_in(&other, PRIORITY_LOW, signal_for_ever);
    for (unsigned i = 0; i < REPETITIONS + 1; i++) {
        enum status status;

        mark_begin();
        status = wait(bell.wait, far - 1);
        must(status, "wait_deadline_switch");
    }
    must(cap_thread_stop(thread), "stopping a thread");
    measured("wait_deadline_switch", 1);
}

const struct kind kind_waiters = {"waiters", begin_waiters, add_waiter,
                                  measure_waiters};
const struct kind kind_timers = {"timers", begin_timers, add_timer,
                                 measure_timers};
