/*
 * A core's scheduler. It knows only sched_contexts: the running one is in no
 * queue, the others that could run are queued by priority (ready.c). Nothing
 * switches in the middle: every entry (entry.c) changes states, and its end
 * (core_leave) decides who goes on.
 */
#include "core.h"

#include "domain.h"
#include "lock.h"
#include "ready.h"
#include "sched_context.h"
#include "thread.h"

struct core cores[CORES_MAX];
/* At the beginning of a page, where fast paths find it with one instruction. */
alignas(1 << ARCH_PAGE_BITS) struct lock kernel_lock = {.word = LOCK_FREE};

void core_init(struct core *core, unsigned number)
{
    core->number = number;
    core->changed = core->stopped = true;
    core->timer = core->due = CORE_NEVER;
    core->slice = arch_ticks_per_second() / SLICES_PER_SECOND;
    core->calm = arch_ticks_per_second() / DEADLINES_PER_SECOND;
    for (unsigned i = 0; i < PRIORITIES; i++)
        queue_init(&core->ready[i]);
}

/* ---- who goes on ---- */

/* The first of those that are ready, or NULL. */
static inline struct sched_context *ready_first(const struct core *core)
{
    if (core->next)
        return core->next;
    if (!core->ready_words)
        return NULL;
    return CONTAINER(queue_first(&core->ready[ready_highest(core)]),
                     struct sched_context, node);
}

/* `next` is not ready any more, but runs. */
static inline void core_start(struct core *core, struct sched_context *next,
                              word_t now)
{
    if (core->next == next)
        core->next = NULL;
    else
        ready_take(next);
    core->time = next;
    core->slice_end = now + next->slice_left;
}

/* The same, and the running sched_context makes way. If its slice is not over
   it goes on first among its equals, and then nobody goes before it: whoever
   did has taken its place, but for more that became ready at once. */
static void core_replace(struct core *core, struct sched_context *time,
                         struct sched_context *next, bool over)
{
    word_t now = arch_time();
    word_t left = over || now >= core->slice_end ? 0 : core->slice_end - now;

    time->slice_left = left ? left : core->slice;
    core_start(core, next, now);
    if (!left || (int)time->effective < ready_highest(core))
        ready_insert(time, left);
    else
        core->next = time;
}

/* Switches to another sched_context if it is due. */
static struct sched_context *core_schedule(struct core *core)
{
    struct sched_context *time = core->time;
    struct sched_context *next = ready_first(core);
    bool over = core->look & LOOK_SLICE;

    core->look = 0;
    if (!core->stopped) {
        if (next && (next->effective > time->effective ||
                     (over && next->effective == time->effective)))
            core_replace(core, time, next, over);
    } else if (next) {
        core->stopped = false;
        core_start(core, next, arch_time());
    } else {
        core->time = NULL;
    }
    return core->time;
}

/* ---- the way out ---- */

void core_put_fp_away(struct core *core)
{
    struct thread *owner = core->fp_owner;

    arch_fp_save(&owner->fp);
    core->fp_owner = NULL;
    arch_fp_disable();
}

/* Whether somebody else of its priority is ready, and queued. */
static inline bool core_has_equal(const struct core *core,
                                  const struct sched_context *time)
{
    return core->ready_words && !queue_empty(&core->ready[time->effective]);
}

static void core_program_timer(struct core *core, word_t when)
{
    arch_timer_program(when == CORE_NEVER ? 0 : when);
    core->timer = when;
}

/* For the first deadline, or the end of the slice if there are equals. A timer
   that is too early stays: it costs one interrupt, instead of being programmed
   at each switch between equals. */
static inline void core_time_out(struct core *core,
                                 const struct sched_context *time)
{
    word_t when = core->due;

    if (core->slice_end < when &&
        (core_has_equal(core, time) ||
         (core->next && core->next->effective == time->effective)))
        when = core->slice_end;
    if (when < core->timer)
        core_program_timer(core, when);
}

/* One that is foreign, or was, or cannot be loaded by a word. */
[[gnu::noinline]] static void core_load_other(struct core *core,
                                              const struct domain *domain)
{
    paddr_t root = domain ? arch_to_physical(domain->root) : 0;
    bool foreign = domain && domain->foreign;

    if (foreign != core->foreign) {
        core->foreign = foreign;
        arch_save_all(&core->arch, foreign);
    }
    if (!root || root != arch_space_root())
        arch_address_space_load(root, domain ? domain->id : 0);
}

/* Nobody runs. */
[[gnu::noinline]] static struct thread *core_idle(struct core *core)
{
    if (core->fp_owner)
        core_put_fp_away(core);
    core->current = NULL;
    core->changed = false;
    core_load_other(core, NULL);
    if (core->timer != core->due)
        core_program_timer(core, core->due);
    lock_release();
    return NULL;
}

/* Off, but for the thread whose state is loaded. */
static void core_switch_fp(struct core *core, struct thread *thread)
{
    if (core->fp_owner == thread) {
        arch_fp_enable();
        thread->is.uncommon |= UNCOMMON_FP;
    } else {
        arch_fp_disable();
    }
}

/* Whatever has to be loaded for it. */
[[gnu::noinline]] static struct thread *
core_load_all(struct core *core, const struct sched_context *time)
{
    struct thread *thread = time->thread;
    const struct domain *domain = thread_domain(thread);
    word_t space = domain->space;

    core->changed = false;
    core->current = thread;
    if (!space || core->foreign)
        core_load_other(core, domain);
    else if (space != arch_space())
        arch_space_load(space);
    if (core->fp_owner)
        core_switch_fp(core, thread);
    core_time_out(core, time);
    lock_release();
    return thread;
}

/* The same if it is just a thread, in a space that is a word. */
static inline struct thread *core_load(struct core *core,
                                       const struct sched_context *time)
{
    struct thread *thread = time->thread;
    word_t space = thread_domain(thread)->space;

    if (!space || core->foreign || core->due < core->timer ||
        (core_has_equal(core, time) && core->slice_end < core->timer))
        return core_load_all(core, time);
    core->changed = false;
    core->current = thread;
    if (space != arch_space())
        arch_space_load(space);
    lock_release();
    return thread;
}

/* Everything is looked at. */
[[gnu::cold, gnu::noinline]] static struct thread *
core_leave_any(struct core *core)
{
    const struct sched_context *before = core->time;
    const struct sched_context *time = core_schedule(core);

    if (!time)
        return core_idle(core);
    if (time != before && core->fp_owner)
        core_put_fp_away(core);
    return core_load_all(core, time);
}

/* A turn is over, and nothing else: the running one comes last among its
   equals, if there are any, who are all queued. */
[[gnu::noinline]] static struct thread *core_leave_slowly(struct core *core)
{
    struct sched_context *time = core->time, *next = core->next;
    struct queue *queue;

    if (core->look != LOOK_SLICE || core->stopped || core->fp_owner ||
        (next && next->effective >= time->effective))
        return core_leave_any(core);
    queue = &core->ready[time->effective];
    core->look = 0;
    if (!queue_empty(queue)) {
        next = CONTAINER(queue_first(queue), struct sched_context, node);
        queue_remove(&next->node);
        queue_push_last(queue, &time->node);
        time->slice_left = core->slice;
        core->time = next;
        core->slice_end = arch_time() + next->slice_left;
    }
    return core_load(core, core->time);
}

/* The short way of what is usual: the running one goes on, or makes way for
   `next`, and is then the next itself. */
struct thread *core_leave(struct core *core)
{
    struct sched_context *time = core->time, *next = core->next;
    word_t now;

    if (core->look || core->fp_owner)
        return core_leave_slowly(core);
    if (core->stopped) {
        if (!next)
            return core_leave_slowly(core);
        now = arch_time();
        core->stopped = false;
        core->next = NULL;
    } else {
        if (!next || next->effective < time->effective)
            return core_load(core, time);
        if (next->effective == time->effective)
            return core_leave_slowly(core);
        now = arch_time();
        if (now >= core->slice_end)
            return core_leave_slowly(core);
        time->slice_left = core->slice_end - now;
        core->next = time;
    }
    core->time = next;
    core->slice_end = now + next->slice_left;
    return core_load(core, next);
}

/* Whether a step has made somebody ready who goes first. (No timer has been set
   for that: it is programmed at the exit.) */
static bool core_outranked(struct core *core)
{
    int ready = ready_priority(core);
    int own = (int)core->time->effective;

    if (ready == own && arch_time() >= core->slice_end)
        core_end_slice(core);
    return ready > own || (ready == own && core->look & LOOK_SLICE);
}

int core_preemption_point(const struct thread *invoker)
{
    struct core *core = arch_core();

    if (!invoker) /* boot: there is nobody to make way for */
        return OK;
    if (!core->changed) /* since the entry: it is the one that runs */
        return arch_interrupt_pending() ? PREEMPTED : OK;
    if (core->current != invoker ||
        thread_state(invoker) != THREAD_STATE_RUNNABLE)
        return BLOCKED;
    if (!core->time || core->stopped || core->time->thread != invoker ||
        arch_interrupt_pending() || core_outranked(core))
        return PREEMPTED;
    return OK;
}
