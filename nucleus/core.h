/*
 * What belongs to one core: the running thread, the sched_contexts that are
 * ready, the deadlines, and the way into and out of the kernel.
 */
#ifndef NUCLEUS_CORE_H
#define NUCLEUS_CORE_H

#include "arch.h"
#include "invoke.h"
#include "ordered.h"
#include "queue.h"
#include "sched_context.h"

#define CORES_MAX 4
#define PRIORITIES (PRIORITY_MAX + 1)
#define READY_WORDS (PRIORITIES / 64)
/* Round robin within one priority: 5 ms. */
#define SLICES_PER_SECOND 200
/* So that many deadlines at one time do not keep everybody from running,
   whatever their priorities: 2 us from one to the next. */
#define DEADLINES_PER_SECOND 500000

/* A moment that never comes. */
#define CORE_NEVER (~(word_t)0)

#define LOOK_SLICE 1  /* the slice is over */
#define LOOK_QUEUES 2 /* others may go first */

struct core {
    struct thread *current; /* whose registers are loaded; NULL: idle */
    word_t kernel_stack;    /* its top */
    struct thread *fp_owner; /* whose FP state is in the registers */
    struct arch_core arch;
    unsigned number;
    struct sched_context *time; /* what `current` runs on; never queued */
    bool foreign; /* as arch_save_all() was told last */
    bool changed; /* something that core_leave() has to look at: */
    bool stopped; /* `time` cannot go on */
    uint8_t look; /* LOOK_...: more than whether `next` goes before `time` */
    bool helped; /* the invocation has done a step of the pending deletion */
    word_t slice; /* the ticks of a whole one */
    word_t slice_end;
    word_t timer; /* what the timer is programmed for: it may be too early */
    word_t due; /* when the first deadline is looked at */
    struct ordered deadlines;
    word_t calm_until; /* no deadline is looked at before: */
    word_t calm; /* so many ticks after one has expired */
    /* Who is ready. One that is to run before all the others need not be in a
       queue, but may be here. */
    struct sched_context *next;
    unsigned ready_words; /* a bit for each word of these that is not 0: */
    word_t ready_bits[READY_WORDS]; /* a bit for each priority */
    struct invocation invocation; /* of `current`, while it lasts */
    struct queue ready[PRIORITIES];
};

extern struct core cores[CORES_MAX];

static inline struct thread *core_current_thread(void)
{
    return arch_core()->current;
}

void core_init(struct core *core, unsigned number);

/* After anything that changed the sched_context's thread, that thread's state,
   or its priority: (un)queues it. The switch itself happens at the exit. */
void ready_update(struct sched_context *time);
/* Out of the queue, if it is in it. */
void ready_remove(struct sched_context *time);
/* It is ready now, and was not: it comes last among its equals. */
void ready_offer(struct sched_context *time);

/* The thread, which waited, can go on. */
static inline void ready_wake(struct thread *thread)
{
    struct sched_context *time = thread->time;
    struct core *core = time ? time->core : NULL;

    thread->is.state = THREAD_STATE_RUNNABLE;
    if (!core)
        return;
    core->changed = true;
    if (core->next || core->ready_words)
        ready_offer(time);
    else
        core->next = time;
}

/* The running thread waits. */
static inline void core_wait(struct core *core)
{
    core->current->is.state = THREAD_STATE_WAITING;
    core->time->slice_left = core->slice;
    core->changed = core->stopped = true;
}

/* The running one's turn among its equals is over. */
static inline void core_end_slice(struct core *core)
{
    core->changed = true;
    core->look |= LOOK_SLICE;
}

/* After a change of the deadlines or of `calm_until`. */
static inline void core_note_deadlines(struct core *core)
{
    const struct ordered_node *first = ordered_first(&core->deadlines);

    core->due = first ? first->key : CORE_NEVER;
    if (first && core->due < core->calm_until)
        core->due = core->calm_until;
}

/* The beginning of every kernel entry: the fast path passes the running
   sched_context on without writing it down. From here on it and its thread know
   each other again. */
void core_enter(struct core *core);
/* The way out of every kernel entry: chooses who goes on, loads its address
   space, programs the timer. */
struct thread *core_leave(struct core *core);

/* Saves and switches off the FP state that is in the registers. */
void core_put_fp_away(struct core *core);

/*
 * To be asked after every step of an operation that goes in steps. OK: go on.
 * BLOCKED: the invoker is gone or stopped, and the operation ends here.
 * PREEMPTED: leave the kernel; the invocation starts again.
 */
[[nodiscard]] int core_preemption_point(const struct thread *invoker);

#endif
