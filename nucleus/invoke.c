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

/* Whoever derives, copies, retypes or transfers must not overtake a pending
   deletion: a step of that comes first. */
static inline bool invoke_must_help(const struct core *core)
{
    return deletion_pending() && !core->helped;
}

/* An operation that helps does so even if nothing is offered or accepted. */
[[gnu::cold, gnu::noinline]] static int
invoke_refuse(const struct core *core, const struct operation *known,
              int status)
{
    return known->helps && invoke_must_help(core) ? HELP : status;
}

/* Why a capability argument, an offered slot, does not fit. */
[[gnu::cold, gnu::noinline]] static int
invoke_misfit(const struct core *core, const struct operation *known,
              const struct slot *slot)
{
    word_t differs = (slot->head ^ known->argument) & known->argument_mask;

    if (slot_empty(slot))
        return invoke_refuse(core, known, NO_ARGUMENT);
    return differs & SLOT_TYPE_MASK ? WRONG_ARGUMENT : ARGUMENT_RIGHT;
}

static inline bool invoke_fits(const struct operation *known,
                               const struct slot *slot)
{
    return !slot_empty(slot) &&
           !((slot->head ^ known->argument) & known->argument_mask);
}

/* Of a reply's operation the rest of the number may be a status. */
static inline bool invoke_with_status(unsigned type, word_t operation)
{
    return type == TYPE_REPLY && !(operation >> (REPLY_STATUS_SHIFT + 32)) &&
           !operation_elsewhere(type, operation & OPERATION_NUMBER_MASK);
}

/* With a result capability, and perhaps an argument. The accepting slot must be
   empty, and not slot 0, which stands for those out of range too. */
[[gnu::noinline]] static int
invoke_giving(struct core *core, const struct thread *thread, struct slot *self,
              struct slot *argument, const struct operation *known)
{
    struct domain *domain = thread_domain(thread);
    word_t capability = arch_regs_capability(&thread->regs);
    word_t index = capability >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK;
    struct slot *result = domain_slot(domain, index);

    if (result == domain_slot_none(domain))
        return invoke_refuse(core, known, NO_ACCEPT);
    if (!slot_empty(result))
        return SLOT_OCCUPIED;
    return known->long_thunk(core, arch_regs_message(&thread->regs), self,
                             argument, result);
}

/* With a capability argument. */
[[gnu::noinline]] static int invoke_taking(struct core *core,
                                           const struct thread *thread,
                                           struct slot *self,
                                           const struct operation *known)
{
    word_t capability = arch_regs_capability(&thread->regs);
    word_t index = capability >> CAP_OFFER_SHIFT & CAP_SLOT_MASK;
    struct slot *argument = domain_slot(thread_domain(thread), index);

    if (!invoke_fits(known, argument))
        return invoke_misfit(core, known, argument);
    if (known->gives_result)
        return invoke_giving(core, thread, self, argument, known);
    return known->long_thunk(core, arch_regs_message(&thread->regs), self,
                             argument, NULL);
}

/* With neither. */
[[gnu::noinline]] static int invoke_helping(struct core *core,
                                            const struct thread *thread,
                                            struct slot *self,
                                            const struct operation *known)
{
    if (!(arch_regs_capability(&thread->regs) >> CAP_SLOT_BITS) &&
        invoke_must_help(core))
        return HELP;
    return known->thunk(core, arch_regs_message(&thread->regs), self);
}

/* (An untyped has something else where others have rights, and needs none.) */
static inline int invoke_object(struct core *core, const struct thread *thread,
                                struct slot *self)
{
    word_t operation = arch_regs_operation(&thread->regs);
    unsigned type = slot_type(self);
    const struct operation *known = operation_at(type, operation);

    if (operation_elsewhere(type, operation) &&
        !invoke_with_status(type, operation))
        return UNKNOWN_OPERATION;
    if (known->needs & ~slot_rights(self))
        return MISSING_RIGHT;
    if (known->takes_argument)
        return invoke_taking(core, thread, self, known);
    if (known->gives_result)
        return invoke_giving(core, thread, self, NULL, known);
    if (known->helps)
        return invoke_helping(core, thread, self, known);
    return known->thunk(core, arch_regs_message(&thread->regs), self);
}

/* What CAP_SELF stands for. */
struct slot invoke_self = {.head = TYPE_SELF};

int kernel_invoke_any(struct core *core, struct thread *thread)
{
    word_t capability = arch_regs_capability(&thread->regs);
    struct slot *slot =
        domain_slot(thread_domain(thread), capability & CAP_SLOT_MASK);

    static_assert(CAP_SELF == CAP_SLOT_MASK);
    if (invoke_must_help(core) && capability >> CAP_SLOT_BITS)
        return HELP;
    if (slot_empty(slot)) {
        if (~capability & CAP_SELF)
            return EMPTY_SLOT;
        slot = &invoke_self;
    }
    if (slot_callable(slot))
        return call_gate(thread, slot, !(capability & CAP_NO_WAIT));
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
    return known->thunk(core, arch_regs_message(&thread->regs), slot);
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
