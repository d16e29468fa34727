/*
 * Calls through gates and returns from them. How calls end otherwise is in
 * call_end.c, what links a caller with the activation that serves it in
 * chain.c.
 */
#include "call.h"
#include "invoke.h"

#include "chain.h"
#include "core.h"
#include "domain.h"
#include "gate.h"
#include "reply.h"
#include "sched_context.h"

/* ---- call ---- */

/* Whether every activation of the gate is up the caller's own chain. */
static bool call_only_self(const struct thread *caller, const struct gate *gate)
{
    unsigned found = 0;

    for (const struct thread *t = caller; t; t = thread_caller(t))
        found += thread_gate(t) == gate;
    return found && found == gate->activations;
}

static void call_message(const struct thread *caller, struct message *message)
{
    if (caller->fault.kind)
        *message = (struct message){{caller->fault.kind, caller->fault.address,
                                     arch_regs_pc(&caller->regs), caller->word,
                                     caller->fault.detail, 0}};
    else
        *message = *arch_regs_message(&caller->regs);
}

/* The caller's time is the activation's now. A running one's queue and priority
   are the same as before, but for ceilings; it may have come home in this very
   entry to a caller that waited, and goes on after all. */
static inline void call_lend(struct thread *caller, struct thread *activation)
{
    struct sched_context *time = caller->time;
    struct core *core = arch_core();

    if (!time) {
        chain_find_time(activation);
        return;
    }
    time_pass(time, caller, activation);
    if (core->time == time && !activation->is.ceiling && !caller->is.ceiling) {
        core->changed = true;
        core->stopped = false;
    } else {
        ready_update(time);
    }
}

void call_connect(struct thread *caller, struct thread *activation,
                  word_t badge)
{
    const struct gate *gate = thread_gate(activation);
    bool fault = caller->fault.kind;
    word_t operation = fault ? 0 : arch_regs_operation(&caller->regs);
    struct message message;

    call_message(caller, &message);
    if (!fault)
        caller->transfer =
            arch_regs_capability(&caller->regs) & CAP_TRANSFER_MASK;
    caller->server = thread_link(activation);
    caller->is.state = THREAD_STATE_RUNNABLE; /* when it is no longer served */
    activation->caller = thread_link(caller);
    activation->is = (struct thread_is){
        .left = (uint8_t)(caller->is.left - 1),
        .state = THREAD_STATE_RUNNABLE,
        .ceiling = (uint8_t)gate->ceiling,
        .uncommon = gate->ceiling ? UNCOMMON_CEILING : 0,
        .guarded =
            fault || caller->transfer || gate->ceiling || caller->is.ceiling,
    };
    arch_regs_enter(&activation->regs, gate->entry, activation->stack,
                    activation->thread_pointer, badge, &message, operation);
    call_lend(caller, activation);
}

/* Of the transfer's four modes there are three. */
static bool call_mode_invalid(const struct thread *caller)
{
    word_t capability = arch_regs_capability(&caller->regs);

    return (capability >> CAP_MODE_SHIFT & CAP_MODE_MASK) > TRANSFER_GIVE;
}

static inline int call_begin(struct thread *caller, const struct slot *slot,
                             bool wait)
{
    struct gate *gate = slot_object(slot);
    struct thread *activation;

    if (gate->closed)
        return SERVER_GONE;
    if (!caller->fault.kind && call_mode_invalid(caller))
        return INVALID_ARGUMENT;
    if (!caller->is.left)
        return TOO_DEEP;
    activation = gate_idle_thread(gate->idle);
    if (activation) {
        gate_pop(gate, activation);
        call_connect(caller, activation, slot_badge(slot));
        return BLOCKED;
    }
    if (!wait)
        return WOULD_BLOCK;
    if (call_only_self(caller, gate))
        return DEADLOCK;
    gate_enqueue(gate, caller);
    return BLOCKED;
}

int call_gate(struct thread *caller, const struct slot *slot, bool wait)
{
    return call_begin(caller, slot, wait);
}

/* ---- return ---- */

int call_deliver(struct thread *caller, struct thread *giver, word_t offer,
                 enum transfer_mode mode)
{
    struct slot *from = offer ? thread_slot(giver, offer) : NULL;
    word_t accept = caller->transfer >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK;
    struct slot *to = accept ? thread_slot_free(caller, accept) : NULL;
    int status = accept ? SLOT_OCCUPIED : OK;

    if (!offer)
        return OK;
    if (!from || slot_empty(from))
        return EMPTY_SLOT;
    if (to)
        status = slot_transfer(from, to, mode);
    if (!to || status != OK)
        gate_undelivered(from);
    return status;
}

/* The time goes back to whom it was lent by; an activation's own is put by. */
static void call_return_time(struct thread *activation, struct thread *caller)
{
    struct sched_context *time = activation->time;

    if (time)
        time_give(time, time->owner == activation ? NULL : caller);
    if (caller)
        chain_find_time(caller);
    else if (time)
        time_home(time);
}

/* Passes on what the return offers, if somebody is there to take it. Returns
   the status that the caller hears. */
static int64_t call_return_offer(struct thread *activation,
                                 struct thread *caller, bool answers,
                                 word_t capability)
{
    int64_t status = (int32_t)capability;
    word_t offer = capability >> RETURN_OFFER_SHIFT & CAP_SLOT_MASK;

    if (answers && !caller->fault.kind) {
        unsigned mode = capability >> RETURN_MODE_SHIFT & CAP_MODE_MASK;
        int delivered = call_deliver(caller, activation, offer, mode);

        if (delivered != OK)
            status = delivered;
    } else if (offer && thread_slot(activation, offer)) {
        gate_undelivered(thread_slot(activation, offer));
    }
    return status;
}

/* The next caller goes first: what is passed on may be the very slot through
   which it calls. Its words take the place of the answer's, which may lie in
   the activation's registers. */
static void call_return_commit(struct thread *activation, struct thread *caller,
                               bool answers, word_t capability,
                               const struct message *message)
{
    struct message words = *message;
    int64_t status;

    if (caller)
        chain_unlink(caller, activation);
    call_return_time(activation, caller);
    gate_idle(thread_gate(activation), activation);
    status = call_return_offer(activation, caller, answers, capability);
    if (answers)
        call_answer(caller, status, &words);
    else if (caller)
        call_abandoned(caller, SERVER_GONE);
}

/* One step of making room at the activation's gate. If its caller is of the
   same one, both may serve again at once. */
static bool call_prune_own(const struct thread *activation)
{
    struct gate *gate = thread_gate(activation);
    const struct thread *caller = thread_caller(activation);

    return caller && thread_gate(caller) == gate ? gate_prune_two(gate)
                                                 : gate_prune(gate);
}

/* Everything that may have to be done. */
[[gnu::noinline]] static int call_return_any(struct thread *activation,
                                             word_t capability,
                                             const struct message *message)
{
    struct thread *caller = thread_caller(activation);
    bool answers = caller && !activation->is.deferred;
    int64_t status = (int32_t)capability;

    if (!thread_gate(activation))
        return NO_CALLER;
    while ((caller && call_prune(caller, answers ? status : caller->answer)) ||
           call_prune_own(activation)) {
        int interrupted = core_preemption_point(activation);

        if (interrupted)
            return interrupted;
    }
    call_return_commit(activation, caller, answers, capability, message);
    return BLOCKED;
}

/* Whether the activation's return is guarded for nothing but a fault that is
   over now, or for what the call could have transferred. */
static inline bool call_return_usual(const struct thread *activation,
                                     word_t capability)
{
    const struct thread *caller = thread_caller(activation);

    return !activation->is.alone && !activation->is.deferred &&
           !activation->is.ceiling && !activation->fp_valid &&
           activation->time->owner != activation &&
           !(thread_gate(activation)->idle & GATE_UNUSUAL) &&
           !caller->is.ceiling && !caller->stopping &&
           !(capability >> RETURN_OFFER_SHIFT) &&
           (!caller->fault.kind || (int32_t)capability == FAULT_RESUME);
}

int call_return(struct thread *activation, word_t capability,
                const struct message *message)
{
    struct thread *caller = thread_caller(activation);
    struct gate *gate = thread_gate(activation);

    if (!call_return_usual(activation, capability))
        return call_return_any(activation, capability, message);
    if (!caller->fault.kind)
        arch_regs_result(&caller->regs, (int32_t)capability, message);
    caller->fault.kind = 0;
    caller->transfer = 0;
    caller->server = thread_link(NULL);
    caller->is.state = THREAD_STATE_RUNNABLE;
    time_pass(activation->time, activation, caller);
    activation->caller = thread_link(NULL);
    activation->is = (struct thread_is){0};
    arch_regs_set_thread_pointer(&activation->regs, activation->thread_pointer);
    activation->idle_next = gate->idle;
    gate->idle = thread_link(activation);
    arch_core()->changed = true;
    return BLOCKED;
}

/* ---- faults ---- */

const struct slot *fault_gate(const struct thread *thread, word_t kind)
{
    const struct domain *domain = thread_domain(thread);

    return &domain->held[kind == FAULT_SYSCALL ? DOMAIN_HOLDS_SYSCALL_GATE
                                               : DOMAIN_HOLDS_FAULT_GATE];
}

/* Handlers that fault in a chain fail together, in one entry: so few can. */
static bool fault_too_deep(const struct thread *thread)
{
    unsigned faults = 0;

    for (const struct thread *t = thread; t && t->fault.kind;
         t = thread_caller(t))
        faults++;
    return faults > FAULT_DEPTH_MAX;
}

void fault_raise(struct thread *thread, unsigned kind, word_t address,
                 word_t detail)
{
    const struct slot *slot = fault_gate(thread, kind);

    thread->fault = (struct fault){kind, address, detail};
    if (!fault_too_deep(thread) && slot_callable(slot) &&
        call_begin(thread, slot, true) == BLOCKED)
        return;
    call_settle(thread, SERVER_GONE);
}
