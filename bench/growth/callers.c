/*
 * Many callers at a gate whose one activation is busy. It serves one more, and
 * answers when it is told; that caller then calls again and joins the others.
 */
#include "abi_arch.h"
#include "gate.h"
#include "growth.h"
#include "stubs.h"

#define WORK ((word_t)32 << 8)

static struct service service;
static struct bell hold;
static bool volatile queueing; /* which of the two is measured */

[[gnu::noinline]] static int64_t call(cap_t gate)
{
    struct message message = {0};

    return abi_invoke(gate, WORK, &message);
}

[[gnu::noinline]] static enum status signal(void)
{
    return cap_notification_signal(hold.signal);
}

[[noreturn]] ENTRY_CALLS static void serve_when_told(void)
{
    must(cap_notification_wait(hold.wait, 0, NULL), "holding callers");
    entry_return(answer(OK), 0);
}

SERVED(callers_serve)
{
    mark_end();
    SERVED_UNUSED;
    serve_when_told();
}

static void call_for_ever(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    for (;;) {
        int64_t status;

        if (queueing)
            mark_begin();
        status = call(service.callable);
        mark_end();
        must(status, "calling a busy gate");
    }
}

/* One is being served: it is none of those that wait. */
static void begin(void)
{
    hold = bell_new();
    service = gate_in(&other, entry_of(callers_serve));
    must(background_thread(0, PRIORITY_HIGH, call_for_ever, 0),
         "the caller that is served");
}

static enum status add(word_t index)
{
    return background_thread(index + 1, PRIORITY_HIGH, call_for_ever, 0);
}

/* From the signal that lets the server answer to the end of its client's stub;
   in between the next of those who wait is taken. */
static void answers(void)
{
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = signal();
        must(status, "answer_to_waiting");
    }
    measured("answer_to_waiting", 1);
}

/* From a call that has to wait, as the last, until the server begins with
   another one's. */
static void calls(void)
{
    queueing = true;
    for (unsigned i = 0; i < REPETITIONS; i++)
        must(signal(), "call_that_waits");
    queueing = false;
    measured("call_that_waits", 1);
}

static void measure(word_t count)
{
    (void)count;
    answers();
    calls();
}

const struct kind kind_callers = {"callers", begin, add, measure};
