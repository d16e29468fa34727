/*
 * The one door. Everything that can be invoked comes through here: a return, a
 * gate's call, or an operation on a kernel object, whose arguments generated
 * tables check.
 */
#include "invoke.h"

#include "call.h"
#include "core.h"
#include "deletion.h"
#include "domain.h"
#include "thread.h"

/* Whether this invocation may not overtake a pending deletion: known before
   anything of it is looked up. */
static bool invoke_helps(word_t capability, word_t operation)
{
    const struct operation *known;

    if (operation & OPERATION_RETURN)
        return capability >> RETURN_OFFER_SHIFT & CAP_SLOT_MASK;
    known = operation_find(operation & OPERATION_NUMBER_MASK);
    return capability & CAP_TRANSFER_MASK || (known && known->helps);
}

/* The capability argument: an offered slot of the right type and rights. */
static int invoke_argument(struct thread *thread, const struct operation *known,
                           struct invocation *in)
{
    word_t offer = in->capability >> CAP_OFFER_SHIFT & CAP_SLOT_MASK;
    struct slot *slot = offer ? thread_slot(thread, offer) : NULL;

    if (!slot || slot_empty(slot))
        return NO_ARGUMENT;
    if (known->argument_type && slot_type(slot) != known->argument_type)
        return WRONG_ARGUMENT;
    if (known->argument_rights & ~slot_rights(slot))
        return ARGUMENT_RIGHT;
    in->argument = slot;
    return OK;
}

/* The accepting slot of a result capability: it must be empty. */
static int invoke_result(struct thread *thread, struct invocation *in)
{
    word_t accept = in->capability >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK;
    struct slot *slot = accept ? thread_slot(thread, accept) : NULL;

    if (!slot || !accept)
        return NO_ACCEPT;
    in->result = thread_slot_free(thread, accept);
    if (in->result)
        return OK;
    return slot_empty(slot) ? NO_ACCEPT : SLOT_OCCUPIED;
}

/* The number's type is the capability's; above the number there is nothing, or
   a reply's status. */
static bool invoke_meant_for(word_t operation, unsigned type)
{
    unsigned bits = type == TYPE_REPLY ? REPLY_STATUS_SHIFT + 32 : 16;

    return (operation >> 8 & 0xFF) == type && operation >> bits == 0;
}

static int invoke_object(struct thread *thread, struct invocation *in)
{
    const struct operation *known = operation_find(in->operation);
    unsigned type = in->self ? slot_type(in->self) : TYPE_SELF;
    int status = OK;

    if (!known || !invoke_meant_for(in->operation, type))
        return UNKNOWN_OPERATION;
    if (in->self && type != TYPE_UNTYPED &&
        known->needs & ~slot_rights(in->self))
        return MISSING_RIGHT;
    if (known->takes_argument)
        status = invoke_argument(thread, known, in);
    if (status == OK && known->gives_result)
        status = invoke_result(thread, in);
    return status == OK ? known->thunk(in) : status;
}

static int invoke_capability(struct thread *thread, struct invocation *in)
{
    word_t index = in->capability & CAP_SLOT_MASK;

    if (index != CAP_SELF) {
        struct slot *slot = thread_slot(thread, index);

        if (!slot || slot_empty(slot))
            return EMPTY_SLOT;
        if (slot_callable(slot))
            return call_gate(thread, slot, !(in->capability & CAP_NO_WAIT));
        in->self = slot;
    }
    return invoke_object(thread, in);
}

static int invoke_any(struct thread *thread, struct invocation *in)
{
    if (deletion_pending() && invoke_helps(in->capability, in->operation)) {
        int status;

        deletion_step();
        status = core_preemption_point(thread);
        if (status != OK)
            return status;
    }
    if (in->operation & OPERATION_RETURN)
        return call_return(thread, in->capability, &in->in);
    return invoke_capability(thread, in);
}

/* A thread that destroyed itself gets no results. */
void invoke(struct core *core)
{
    static const struct message nothing;
    struct thread *thread = core->current;
    struct invocation in;
    int status;

    if (thread_domain(thread)->foreign) {
        fault_raise(thread, FAULT_SYSCALL, 0, 0);
        return;
    }
    in.self = in.argument = in.result = NULL;
    in.capability = arch_regs_capability(&thread->regs);
    in.operation = arch_regs_operation(&thread->regs);
    arch_regs_message(&thread->regs, &in.in);
    in.out = nothing;
    status = invoke_any(thread, &in);
    if (core->current != thread || status == BLOCKED)
        return;
    if (status == PREEMPTED)
        arch_regs_restart(&thread->regs);
    else
        arch_regs_result(&thread->regs, status,
                         status == OK ? &in.out : &nothing);
}
