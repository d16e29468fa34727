/*
 * Time: who has it, and how it is passed on.
 */
#include "sched_context.h"

#include "chain.h"
#include "core.h"
#include "gate.h"
#include "thread.h"

OBJECT_SIZE(sched_context);

void time_give(struct sched_context *time, struct thread *thread)
{
    if (time->thread)
        time->thread->time = NULL;
    time->thread = thread;
    if (thread)
        thread->time = time;
    ready_update(time);
}

void time_home(struct sched_context *time)
{
    struct thread *owner = time->owner;

    if (owner && thread_state(owner) != THREAD_STATE_IDLE && !owner->parked)
        chain_find_time(chain_tip(owner));
}

void time_take_back(struct sched_context *time)
{
    struct thread *tip = time->thread;

    if (!tip)
        return;
    time_give(time, NULL);
    chain_find_time(tip);
}

/* Nobody can run on it any more, nor be given it. */
static void time_leave_core(struct sched_context *time)
{
    struct core *core = time->core;

    if (!core)
        return;
    ready_remove(time);
    if (core->time == time) {
        core->time = NULL;
        core->stopped = true;
    }
    time->core = NULL;
}

int sched_context_create(struct sched_context *self, unsigned size_bits)
{
    (void)self;
    (void)size_bits;
    return OK;
}

bool sched_context_retire(struct sched_context *self)
{
    time_leave_core(self);
    time_take_back(self);
    return true;
}

/* The authority over its core is gone: it cannot run any more. */
bool sched_context_lost_reference(struct sched_context *self, unsigned held)
{
    (void)held;
    time_leave_core(self);
    time_take_back(self);
    return true;
}

int sched_context_info(struct sched_context *self, word_t *core,
                       word_t *priority, word_t *configured, word_t *bound)
{
    *configured = !slot_empty(&self->held[SCHED_CONTEXT_HOLDS_CPU]);
    *core = self->core ? self->core->number : 0;
    *priority = self->priority;
    *bound = self->owner != NULL;
    return OK;
}
