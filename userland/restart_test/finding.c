/*
 * Looking for a service that is not there yet.
 */
#include "arch.h"
#include "own.h"
#include "program.h"
#include "test.h"

#define FINDS_MAX 8 /* that wait, of one program */
#define PAST 1

static word_t in_milliseconds(word_t count)
{
    return arch_ticks() + program_info->ticks_per_second / 1000 * count;
}

static word_t finds_waiting(void)
{
    struct totals totals;

    totals_take(&totals);
    return totals.words[TOTAL_FINDS];
}

static int64_t find(unsigned worker)
{
    cap_t found = 0;
    int64_t status = service_find_until(VICTIM_SERVICE, 0, &found);

    (void)worker;
    slot_delete(found);
    return status;
}

static int64_t find_for_a_moment(unsigned worker)
{
    cap_t found = 0;

    return service_find_until(VICTIM_SERVICE, in_milliseconds(1 + worker),
                              &found);
}

static void test_while_it_restarts(void)
{
    cap_t found;

    if (!victim_start("victim_always", VICTIM_SLOW))
        return;
    CHECK(service_find_until(VICTIM_SERVICE, PAST, &found) == SERVICE_AWAY);
    CHECK(victim_restarts() == 0);
    CHECK(service_kill("victim_always", false) == OK);
    CHECK(service_find_until(VICTIM_SERVICE, PAST, &found) == SERVICE_AWAY);
    CHECK(workers_do(FINDS_MAX, find));
    CHECK(workers_done(FINDS_MAX, OK) == FINDS_MAX);
    CHECK(victim_restarts() == 1);
    victim_stop("victim_always");
    CHECK(service_find_until(VICTIM_SERVICE, PAST, &found) ==
          SERVICE_NOT_FOUND);
}

/* It never comes: deadlines pass, there is room for so many, and all hear it
   when it is certain. */
static void test_in_vain(void)
{
    cap_t found;

    if (!victim_start("victim_always", VICTIM_MUTE))
        return;
    workers_begin(FINDS_MAX, find_for_a_moment);
    CHECK(workers_done(FINDS_MAX, SERVICE_AWAY) == FINDS_MAX);
    CHECK(finds_waiting() == 0);
    CHECK(workers_do(FINDS_MAX, find));
    CHECK(finds_waiting() == FINDS_MAX);
    CHECK(service_find(VICTIM_SERVICE, &found) == SERVICE_FULL);
    /* Its restart changes nothing: it is still expected. */
    CHECK(service_kill("victim_always", false) == OK);
    CHECK(finds_waiting() == FINDS_MAX);
    victim_stop("victim_always");
    CHECK(workers_done(FINDS_MAX, SERVICE_NOT_FOUND) == FINDS_MAX);
    CHECK(finds_waiting() == 0);
}

/* Whoever waits may die. */
static void test_a_finder_that_dies(void)
{
    struct totals before;
    struct totals after;

    totals_take(&before);
    if (!victim_start("victim_always", VICTIM_FINDER))
        return;
    for (unsigned i = 0; i < 2; i++) {
        while (finds_waiting() == 0)
            nap();
        CHECK(finds_waiting() == 1);
        CHECK(service_kill("victim_always", false) == OK);
        CHECK(finds_waiting() == 0);
    }
    victim_stop("victim_always");
    totals_take(&after);
    CHECK(before.words[TOTAL_ROOT_SLOTS] == after.words[TOTAL_ROOT_SLOTS]);
}

void test_finding(void)
{
    test_while_it_restarts();
    test_in_vain();
    test_a_finder_that_dies();
}
