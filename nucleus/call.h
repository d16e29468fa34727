/*
 * Calls through gates: connecting a caller with an activation, returning, and
 * what a caller hears when a link of the chain breaks.
 */
#ifndef NUCLEUS_CALL_H
#define NUCLEUS_CALL_H

#include "thread.h"

/* Calls the gate in the callable slot on behalf of `caller`, whose message (or
   fault) is in its structure. BLOCKED: it is being served or waits. */
[[nodiscard]] int call_gate(struct thread *caller, const struct slot *slot,
                            bool wait);
/* Begins the service of a caller by an idle activation. */
void call_connect(struct thread *caller, struct thread *activation,
                  word_t badge);
/* The running thread's return. BLOCKED: it happened. */
[[nodiscard]] int call_return(struct thread *activation, word_t capability,
                              const struct message *message);
/* The caller, whom nobody serves any more, has its answer and its time. */
void call_settle(struct thread *caller, int64_t status);
/* Answers a caller. If its time is still with the activation that deferred the
   answer, it goes on when that returns. */
void call_answer(struct thread *caller, int64_t status,
                 const struct message *message);
/* The caller has lost its server: its call ends with `status`, unless a reply
   has answered it or still can. */
void call_abandoned(struct thread *caller, int64_t status);
/* Both: the link below `caller` breaks, and its call ends. */
void call_lose(struct thread *caller, int64_t status);
/* Passes the offer (a slot of `giver`'s table; 0: none) into the caller's
   accepting slot. */
[[nodiscard]] int call_deliver(struct thread *caller, struct thread *giver,
                               word_t offer, enum transfer_mode mode);
/* One step of making room for the end of this caller's fault call; true if
   there may be more. See gate_prune(). */
bool call_prune(struct thread *caller, int64_t status);

/* The fault of a running thread: calls its domain's gate for it. */
void fault_raise(struct thread *thread, unsigned kind, word_t address,
                 word_t detail);
/* The held slot of the gate that hears of this kind of fault. */
const struct slot *fault_gate(const struct thread *thread, word_t kind);

#endif
