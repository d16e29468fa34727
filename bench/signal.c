/*
 * Notifications and yielding. Where the operation switches threads, the
 * interval begins in one thread and ends in the other, which runs in the other
 * domain.
 */
#include "bench.h"
#include "stubs.h"

static struct bell bell;

[[gnu::noinline]] static enum status signal(void)
{
    return cap_notification_signal(bell.signal);
}

[[gnu::noinline]] static enum status wait(void)
{
    return cap_notification_wait(bell.wait, 0, NULL);
}

[[gnu::noinline]] static enum status yield(void)
{
    return cap_self_yield();
}

/* Nobody waits. */
static void signals(void)
{
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = signal();
        mark_end();
        must(status, "signal");
    }
    must(wait(), "taking the signals");
    measured("signal", 1);
}

static void wait_for_ever(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        enum status status = wait();

        mark_end();
        must(status, "signal_switch");
    }
}

static void signals_that_switch(void)
{
    cap_t thread = thread_start_in(&other, PRIORITY_HIGH, wait_for_ever);

    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = signal();
        must(status, "signal_switch");
    }
    must(cap_thread_stop(thread), "stopping a thread");
    measured("signal_switch", 1);
}

static void signal_for_ever(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        enum status status = signal();

        mark_end();
        must(status, "wait_switch");
    }
}

/* The other thread begins its first signal in the first wait, and ends one in
   each of the others. */
static void waits_that_switch(void)
{
    cap_t thread = thread_start_in(&other, PRIORITY_LOW, signal_for_ever);

    for (unsigned i = 0; i < REPETITIONS + 1; i++) {
        enum status status;

        mark_begin();
        status = wait();
        must(status, "wait_switch");
    }
    must(cap_thread_stop(thread), "stopping a thread");
    measured("wait_switch", 1);
}

static void yield_for_ever(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        enum status status = yield();

        mark_end();
        must(status, "yield_switch");
    }
}

/* The same for the first yield. */
static void yields(void)
{
    cap_t thread = thread_start_in(&other, PRIORITY_MEDIUM, yield_for_ever);

    for (unsigned i = 0; i < REPETITIONS + 1; i++) {
        enum status status;

        mark_begin();
        status = yield();
        must(status, "yield_switch");
    }
    must(cap_thread_stop(thread), "stopping a thread");
    measured("yield_switch", 1);
}

void bench_signal(void)
{
    bell = bell_new();
    signals();
    signals_that_switch();
    waits_that_switch();
    yields();
}
