/*
 * A core's scheduler and the kernel's entries. The scheduler knows only
 * sched_contexts: the running one is in no queue, the others that could run are
 * queued by priority. Nothing switches in the middle: every entry changes
 * states, and its end (core_leave) decides who goes on.
 */
#include "core.h"

#include "call.h"
#include "deletion.h"
#include "domain.h"
#include "invoke.h"
#include "irq.h"
#include "lock.h"
#include "notification.h"
#include "platform.h"
#include "sched_context.h"
#include "thread.h"

struct core cores[CORES_MAX];
/* At the beginning of a page, where fast paths find it with one instruction. */
alignas(1 << ARCH_PAGE_BITS) struct lock kernel_lock;

void core_init(struct core *core, unsigned number)
{
    core->number = number;
    core->changed = true;
    core->slice = arch_ticks_per_second() / SLICES_PER_SECOND;
    for (unsigned i = 0; i < PRIORITIES; i++)
        queue_init(&core->ready[i]);
}

/* ---- who is ready ---- */

/* In which word of the bits a priority has its own. */
static inline unsigned ready_word(unsigned priority)
{
    return priority / 64 % READY_WORDS;
}

static void ready_insert(struct sched_context *time, bool first)
{
    struct core *core = time->core;
    unsigned priority = time->queued_priority;

    core->ready_bits[ready_word(priority)] |= (word_t)1 << priority % 64;
    core->ready_words |= 1u << ready_word(priority);
    if (first)
        queue_push_first(&core->ready[priority], &time->node);
    else
        queue_push_last(&core->ready[priority], &time->node);
}

/* The highest priority that is queued, or -1. */
static inline int ready_highest(const struct core *core)
{
    int word;

    if (!core->ready_words)
        return -1;
    word = 31 - __builtin_clz(core->ready_words);
    return 64 * word + 63 - __builtin_clzll(core->ready_bits[word]);
}

static void ready_take(struct sched_context *time)
{
    struct core *core = time->core;
    unsigned priority = time->queued_priority;

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
    if (core && core->next == time)
        core->next = NULL;
    if (time->node.next)
        ready_take(time);
}

/* The first that goes before all others need not go through the queue: it waits
   in `next` for the exit. If it has to go there after all, it comes first: its
   equals in the queue became ready after it. */
static void ready_offer(struct core *core, struct sched_context *time)
{
    struct sched_context *next = core->next;
    int highest = next ? (int)next->queued_priority : ready_highest(core);

    if ((int)time->queued_priority <= highest) {
        ready_insert(time, false);
        return;
    }
    core->next = time;
    if (next)
        ready_insert(next, true);
}

void ready_update(struct sched_context *time)
{
    struct core *core = time->core;
    bool wanted;
    unsigned priority;

    arch_core()->changed = true;
    if (!core || core->time == time) /* which is in no queue */
        return;
    wanted = time_runnable(time);
    priority = time_priority(time);
    if (time->node.next || core->next == time) {
        if (wanted && priority == time->queued_priority)
            return;
        ready_remove(time);
    }
    time->queued_priority = priority;
    if (wanted)
        ready_offer(core, time);
}

/* ---- the way out ---- */

[[gnu::noinline]] static void core_put_fp_away(struct core *core)
{
    struct thread *owner = core->fp_owner;

    arch_fp_save(&owner->fp);
    core->fp_owner = NULL;
}

/* The running sched_context makes way: it goes on first among its equals, if
   its slice is not over. */
static void core_put_back(struct core *core, struct sched_context *time,
                          unsigned priority, word_t now)
{
    bool first = now < core->slice_end && !core->slice_over;

    time->slice_left = first ? core->slice_end - now : 0;
    time->queued_priority = priority;
    ready_insert(time, first);
}

static void core_begin_slice(struct core *core, struct sched_context *next,
                             word_t now)
{
    word_t left = next->slice_left;

    if (!left)
        left = core->slice;
    next->slice_left = 0;
    core->slice_end = now + left;
}

/* The first of the highest priority that is queued, out of the queue; NULL if
   that is none. */
static struct sched_context *core_first(struct core *core, int highest)
{
    struct sched_context *first;

    if (highest < 0)
        return NULL;
    first = CONTAINER(queue_first(&core->ready[highest]), struct sched_context,
                      node);
    ready_take(first);
    return first;
}

/* Switches to another sched_context if it is due. */
static void core_schedule(struct core *core)
{
    struct sched_context *time = core->time;
    struct sched_context *next = core->next;
    word_t now;
    int highest;

    core->next = NULL;
    if (time && time_runnable(time)) {
        int own = (int)time_priority(time);

        if (next && (int)next->queued_priority <= own) {
            ready_insert(next, true);
            next = NULL;
        }
        highest = next ? (int)next->queued_priority : ready_highest(core);
        if (highest < own || (highest == own && !core->slice_over)) {
            core->slice_over = false;
            return;
        }
        now = arch_time();
        core_put_back(core, time, (unsigned)own, now);
    } else {
        now = arch_time();
        highest = next ? (int)next->queued_priority : ready_highest(core);
    }
    if (!next)
        next = core_first(core, highest);
    if (core->fp_owner)
        core_put_fp_away(core);
    if (next)
        core_begin_slice(core, next, now);
    core->slice_over = false;
    core->time = next;
}

static void core_program_timer(struct core *core)
{
    struct ordered_node *first = ordered_first(&core->deadlines);
    word_t when = first ? first->key : 0;

    if (core->time && !queue_empty(&core->ready[time_priority(core->time)]) &&
        (!when || core->slice_end < when))
        when = core->slice_end;
    if (when != core->timer)
        arch_timer_program(when);
    core->timer = when;
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

static inline void core_load_space(struct core *core,
                                   const struct domain *domain)
{
    if (!domain || !domain->space || core->foreign)
        core_load_other(core, domain);
    else if (domain->space != arch_space())
        arch_space_load(domain->space);
}

/* Off, but for the thread whose state is loaded. */
static void core_switch_fp(struct core *core, struct thread *thread)
{
    if (thread && core->fp_owner == thread) {
        arch_fp_enable();
        thread->is.fp_on = true;
    } else {
        arch_fp_disable();
    }
}

struct thread *core_leave(struct core *core)
{
    struct thread *thread;

    core->changed = false;
    core_schedule(core);
    thread = core->time ? core->time->thread : NULL;
    if (!thread && core->fp_owner)
        core_put_fp_away(core);
    core->current = thread;
    core_load_space(core, thread ? thread_domain(thread) : NULL);
    core_switch_fp(core, thread);
    core_program_timer(core);
    lock_release();
    return thread;
}

/* Whether a step has made somebody ready who goes first. (No timer has been set
   for that: it is programmed at the exit.) */
static bool core_outranked(struct core *core)
{
    int ready =
        core->next ? (int)core->next->queued_priority : ready_highest(core);
    int own = (int)time_priority(core->time);

    if (ready == own && arch_time() >= core->slice_end)
        core->slice_over = core->changed = true;
    return ready > own || (ready == own && core->slice_over);
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
    if (!core->time || core->time->thread != invoker ||
        !time_runnable(core->time) || arch_interrupt_pending() ||
        core_outranked(core))
        return PREEMPTED;
    return OK;
}

/* ---- entries ---- */

void core_enter(struct core *core)
{
    struct sched_context *time = core->time;
    struct thread *current = core->current;

    if (!time || time->thread == current)
        return;
    time->thread->time = NULL;
    time->thread = current;
    current->time = time;
}

/* A step of the pending deletion first, and then, whatever became of the slots,
   the invocation from its beginning. */
static void core_help(struct core *core)
{
    struct thread *thread = core->current;
    int status;

    deletion_step();
    status = core_preemption_point(thread);
    core->helped = true;
    if (status == OK)
        (void)invoke(core, thread);
    else if (status == PREEMPTED)
        arch_regs_restart(&thread->regs);
    core->helped = false;
}

struct thread *kernel_leave(struct core *core, unsigned ending)
{
    if (ending == HELP_FIRST)
        core_help(core);
    return core_leave(core);
}

struct thread *kernel_invoke(struct core *core)
{
    struct thread *thread = core->current;
    enum ending ending;

    lock_acquire();
    core_enter(core);
    if (thread_domain(thread)->foreign) {
        fault_raise(thread, FAULT_SYSCALL, 0, 0);
        return core_leave(core);
    }
    ending = invoke(core, thread);
    if (ending != SAME)
        return kernel_leave(core, ending);
    lock_release();
    return thread;
}

struct thread *kernel_fault(struct core *core, unsigned kind, word_t address,
                            word_t detail)
{
    lock_acquire();
    core_enter(core);
    fault_raise(core->current, kind, address, detail);
    return core_leave(core);
}

struct thread *kernel_interrupt(struct core *core)
{
    unsigned line;

    lock_acquire();
    core_enter(core);
    line = platform_irq_claim();
    if (line == PLATFORM_IRQ_TIMER) {
        word_t now = arch_time();

        core->timer = 0;
        core->changed = true;
        if (!notification_expire(core, now))
            core->slice_over = now >= core->slice_end;
    } else if (line != PLATFORM_IRQ_NONE) {
        irq_fire(line);
    }
    return core_leave(core);
}

struct thread *kernel_fp(struct core *core)
{
    struct thread *thread = core->current;
    static const struct arch_fp fresh;

    lock_acquire();
    core_enter(core);
    if (core->fp_owner)
        core_put_fp_away(core);
    arch_fp_load(thread->fp_valid ? &thread->fp : &fresh);
    core->fp_owner = thread;
    thread->fp_valid = true;
    thread->is.guarded = true; /* an activation's return forgets the state */
    return core_leave(core);
}
