/*
 * The right to run: what the scheduler queues. It is lent along a chain of
 * calls by changing `thread`; no queue is touched then.
 */
#ifndef NUCLEUS_SCHED_CONTEXT_H
#define NUCLEUS_SCHED_CONTEXT_H

#include "gate.h"
#include "operations.h"
#include "queue.h"
#include "slot.h"
#include "thread.h"

struct core;

struct sched_context {
    struct slot held[SCHED_CONTEXT_HOLDS_COUNT];
    struct thread *thread; /* who runs on it: the tip of a chain, or NULL */
    struct thread *owner;  /* whose own it is, or NULL */
    struct core *core; /* while it has the authority over it */
    unsigned priority;
    unsigned effective; /* time_priority(), while it has a core */
    word_t slice_left;  /* ticks, for when it runs next */
    struct queue_node node;
};

/* Whether it has a core to run on. */
static inline bool time_usable(const struct sched_context *time)
{
    return time->core;
}

/* Whether it could run now: it has a core and its thread is runnable. */
static inline bool time_runnable(const struct sched_context *time)
{
    return time->thread && time->thread->is.state == THREAD_STATE_RUNNABLE &&
           time_usable(time);
}

/* Its own priority, or the ceiling that the gate had when its thread began to
   serve. */
static inline unsigned time_priority(const struct sched_context *time)
{
    unsigned ceiling = time->thread ? time->thread->is.ceiling : 0;

    return ceiling > time->priority ? ceiling : time->priority;
}

/* From one thread to another. */
static inline void time_pass(struct sched_context *time, struct thread *from,
                             struct thread *to)
{
    from->time = NULL;
    time->thread = to;
    to->time = time;
}

/* Hands it to `thread` (NULL: to nobody); whoever had it goes without. */
void time_give(struct sched_context *time, struct thread *thread);
/* Nobody runs on it: its owner's chain may. */
void time_home(struct sched_context *time);
/* Takes it from wherever it is being used; what is left of that chain goes
   on with another, or stops. */
void time_take_back(struct sched_context *time);

#endif
