/*
 * The right to run: what the scheduler queues. It is lent along a chain of
 * calls by changing `thread`; no queue is touched then.
 */
#ifndef NUCLEUS_SCHED_CONTEXT_H
#define NUCLEUS_SCHED_CONTEXT_H

#include "operations.h"
#include "queue.h"
#include "slot.h"

struct core;

struct sched_context {
    struct slot held[SCHED_CONTEXT_HOLDS_COUNT];
    struct thread *thread; /* who runs on it: the tip of a chain, or NULL */
    struct thread *owner;  /* whose own it is, or NULL */
    struct core *core;
    unsigned priority;
    unsigned queued_priority; /* where it is queued */
    word_t slice_left;        /* ticks; 0: a whole slice */
    struct queue_node node;
};

/* Whether it could run now: it has a core and its thread is runnable. */
bool time_runnable(const struct sched_context *time);
/* Whether it has a core to run on. */
bool time_usable(const struct sched_context *time);
/* Its own priority, or the ceiling of the gate that its thread serves. */
unsigned time_priority(const struct sched_context *time);
/* Hands it to `thread` (NULL: to nobody); whoever had it goes without. */
void time_give(struct sched_context *time, struct thread *thread);
/* Nobody runs on it: its owner's chain may. */
void time_home(struct sched_context *time);
/* Takes it from wherever it is being used; what is left of that chain goes
   on with another, or stops. */
void time_take_back(struct sched_context *time);

#endif
