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

/* Internal to this file, as those of invoke.h are to the kernel. */
#define HELP 4

static const struct message nothing;

/* The capability argument: an offered slot of the right type and rights. */
static int invoke_argument(const struct domain *domain,
                           const struct operation *known, struct invocation *in)
{
    word_t offer = in->capability >> CAP_OFFER_SHIFT & CAP_SLOT_MASK;
    struct slot *slot = domain_slot(domain, offer);

    if (slot_empty(slot))
        return NO_ARGUMENT;
    if (known->argument_type && slot_type(slot) != known->argument_type)
        return WRONG_ARGUMENT;
    if (known->argument_rights & ~slot_rights(slot))
        return ARGUMENT_RIGHT;
    in->argument = slot;
    return OK;
}

/* The accepting slot of a result capability: it must be empty, and not slot 0,
   which stands for those out of range too. */
static int invoke_result(const struct domain *domain, struct invocation *in)
{
    word_t accept = in->capability >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK;
    struct slot *slot = domain_slot(domain, accept);

    if (slot == domain_slot(domain, 0))
        return NO_ACCEPT;
    if (!slot_empty(slot))
        return SLOT_OCCUPIED;
    in->result = slot;
    return OK;
}

/* What some operations need besides. */
static int invoke_more(struct thread *thread, struct invocation *in,
                       const struct operation *known, bool helped)
{
    const struct domain *domain = thread_domain(thread);
    int status = OK;

    if (known->helps && !helped && deletion_pending())
        return HELP;
    if (known->takes_argument)
        status = invoke_argument(domain, known, in);
    if (status == OK && known->gives_result)
        status = invoke_result(domain, in);
    return status;
}

/* Above the number there is nothing, or of a reply's operation a status. */
static const struct operation *invoke_known(unsigned type, word_t operation)
{
    const struct operation *known = operation_of(type, operation);

    if (!known && type == TYPE_REPLY &&
        operation >> (REPLY_STATUS_SHIFT + 32) == 0)
        known = operation_of(type, operation & OPERATION_NUMBER_MASK);
    return known;
}

/* (An untyped has something else where others have rights, and needs none.) */
static inline int invoke_object(struct thread *thread, struct invocation *in,
                                bool helped)
{
    const struct operation *known =
        invoke_known(slot_type(in->self), in->operation);

    if (!known)
        return UNKNOWN_OPERATION;
    if (known->needs & ~slot_rights(in->self))
        return MISSING_RIGHT;
    if (known->more) {
        int status = invoke_more(thread, in, known, helped);

        if (status != OK)
            return status;
    }
    return known->thunk(in);
}

static inline int invoke_capability(struct thread *thread,
                                    struct invocation *in, bool helped)
{
    static struct slot self = {.head = TYPE_SELF};
    word_t index = in->capability & CAP_SLOT_MASK;
    struct slot *slot = domain_slot(thread_domain(thread), index);

    if (in->capability >> CAP_SLOT_BITS && !helped && deletion_pending())
        return HELP;
    if (slot_empty(slot)) {
        if (index != CAP_SELF)
            return EMPTY_SLOT;
        slot = &self;
    }
    if (slot_callable(slot)) {
        in->out = nothing;
        return call_gate(thread, slot, !(in->capability & CAP_NO_WAIT));
    }
    in->self = slot;
    return invoke_object(thread, in, helped);
}

static int invoke_return(struct thread *thread, const struct invocation *in,
                         bool helped)
{
    if (in->capability >> RETURN_OFFER_SHIFT & CAP_SLOT_MASK && !helped &&
        deletion_pending())
        return HELP;
    return call_return(thread, in->capability, in->in);
}

static enum outcome invoke_unfinished(struct thread *thread, int status)
{
    if (status == PREEMPTED)
        arch_regs_restart(&thread->regs);
    return status == HELP ? HELP_FIRST : CHANGED;
}

/* A thread that destroyed itself gets no results. */
enum outcome invoke(struct core *core, struct thread *thread, bool helped)
{
    struct invocation in; /* thunks clear `out` if they have words for it */
    struct message words;
    int status;

    in.capability = arch_regs_capability(&thread->regs);
    in.operation = arch_regs_operation(&thread->regs);
    in.in = arch_regs_message(&thread->regs, &words);
    if (in.operation & OPERATION_RETURN) {
        in.out = nothing;
        status = invoke_return(thread, &in, helped);
    } else {
        status = invoke_capability(thread, &in, helped);
    }
    if (core->current != thread)
        return CHANGED;
    if (status <= OK)
        arch_regs_result(&thread->regs, status, &nothing);
    else if (status == ANSWERED)
        arch_regs_result(&thread->regs, OK, &in.out);
    else
        return invoke_unfinished(thread, status);
    return core->changed ? CHANGED : SAME;
}
