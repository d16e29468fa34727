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

/* Whoever derives, copies, retypes or transfers must not overtake a pending
   deletion: a step of that comes first. */
static inline bool invoke_must_help(const struct core *core)
{
    return deletion_pending() && !core->helped;
}

/* What some operations need besides. */
static inline int invoke_more(const struct core *core,
                              const struct domain *domain,
                              struct invocation *in,
                              const struct operation *known)
{
    if (known->helps && !(in->capability >> CAP_SLOT_BITS) &&
        invoke_must_help(core))
        return HELP;
    if (known->takes_argument) {
        int status = invoke_argument(domain, known, in);

        if (status != OK)
            return status;
    }
    return known->gives_result ? invoke_result(domain, in) : OK;
}

/* Above the number there is nothing, or of a reply's operation a status. */
static inline bool invoke_unknown(unsigned type, word_t operation)
{
    if (!operation_elsewhere(type, operation))
        return false;
    return type != TYPE_REPLY || operation >> (REPLY_STATUS_SHIFT + 32) ||
           operation_elsewhere(type, operation & OPERATION_NUMBER_MASK);
}

/* (An untyped has something else where others have rights, and needs none.) */
static inline int invoke_object(struct core *core, const struct thread *thread,
                                struct slot *self)
{
    struct invocation *in = &core->invocation;
    unsigned type = slot_type(self);
    const struct operation *known = operation_at(type, in->operation);
    word_t missing = known->checks & ~(word_t)slot_rights(self);

    if (invoke_unknown(type, in->operation) || known->absent)
        return UNKNOWN_OPERATION;
    if (missing & SLOT_RIGHTS_MASK)
        return MISSING_RIGHT;
    if (missing) {
        int status = invoke_more(core, thread_domain(thread), in, known);

        if (status != OK)
            return status;
    }
    return known->thunk(in, self, arch_regs_message(&thread->regs));
}

static inline void invoke_decode(struct core *core, const struct thread *thread)
{
    core->invocation.capability = arch_regs_capability(&thread->regs);
    core->invocation.operation = arch_regs_operation(&thread->regs);
}

/* What CAP_SELF stands for. */
struct slot invoke_self = {.head = TYPE_SELF};

int kernel_invoke_any(struct core *core, struct thread *thread)
{
    word_t capability = arch_regs_capability(&thread->regs);
    word_t index = capability & CAP_SLOT_MASK;
    struct slot *slot = domain_slot(thread_domain(thread), index);

    if (capability >> CAP_SLOT_BITS && invoke_must_help(core))
        return HELP;
    if (slot_empty(slot)) {
        if (index != CAP_SELF)
            return EMPTY_SLOT;
        slot = &invoke_self;
    }
    if (slot_callable(slot))
        return call_gate(thread, slot, !(capability & CAP_NO_WAIT));
    invoke_decode(core, thread);
    return invoke_object(core, thread, slot);
}

/* The short way of what is usual: an operation that needs nothing but the
   object and the right to it. */
int kernel_invoke_slot(struct core *core, struct thread *thread,
                       struct slot *slot)
{
    unsigned type = slot_type(slot);
    word_t operation = arch_regs_operation(&thread->regs);
    const struct operation *known = operation_at(type, operation);

    if (operation_elsewhere(type, operation) ||
        known->checks & ~(word_t)slot_rights(slot))
        return kernel_invoke_any(core, thread);
    invoke_decode(core, thread);
    return known->thunk(&core->invocation, slot,
                        arch_regs_message(&thread->regs));
}

int kernel_invoke_return(struct core *core, struct thread *thread)
{
    word_t capability = arch_regs_capability(&thread->regs);

    if (capability >> RETURN_OFFER_SHIFT & CAP_SLOT_MASK &&
        invoke_must_help(core))
        return HELP;
    return call_return(thread, capability, arch_regs_message(&thread->regs));
}

int invoke(struct core *core, struct thread *thread)
{
    return arch_regs_operation(&thread->regs) & OPERATION_RETURN
               ? kernel_invoke_return(core, thread)
               : kernel_invoke_any(core, thread);
}
