/*
 * A gate: an entry point into a domain, its idle activations, and the callers
 * that wait for one.
 */
#ifndef NUCLEUS_GATE_H
#define NUCLEUS_GATE_H

#include "operations.h"
#include "ordered.h"
#include "queue.h"
#include "slot.h"
#include "thread.h"

/* In the low bits of a gate's `idle`, so that the fast path sees with one test
   whether it may call (NONE is not set) or return (UNUSUAL is not). */
#define GATE_NONE ((word_t)1)
#define GATE_UNUSUAL ((word_t)2)

/* Idle activations form a stack: each links to the one below with `idle_next`,
   which has GATE_NONE at the end. Where programs cannot set their own, their
   saved thread pointer is the initial one: whatever changes it is `guarded`. */
struct gate {
    struct slot held[GATE_HOLDS_COUNT];
    word_t entry;
    struct domain *domain; /* while it is not closed */
    word_t idle;           /* the top, and the bits above: see gate_note() */
    word_t domain_generation; /* which domain it was configured for: */
    unsigned domain_id; /* its activations are threads of that one */
    unsigned flags; /* enum gate_flag */
    unsigned ceiling;
    bool closed; /* it, or its domain, is going away */
    unsigned activations;
    unsigned waiting;
    struct ordered waiters; /* callers, by 255 - priority, then arrival */
};

/* After a change of the stack's top, or of what keeps the fast path away:
   waiters, a ceiling, closing. */
void gate_note(struct gate *gate);
/* Lets a caller wait for an activation. */
void gate_enqueue(struct gate *gate, struct thread *caller);
void gate_dequeue(struct gate *gate, struct thread *caller);
/* One step of making sure that the first waiter still may call: true if one was
   sent back to its invocation instead, and there may be more. */
bool gate_prune(struct gate *gate);
/* The same for the first two, who are to be served at once. */
bool gate_prune_two(struct gate *gate);
/* Whether the first waiter, if there is one, still may call. */
bool gate_first_valid(const struct gate *gate);
/* The idle activation behind `idle` or `idle_next`, or NULL. */
static inline struct thread *gate_idle_thread(word_t link)
{
    return thread_linked(link & ~(GATE_NONE | GATE_UNUSUAL));
}

/* The top begins to serve. What the bits say of the gate goes on being so. */
static inline void gate_pop(struct gate *gate, const struct thread *activation)
{
    word_t unusual = gate->idle & GATE_UNUSUAL;

    static_assert(GATE_UNUSUAL >> 1 == GATE_NONE);
    gate->idle = activation->idle_next | unusual | unusual >> 1;
}

/* An idle activation begins to serve, or stops. */
void gate_take(struct gate *gate, struct thread *activation);
/* Puts an activation with nothing to do into the gate, or at once to the first
   waiter (who has been pruned). */
void gate_idle(struct gate *gate, struct thread *activation);
/* Takes an activation out of its gate for good. */
void gate_forget(struct gate *gate, struct thread *activation);
/* The session in a watched slot has ended. */
void gate_session_ended(const struct slot *session);
/* A capability on offer did not arrive; if it is a session, it has ended. */
void gate_undelivered(const struct slot *offer);

#endif
