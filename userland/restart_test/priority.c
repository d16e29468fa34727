/*
 * Whoever waits for root waits for root only: not for a thread of middling
 * priority that keeps the one from going on that root serves just now.
 */
#include "test.h"

#define ROUNDS 20
#define SPINS 3000000u

static volatile bool answered;

/* OK: the first thread had root's answer before this one was done. */
static int64_t spin(unsigned worker)
{
    (void)worker;
    for (volatile unsigned i = 0; i < SPINS; i++) {
        if (answered)
            return OK;
    }
    return TIMED_OUT;
}

/* After the nap root is, nearly always, serving the victim, which has the
   lowest priority of the three. */
static void test_an_inversion(void)
{
    struct message message;

    nap();
    answered = false;
    workers_begin(1, spin);
    CHECK(service_root(ROOT_PROGRAM, 0, 0, &message) == OK);
    answered = true;
    CHECK(workers_done(1, OK) == 1);
}

void test_priority(void)
{
    if (!victim_start("victim_always", VICTIM_BUSY))
        return;
    for (unsigned i = 0; i < ROUNDS; i++)
        test_an_inversion();
    victim_stop("victim_always");
}
