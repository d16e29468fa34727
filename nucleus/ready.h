/*
 * What the scheduler (core.c) needs of the queues of who is ready. What others
 * tell them is in core.h.
 */
#ifndef NUCLEUS_READY_H
#define NUCLEUS_READY_H

#include "core.h"
#include "sched_context.h"

/* The highest priority that is queued, or -1. */
static inline int ready_highest(const struct core *core)
{
    int word;

    if (!core->ready_words)
        return -1;
    word = 31 - __builtin_clz(core->ready_words);
    return 64 * word + 63 - __builtin_clzll(core->ready_bits[word]);
}

/* The highest that is ready, or -1. */
static inline int ready_priority(const struct core *core)
{
    return core->next ? (int)core->next->effective : ready_highest(core);
}

/* Into the queue of its priority, as the first or the last. */
void ready_insert(struct sched_context *time, bool first);
/* Out of it. */
void ready_take(struct sched_context *time);

#endif
