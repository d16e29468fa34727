/*
 * The sched_contexts that are ready: one queue for each priority, bits that say
 * which are not empty, and perhaps the first of all beside them (core->next).
 */
#include "ready.h"

#include "core.h"
#include "sched_context.h"
#include "thread.h"

/* In which word of the bits a priority has its own. */
static inline unsigned ready_word(unsigned priority)
{
    return priority / 64 % READY_WORDS;
}

void ready_insert(struct sched_context *time, bool first)
{
    struct core *core = time->core;
    unsigned priority = time->effective;
    struct queue *queue = &core->ready[priority];

    if (queue_empty(queue)) {
        core->ready_bits[ready_word(priority)] |= (word_t)1 << priority % 64;
        core->ready_words |= 1u << ready_word(priority);
    }
    queue_insert_after(first ? &queue->head : queue->head.previous,
                       &time->node);
}

void ready_take(struct sched_context *time)
{
    struct core *core = time->core;
    unsigned priority = time->effective;

    queue_remove(&time->node);
    if (!queue_empty(&core->ready[priority]))
        return;
    core->ready_bits[ready_word(priority)] &= ~((word_t)1 << priority % 64);
    if (!core->ready_bits[ready_word(priority)])
        core->ready_words &= ~(1u << ready_word(priority));
}

void ready_remove(struct sched_context *time)
{
    struct core *core = time->core;

    arch_core()->changed = true;
    if (core && core->next == time) {
        core->next = NULL;
        core->look |= LOOK_QUEUES;
    }
    if (time->node.next)
        ready_take(time);
}

void ready_offer(struct sched_context *time)
{
    struct core *core = time->core;
    struct sched_context *queued = time;

    if ((int)time->effective > ready_priority(core)) {
        queued = core->next;
        core->next = time;
    }
    if (!queued)
        return;
    ready_insert(queued, queued != time);
    if (core->time && queued->effective > core->time->effective)
        core->look |= LOOK_QUEUES;
}

void ready_update(struct sched_context *time)
{
    struct core *core = time->core;
    const struct thread *thread = time->thread;
    bool wanted = thread && thread->is.state == THREAD_STATE_RUNNABLE;
    unsigned priority = time_priority(time);

    if (!core)
        return;
    core->changed = true;
    if (core->time == time) { /* in no queue, but perhaps about to stop */
        core->stopped = !wanted;
        if (!wanted)
            time->slice_left = core->slice;
        if (priority != time->effective)
            core->look |= LOOK_QUEUES;
        time->effective = priority;
        return;
    }
    if (time->node.next || core->next == time) {
        if (wanted && priority == time->effective)
            return;
        ready_remove(time);
    }
    time->effective = priority;
    if (wanted)
        ready_offer(time);
}
