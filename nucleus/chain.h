/*
 * Chains of calls: a caller and the activation that serves it point at each
 * other, and the activation may be a caller itself. All the time of a chain is
 * with its tip.
 */
#ifndef NUCLEUS_CHAIN_H
#define NUCLEUS_CHAIN_H

#include "thread.h"

/* The last of the chain that `thread` is in. */
struct thread *chain_tip(struct thread *thread);
/* Gives the tip of a chain the nearest unused own sched_context, from itself
   upwards, if it has no time. */
void chain_find_time(struct thread *tip);

/* Nobody serves the caller any more, and the server is alone. */
static inline void chain_unlink(struct thread *caller, struct thread *server)
{
    caller->server = thread_link(NULL);
    caller->is.state = THREAD_STATE_CALLING;
    server->caller = thread_link(NULL);
    server->is.deferred = false;
    server->is.alone = true;
}

/* Breaks the link below `caller`, who has a server: each side keeps, or gets
   back, the time that is its own. */
void chain_cut(struct thread *caller);
/* The same, but whether to look for time for a caller that has none is left to
   what follows: that search goes all the way up, and one is enough for all that
   fail together. */
void chain_separate(struct thread *caller);

#endif
