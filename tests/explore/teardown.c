/*
 * The end of a world, from any state: root, at the highest priority, revokes
 * the memory that everything was made of. That must end, and leave nothing.
 */
#include "explore.h"

#include "boot_info.h"
#include "core.h"
#include "deletion.h"
#include "host_globals.h"
#include "invariants.h"
#include "sched_context.h"
#include "thread.h"

#define ENTRIES_MAX 100000u

static struct slot *root_slot(cap_t slot)
{
    return thread_slot(host_controller, slot);
}

/* By decree: nobody in the world could be asked for it. */
static bool root_runs(void)
{
    struct sched_context *time = thread_own_time(host_controller);

    if (!time || thread_state(host_controller) != THREAD_STATE_RUNNABLE)
        return false;
    time->priority = PRIORITY_MAX;
    ready_update(time);
    (void)kernel_interrupt(host_core);
    return host_core->current == host_controller;
}

/* False if it does not end. */
static bool root_revokes(cap_t slot)
{
    struct arch_regs *regs = &host_controller->regs;

    regs->pc = EXPLORE_INVOKE;
    for (unsigned i = 0; i < ENTRIES_MAX && regs->pc == EXPLORE_INVOKE; i++) {
        regs->capability = BOOT_SLOT_TABLE;
        regs->operation = OP_TABLE_REVOKE;
        regs->words[0] = slot;
        regs->pc = EXPLORE_PAST;
        (void)kernel_invoke(host_core);
    }
    return regs->pc == EXPLORE_PAST && regs->capability == OK &&
           !slot_has_descendants(root_slot(slot));
}

static bool nothing_left(void)
{
    for (cap_t slot = explored.root_built; slot < explored.root_end; slot++)
        if (!slot_empty(root_slot(slot)))
            return false;
    return !deletion_pending() && !ordered_first(&host_core->deadlines);
}

const char *teardown_wrong(void)
{
    translation_begin();
    host_interrupts(HOST_INTERRUPTS_REAL, 0);
    if (!root_runs())
        return "at the end root does not run again";
    if (!root_revokes(explored.arena) || !root_revokes(BOOT_SLOT_IRQ_CONTROL))
        return "at the end everything cannot be revoked";
    if (!nothing_left())
        return "at the end something is left";
    if (translation_stale())
        return "at the end a translation was not flushed";
    return invariants_check() ? "at the end the invariants do not hold" : NULL;
}
