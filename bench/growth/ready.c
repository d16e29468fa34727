/*
 * Many threads that could run, of a priority below all others. Between them
 * the processor is passed on when the measuring thread takes their priority.
 */
#include "boot_info.h"
#include "growth.h"
#include "stubs.h"

static bool volatile marking;

[[gnu::noinline]] static enum status yield(void)
{
    return cap_self_yield();
}

/* From one thread's yield to the end of the next one's. */
static void yield_once(void)
{
    enum status status;

    if (marking)
        mark_begin();
    status = yield();
    mark_end();
    must(status, "yield_among_many");
}

static void yield_for_ever(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;)
        yield_once();
}

static enum status add(word_t index)
{
    return background_thread(index, PRIORITY_BACKGROUND, yield_for_ever, 0);
}

static void priority_set(word_t priority)
{
    must(cap_cpu_configure(own.cpu, priority, BOOT_SLOT_SCHED_CONTEXT),
         "own priority");
}

/* In each round all threads yield once. Those that are new begin in the first
   one, which is not measured. */
static void measure(word_t count)
{
    word_t rounds = 1 + REPETITIONS / count;

    priority_set(PRIORITY_BACKGROUND);
    yield_once();
    marking = true;
    for (word_t i = 0; i < rounds; i++)
        yield_once();
    marking = false;
    priority_set(PRIORITY_MEDIUM);
    measured("yield_among_many", 1);
}

const struct kind kind_threads = {"threads", NULL, add, measure};
