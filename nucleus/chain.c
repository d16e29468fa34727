/*
 * Time moves along a chain of calls by one assignment, and whoever is left when
 * a link breaks gets back, or keeps, what is its own.
 */
#include "chain.h"

#include "sched_context.h"

struct thread *chain_tip(struct thread *thread)
{
    while (thread_server(thread))
        thread = thread_server(thread);
    return thread;
}

void chain_find_time(struct thread *tip)
{
    if (tip->time)
        return;
    for (struct thread *t = tip; t; t = thread_caller(t)) {
        struct sched_context *own = thread_own_time(t);

        if (own && own->owner == t && !own->thread && time_usable(own)) {
            time_give(own, tip);
            t->is.guarded = true; /* its return must not pass this on */
            return;
        }
    }
}

/* Whether the time is own to a thread between `tip` and `first`, inclusive. Who
   is further down a chain has fewer calls left. */
static bool chain_owned_below(const struct sched_context *time,
                              const struct thread *tip,
                              const struct thread *first)
{
    if (time->owner && time->owner->is.left > first->is.left)
        return false;
    while (tip != first && time->owner != tip)
        tip = thread_caller(tip);
    return time->owner == tip;
}

void chain_separate(struct thread *caller)
{
    struct thread *server = thread_server(caller);
    struct thread *tip = chain_tip(server);

    chain_unlink(caller, server);
    if (tip->time && !chain_owned_below(tip->time, tip, server))
        time_give(tip->time, caller);
    chain_find_time(tip);
}

void chain_cut(struct thread *caller)
{
    chain_separate(caller);
    chain_find_time(caller);
}
