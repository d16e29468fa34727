/*
 * What an invocation that says OK has done, whatever happened before: the
 * promises that do not depend on the state and that a caller relies on most.
 */
#include "promise.h"

#include "core.h"
#include "host_globals.h"
#include "table.h"
#include "thread.h"

struct promise promise_begin(void)
{
    const struct thread *thread = host_core->current;
    const struct arch_regs *regs = &thread->regs;
    struct slot *slot = thread_slot(thread, regs->capability & CAP_SLOT_MASK);

    return (struct promise){
        .invoker = thread,
        .operation = regs->operation,
        .word = regs->words[0],
        .object = slot && !slot_callable(slot) ? slot_object(slot) : NULL,
        .accept = thread_slot(thread, regs->capability >> CAP_ACCEPT_SHIFT &
                                          CAP_SLOT_MASK),
    };
}

/* It went on with OK. (Nobody else has run since.) */
static bool said_ok(const struct promise *promise)
{
    const struct thread *invoker = promise->invoker;

    return host_core->current == invoker &&
           thread_state(invoker) == THREAD_STATE_RUNNABLE &&
           invoker->regs.pc == EXPLORE_PAST && invoker->regs.capability == OK;
}

static const struct slot *named_slot(const struct promise *promise)
{
    return (const struct slot *)promise->object + promise->word;
}

const char *promise_broken(const struct promise *promise)
{
    const struct thread *thread = promise->object;

    if (!said_ok(promise))
        return NULL;
    switch (promise->operation) {
    case OP_TABLE_DELETE:
        return slot_empty(named_slot(promise)) ? NULL
                                               : "deleted, and still there";
    case OP_TABLE_REVOKE:
        if (slot_empty(named_slot(promise)))
            return NULL;
        if (slot_has_descendants(named_slot(promise)))
            return "revoked, and something derived from it is left";
        return slot_closed(named_slot(promise)) ? "revoked, and still closed"
                                                : NULL;
    case OP_TABLE_DERIVE:
    case OP_TABLE_COPY:
    case OP_TABLE_MOVE:
    case OP_UNTYPED_RETYPE:
        return slot_empty(promise->accept) ? "made, and not there" : NULL;
    case OP_THREAD_CANCEL:
        return thread_state(thread) == THREAD_STATE_CALLING ||
                       thread_state(thread) == THREAD_STATE_QUEUED
                   ? "cancelled, and still in a call"
                   : NULL;
    case OP_THREAD_STOP:
        return thread_state(thread) == THREAD_STATE_STOPPED || thread->stopping
                   ? NULL
                   : "stopped, and it is not";
    default:
        return NULL;
    }
}
