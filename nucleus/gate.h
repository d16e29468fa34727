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

struct thread;

/* The fast path subtracts 1 from `free` and `unusual` as one word; with neither
   a free activation nor this value it must see that something is unusual. */
#define GATE_UNUSUAL (~0u)

struct gate {
    struct slot held[GATE_HOLDS_COUNT];
    word_t entry;
    unsigned free; /* how many idle activations there are */
    unsigned unusual; /* not for the fast path: see gate_note() */
    struct queue idle; /* activations */
    word_t domain_generation; /* which domain it was configured for: */
    unsigned domain_id; /* its activations are threads of that one */
    unsigned flags; /* enum gate_flag */
    unsigned ceiling;
    bool closed; /* it, or its domain, is going away */
    unsigned activations;
    unsigned waiting;
    struct ordered waiters; /* callers, by 255 - priority, then arrival */
};

/* After a change of what makes calls unusual: waiters, a ceiling, closing. */
void gate_note(struct gate *gate);
/* Lets a caller wait for an activation. */
void gate_enqueue(struct gate *gate, struct thread *caller);
void gate_dequeue(struct gate *gate, struct thread *caller);
/* One step of making sure that the first waiter still may call: true if one was
   sent back to its invocation instead, and there may be more. */
bool gate_prune(struct gate *gate);
/* Whether the first waiter, if there is one, still may call. */
bool gate_first_valid(const struct gate *gate);
/* The idle activation that serves next, which there is. */
struct thread *gate_first_idle(const struct gate *gate);
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
