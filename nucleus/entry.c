/*
 * The kernel's entries: invocations that are not over by the fast path, faults,
 * interrupts, the first use of FP. Each takes the lock, brings the core up to
 * date, changes states, and leaves by core_leave(), which returns the thread
 * to go on with. (The fast paths' ways here hold the lock already.)
 */
#include "call.h"
#include "core.h"
#include "deletion.h"
#include "domain.h"
#include "irq.h"
#include "lock.h"
#include "notification.h"
#include "panic.h"
#include "platform.h"
#include "thread.h"

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

/* The results of an invocation that is over, or starts again, go to the
   thread's registers. (One that destroyed its thread has ended with BLOCKED.)
 */
[[gnu::noinline]] static struct thread *
entry_end(struct core *core, struct thread *thread, int status)
{
    static const struct message nothing;

    ASSERT(core->current == thread);
    if (status <= OK)
        arch_regs_result(&thread->regs, status, &nothing);
    else if (status == ANSWERED)
        arch_regs_result(&thread->regs, OK, &core->invocation.out);
    else
        arch_regs_restart(&thread->regs);
    return core_leave(core);
}

/* A step of the pending deletion first, and then, whatever became of the slots,
   the invocation from its beginning. */
[[gnu::cold, gnu::noinline]] static struct thread *
entry_help(struct core *core, struct thread *thread)
{
    int status;

    deletion_step();
    status = core_preemption_point(thread);
    if (status == OK) {
        core->helped = true;
        status = invoke(core, thread);
        core->helped = false;
    }
    return status == BLOCKED ? core_leave(core)
                             : entry_end(core, thread, status);
}

struct thread *kernel_invoke_end(struct core *core, struct thread *thread,
                                 int status)
{
    if (status == BLOCKED)
        return core_leave(core);
    return status == HELP ? entry_help(core, thread)
                          : entry_end(core, thread, status);
}

struct thread *kernel_yield(struct core *core, struct thread *thread)
{
    static const struct message nothing;

    arch_regs_result(&thread->regs, OK, &nothing);
    core_end_slice(core);
    return core_leave(core);
}

struct thread *kernel_invoke(struct core *core)
{
    struct thread *thread = core->current;

    lock_acquire();
    core_enter(core);
    if (!thread_domain(thread)->foreign)
        return kernel_invoke_end(core, thread, invoke(core, thread));
    fault_raise(thread, FAULT_SYSCALL, 0, 0);
    return core_leave(core);
}

struct thread *kernel_fault(struct core *core, unsigned kind, word_t address,
                            word_t detail)
{
    lock_acquire();
    core_enter(core);
    fault_raise(core->current, kind, address, detail);
    return core_leave(core);
}

/* The first deadline, or the end of the slice. */
[[gnu::noinline]] static void entry_timer(struct core *core)
{
    word_t now = arch_time();

    core->timer = CORE_NEVER;
    core->changed = true;
    if (notification_expire(core, now)) {
        core->calm_until = now + core->calm;
        core_note_deadlines(core);
    } else if (now >= core->slice_end) {
        core_end_slice(core);
    }
}

struct thread *kernel_interrupt(struct core *core)
{
    unsigned line;

    lock_acquire();
    core_enter(core);
    line = platform_irq_claim();
    if (line < PLATFORM_IRQ_LINES)
        irq_fire(line);
    else if (line == PLATFORM_IRQ_TIMER)
        entry_timer(core);
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
