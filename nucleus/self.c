/*
 * CAP_SELF: what the running thread can do to itself and to the caller that it
 * serves.
 */
#include "call.h"
#include "core.h"
#include "domain.h"
#include "invoke.h"
#include "operations.h"
#include "reply.h"
#include "table.h"
#include "thread.h"

/* The caller whom the thread still has to answer, or NULL. */
static struct thread *self_caller(const struct thread *self)
{
    return self->is.deferred ? NULL : thread_caller(self);
}

/* A slot of the thread's own table that is to be filled. */
static int self_destination(const struct thread *self, word_t index,
                            struct slot **slot)
{
    *slot = table_slot(domain_table(thread_domain(self)), index);
    if (!*slot)
        return INVALID_SLOT;
    return slot_empty(*slot) ? OK : SLOT_OCCUPIED;
}

int self_yield(struct thread *self)
{
    (void)self;
    core_end_slice(arch_core());
    return OK;
}

int self_exit(struct thread *self, word_t reason)
{
    fault_raise(self, FAULT_EXIT, reason, 0);
    return BLOCKED;
}

int self_take(struct thread *self, word_t destination, enum object_type type)
{
    struct thread *caller = self_caller(self);
    struct slot *from, *to;
    unsigned mode;
    int status;

    if (!caller)
        return NO_CALLER;
    status = self_destination(self, destination, &to);
    if (status != OK)
        return status;
    from = thread_slot(caller,
                       caller->transfer >> CAP_OFFER_SHIFT & CAP_SLOT_MASK);
    if (!from || slot_empty(from))
        return NOTHING_OFFERED;
    if (type != NO_TYPE && slot_type(from) != type)
        return WRONG_ARGUMENT;
    mode = caller->transfer >> CAP_MODE_SHIFT & CAP_MODE_MASK;
    status = slot_transfer(from, to, mode);
    if (status == OK)
        caller->transfer &= ~(CAP_SLOT_MASK << CAP_OFFER_SHIFT);
    return status;
}

int self_defer(struct thread *self, word_t destination)
{
    struct thread *caller = self_caller(self);
    struct slot *slot;
    int status;

    if (!caller)
        return NO_CALLER;
    status = self_destination(self, destination, &slot);
    if (status != OK)
        return status;
    reply_make(slot, caller);
    caller->transfer &= ~(CAP_SLOT_MASK << CAP_OFFER_SHIFT);
    self->is.deferred = true;
    return OK;
}

int self_read_registers(struct thread *self, unsigned first, word_t *v0,
                        word_t *v1, word_t *v2, word_t *v3, word_t *v4,
                        word_t *v5)
{
    const struct thread *caller = self_caller(self);

    if (!caller)
        return NO_CALLER;
    if (!caller->fault.kind)
        return NOT_FAULTED;
    thread_read_six(caller, first, v0, v1, v2, v3, v4, v5);
    return OK;
}

int self_write_register(struct thread *self, unsigned number, word_t value)
{
    struct thread *caller = self_caller(self);

    if (!caller)
        return NO_CALLER;
    if (!caller->fault.kind)
        return NOT_FAULTED;
    return thread_change(caller, number, value);
}

int self_set_thread_pointer(struct thread *self, word_t value)
{
    arch_regs_set_thread_pointer(&self->regs, value);
    self->is.guarded = true;
    arch_core()->changed = true; /* it has to be loaded */
    return OK;
}
