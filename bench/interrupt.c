/*
 * From an interrupt to a thread of the other domain that waits for it: a
 * device's line, and a wait's deadline. The interrupted thread does nothing but
 * begin intervals (march), so that the one that ends in the waiting thread
 * began just before the interrupt.
 */
#include "arch.h"
#include "bench.h"
#include "stubs.h"

/* A deadline lies 2 microseconds ahead. */
#define DEADLINES_PER_SECOND 500000

static struct bell bell;
static struct bell never;
static word_t ticks_ahead;
static unsigned arrived;
static cap_t irq;

[[gnu::noinline]] static enum status wait(cap_t notification, word_t deadline)
{
    return cap_notification_wait(notification, deadline, NULL);
}

/* The first interrupt finds more to set up than the others and is left out. */
static void wait_for_line(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    must(wait(bell.wait, 0), "the first interrupt");
    arrived++;
    for (;;) {
        enum status status = wait(bell.wait, 0);

        mark_end();
        must(status, "irq_to_user");
        arrived++;
    }
}

void bench_device(const struct root_boot_info *info)
{
    irq = device_start(info);
}

static void lines(void)
{
    cap_t thread = thread_start_in(&other, PRIORITY_HIGH, wait_for_line);

    arrived = 0;
    must(cap_irq_bind(irq, bell.signal), "binding the line");
    for (unsigned i = 0; i < REPETITIONS + 1; i++) {
        device_arm();
        march();
        must(arrived == i + 1 ? OK : TIMED_OUT, "the interrupt");
        device_quiet();
        must(cap_irq_ack(irq), "acknowledging the interrupt");
    }
    must(cap_thread_stop(thread), "stopping a thread");
    measured("irq_to_user", 1);
}

/* Asked by `bell`, waits for a moment that lies in the march. */
static void wait_for_deadline(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        enum status status = wait(bell.wait, 0);

        must(status, "deadline_to_user");
        status = wait(never.wait, arch_ticks() + ticks_ahead);
        mark_end();
        must(status == TIMED_OUT ? OK : INVALID_ARGUMENT, "deadline_to_user");
        arrived++;
    }
}

static void deadlines(void)
{
    cap_t thread = thread_start_in(&other, PRIORITY_HIGH, wait_for_deadline);

    arrived = 0;
    for (unsigned i = 0; i < REPETITIONS; i++) {
        must(cap_notification_signal(bell.signal), "asking for a deadline");
        march();
        must(arrived == i + 1 ? OK : TIMED_OUT, "the deadline");
    }
    must(cap_thread_stop(thread), "stopping a thread");
    measured("deadline_to_user", 1);
}

void bench_interrupt(const struct root_boot_info *info)
{
    bell = bell_new();
    never = bell_new();
    ticks_ahead = info->ticks_per_second / DEADLINES_PER_SECOND;
    lines();
    deadlines();
}
