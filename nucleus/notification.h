/*
 * A word of pending signal bits and the threads that wait for them.
 */
#ifndef NUCLEUS_NOTIFICATION_H
#define NUCLEUS_NOTIFICATION_H

#include "operations.h"
#include "queue.h"

struct core;
struct thread;

struct notification {
    word_t pending;
    struct queue waiters;
    bool closed; /* going away: nobody can begin to wait */
};

/* Sets bits and wakes the first waiter, who takes all that are pending. */
void notification_post(struct notification *notification, word_t bits);
/* The waiting thread leaves the queue and its deadline. */
void notification_leave(struct thread *waiter);
/* Ends the first wait whose deadline has come; false if there is none. */
bool notification_expire(struct core *core, word_t now);

#endif
