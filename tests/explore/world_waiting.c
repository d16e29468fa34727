/*
 * Waiting: two threads and two notifications, deadlines, an interrupt line;
 * root starts, stops and resumes them and deletes whatever there is.
 */
#include "worlds.h"

static void build_waiting(void)
{
    struct place_of place = build_place(2, ABI_DOMAIN_MIN_BITS);
    cap_t first, one, two;

    if (explored.small)
        build_permanent();
    first = build(TYPE_NOTIFICATION, 0);
    one = build_thread("one", place, 100);
    two = build_thread("two", place, 100);
    explored.irq_lines = 1u << EXPLORE_LINE;
    build_put(place.table, build_derived(first, 0xFF, 1), TRANSFER_DERIVE);
    if (!explored.small) {
        cap_t second = build(TYPE_NOTIFICATION, 0);

        build_put(place.table, build_derived(second, 0xFF, 2), TRANSFER_DERIVE);
    }
    explored.root_end += 1;
    build_start(one);
    build_start(two);
}

#define THREADS (ACTOR(1) | ACTOR(2))

static const struct rule rules[] = {
    {.operation = OP_NOTIFICATION_WAIT,
     .actors = THREADS,
     .word = {{WORD_LIST, 2, {0, EXPLORE_SOON}}}},
    {.operation = OP_NOTIFICATION_WAIT,
     .actors = THREADS,
     .only_full = true,
     .word = {{WORD_LIST, 1, {EXPLORE_LATER}}}},
    {.operation = OP_NOTIFICATION_SIGNAL, .actors = THREADS},
    {.operation = OP_NOTIFICATION_POLL, .actors = THREADS},
    {.operation = OP_THREAD_STOP, .actors = ROOT},
    {.operation = OP_THREAD_RESUME, .actors = ROOT},
    {.operation = OP_THREAD_START,
     .actors = ROOT,
     .word = {{WORD_LIST, 1, {EXPLORE_ENTRY}}}},
    {.operation = OP_THREAD_CANCEL, .actors = ROOT, .only_full = true},
    {.operation = OP_THREAD_UNBIND, .actors = ROOT, .only_full = true},
    {.operation = OP_THREAD_BIND,
     .actors = ROOT,
     .only_full = true,
     .offer = TYPE_SCHED_CONTEXT},
    {.operation = OP_IRQ_CONTROL_GET,
     .actors = ROOT,
     .accept = true,
     .word = {{WORD_LIST, 1, {EXPLORE_LINE}}}},
    {.operation = OP_IRQ_BIND, .actors = ROOT, .offer = TYPE_NOTIFICATION},
    {.operation = OP_IRQ_ACK, .actors = ROOT},
    {.operation = OP_TABLE_DELETE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_REVOKE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
};

const struct world world_waiting = {
    .name = "waiting",
    .about = "wait, signal, poll, deadlines, an interrupt line, start, stop, "
             "resume",
    .build = build_waiting,
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
};
