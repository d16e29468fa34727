/*
 * A server that dies again and again with calls under way: three that it serves
 * and one that waits at its gate each time, and one more that does not begin
 * and goes to the next server. Afterwards everything that could have been lost
 * is counted. (While one waits for the next server, none gets ahead: the first
 * thread has the highest priority, then the workers, then the server.)
 */
#include "own.h"
#include "stdio.h"
#include "test.h"

#define CALLERS 3

static struct service callers[CALLERS];
static struct service victim = {.name = VICTIM_SERVICE};
static volatile bool over;
static word_t domain_id;
static unsigned gone;

/* Calls that never return, until there is nobody to call. */
static int64_t hang(unsigned worker)
{
    struct message message = {0};
    int64_t status;

    do {
        status = service_call(&callers[worker], VICTIM_HANG, &message);
        gone += status == SERVICE_GONE;
    } while (!over && status == SERVICE_GONE);
    slot_delete(callers[worker].gate);
    callers[worker].gate = 0;
    return status;
}

/* The server has been restarted so often, and its domain has the id that all of
   them had. */
static bool alive(word_t restarts)
{
    struct message message = {0};

    if (!CHECK(service_call(&victim, VICTIM_COUNT, &message) == OK))
        return false;
    if (domain_id == 0)
        domain_id = message.words[1];
    return CHECK(message.words[0] == restarts) &&
           CHECK(message.words[1] == domain_id);
}

/* One death by a call of `dying`, so that `victim` does not know of it. */
static bool die(word_t count)
{
    static struct service dying = {.name = VICTIM_SERVICE};
    struct message message = {{count % VICTIM_NEW_GATE}};
    int64_t status = service_call(&dying, VICTIM_DIE, &message);

    slot_delete(dying.gate);
    dying.gate = 0;
    return CHECK(status == SERVICE_GONE) && alive(count + 1);
}

static bool storm(word_t count)
{
    for (word_t i = 0; i < CALLERS; i++)
        callers[i].name = VICTIM_SERVICE;
    workers_begin(CALLERS, hang);
    for (word_t i = 0; i < count; i++) {
        if (!die(i))
            return false;
    }
    over = true;
    return CHECK(service_kill("victim_storm", true) == OK) &&
           CHECK(workers_done(CALLERS, SERVICE_GONE) +
                     workers_done(CALLERS, SERVICE_NOT_FOUND) ==
                 CALLERS);
}

/* Twice from the same point: a server just started, that was called once. */
static bool begin(struct totals *totals)
{
    if (!victim_start("victim_storm", "") || !alive(0))
        return false;
    totals_take(totals);
    return true;
}

int storm_main(word_t count)
{
    struct totals before;
    struct totals after;

    if (!CHECK(workers_start()) || !begin(&before) || !storm(count) ||
        !begin(&after))
        return 1;
    printf("%lu deaths; %u calls under way ended with SERVICE_GONE\n", count,
           gone);
    totals_compare(&before, &after, true);
    victim_stop("victim_storm");
    return failures_report("storm");
}
