/*
 * Notifications, deadlines and interrupts.
 */
#include "arch.h"
#include "stubs.h"
#include "worst.h"

#define FAR 3600
#define SOON_PER_SECOND                                                        \
    20 /* time enough for 2,583 threads to begin to wait                       \
        */

static cap_t bell, signal_first;

static int64_t signal(void)
{
    return cap_notification_signal(signal_first);
}

static int64_t poll(void)
{
    word_t bits;

    return cap_notification_poll(bell, &bits);
}

/* Later than all others: the tree is deepest there. */
static word_t later;

static void wait_last(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    mark_begin();
    (void)cap_notification_wait(bell, later, NULL);
}

static int64_t wait(void)
{
    (void)crowd_thread(PRIORITY_HIGH, wait_last, 0);
    mark_end();
    return OK;
}

static void begin(word_t first)
{
    crowd_begin();
    bell = crowd_of_deadlines(first);
    signal_first = crowd_slot();
    must(cap_table_derive(own.table, bell, NOTIFICATION_SEND, 1, signal_first),
         "a signal");
}

static int64_t idle_until(void)
{
    while (arch_ticks() < later)
        mark_begin();
    return OK;
}

void worst_notifications(void)
{
    word_t far = arch_ticks() + FAR * worst_second;

    begin(far);
    worst("notification.signal",
          "wakes a thread in another queue: the first of 2,583 deadlines",
          signal);
    worst("notification.poll", "", poll);
    later = far + 2 * CROWD_MAX;
    worst_elsewhere("notification.wait", "the last of 2,583 deadlines", wait);
    crowd_end();
    later = arch_ticks() + worst_second / SOON_PER_SECOND;
    begin(later);
    must(arch_ticks() < later ? OK : TIMED_OUT, "the deadlines lie ahead");
    later += worst_second / SOON_PER_SECOND;
    worst_elsewhere("kernel.deadline", "2,583 deadlines, one after the other",
                    idle_until);
    crowd_end();
}
