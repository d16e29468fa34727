/*
 * A reply: the right to end one caller's call. It has no structure of its own;
 * its slot and the waiting thread point at each other.
 */
#ifndef NUCLEUS_REPLY_H
#define NUCLEUS_REPLY_H

#include "slot.h"

struct thread;

/* Fills an empty slot with the reply for a waiting caller. */
void reply_make(struct slot *slot, struct thread *caller);
/* The reply in the slot is about to vanish unused: its call ends. */
void reply_lost(struct slot *slot);
/* The caller's call ends otherwise: its reply vanishes. */
void reply_drop(struct thread *caller);

#endif
