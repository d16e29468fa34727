/*
 * Gates: activations that wait for callers, callers that wait for activations.
 * A waiting caller's program counter is still at its invocation; its slot is
 * looked up again at its turn, so that a revoked badge is never delivered.
 */
#include "gate.h"
#include "invoke.h"

#include "call.h"
#include "core.h"
#include "domain.h"
#include "notification.h"
#include "sched_context.h"
#include "thread.h"

OBJECT_SIZE(gate);

static struct thread *gate_first_waiter(const struct gate *gate)
{
    struct ordered_node *node = ordered_first(&gate->waiters);

    return node ? CONTAINER(node, struct thread, order) : NULL;
}

void gate_note(struct gate *gate)
{
    bool unusual = gate->waiting || gate->ceiling || gate->closed;
    const struct thread *top = gate_idle_thread(gate->idle);

    gate->idle = thread_link(top) | (top && !unusual ? 0 : GATE_NONE) |
                 (unusual ? GATE_UNUSUAL : 0);
}

/* ---- callers ---- */

void gate_enqueue(struct gate *gate, struct thread *caller)
{
    unsigned priority = caller->time ? time_priority(caller->time) : 0;

    if (thread_in_invocation(caller))
        arch_regs_restart(&caller->regs);
    caller->waits_at = gate;
    ordered_insert(&gate->waiters, &caller->order, PRIORITY_MAX - priority);
    gate->waiting++;
    gate_note(gate);
    thread_set_state(caller, THREAD_STATE_QUEUED);
}

void gate_dequeue(struct gate *gate, struct thread *caller)
{
    ordered_remove(&gate->waiters, &caller->order);
    gate->waiting--;
    gate_note(gate);
    caller->waits_at = NULL;
}

/* The slot through which a waiter calls, looked up as things are now, if it
   still names this gate. */
static const struct slot *gate_waiter_slot(const struct gate *gate,
                                           const struct thread *waiter)
{
    const struct slot *slot;

    if (waiter->fault.kind)
        slot = fault_gate(waiter, waiter->fault.kind);
    else
        slot = thread_slot(waiter,
                           arch_regs_capability(&waiter->regs) & CAP_SLOT_MASK);
    if (!slot || !slot_callable(slot) || slot_object(slot) != gate)
        return NULL;
    return slot;
}

bool gate_first_valid(const struct gate *gate)
{
    const struct thread *waiter = gate_first_waiter(gate);

    return !waiter || gate_waiter_slot(gate, waiter);
}

static void gate_send_back(struct gate *gate, struct thread *waiter)
{
    gate_dequeue(gate, waiter);
    waiter->fault.kind = 0;
    thread_set_state(waiter, THREAD_STATE_RUNNABLE);
}

bool gate_prune(struct gate *gate)
{
    struct thread *waiter = gate_first_waiter(gate);

    if (gate_first_valid(gate))
        return false;
    gate_send_back(gate, waiter);
    return true;
}

bool gate_prune_two(struct gate *gate)
{
    struct ordered_node *first = ordered_first(&gate->waiters);
    struct ordered_node *next = first ? ordered_next(first) : NULL;
    struct thread *second = next ? CONTAINER(next, struct thread, order) : NULL;

    if (gate_prune(gate))
        return true;
    if (!second || gate_waiter_slot(gate, second))
        return false;
    gate_send_back(gate, second);
    return true;
}

/* One waiter's call ends because the gate is going; false if there was none. */
static bool gate_dismiss(struct gate *gate)
{
    static const struct message nothing;
    struct thread *waiter = gate_first_waiter(gate);

    gate->closed = true;
    gate_note(gate);
    if (!waiter)
        return false;
    gate_dequeue(gate, waiter);
    if (thread_in_invocation(waiter))
        arch_regs_advance(&waiter->regs);
    call_answer(waiter, SERVER_GONE, &nothing);
    return true;
}

/* ---- activations ---- */

/* Few enough for a walk: see GATE_ACTIVATIONS_MAX. */
void gate_take(struct gate *gate, struct thread *activation)
{
    word_t *link = &gate->idle;

    while (gate_idle_thread(*link) != activation)
        link = &gate_idle_thread(*link)->idle_next;
    *link = activation->idle_next;
    gate_note(gate);
}

static void gate_push(struct gate *gate, struct thread *activation)
{
    const struct thread *top = gate_idle_thread(gate->idle);

    arch_regs_set_thread_pointer(&activation->regs, activation->thread_pointer);
    activation->idle_next = thread_link(top) | (top ? 0 : GATE_NONE);
    gate->idle = thread_link(activation);
    gate_note(gate);
}

void gate_idle(struct gate *gate, struct thread *activation)
{
    struct thread *waiter = gate_first_waiter(gate);
    struct sched_context *time = activation->time;

    thread_forget_fp(activation);
    activation->parked = false;
    activation->is.ceiling = 0;
    if (time) {
        time_give(time, NULL);
        if (time->owner != activation)
            time_home(time);
    }
    if (waiter) {
        const struct slot *slot = gate_waiter_slot(gate, waiter);

        gate_dequeue(gate, waiter);
        if (thread_in_invocation(waiter))
            arch_regs_advance(&waiter->regs);
        call_connect(waiter, activation, slot_badge(slot));
        return;
    }
    thread_set_state(activation, THREAD_STATE_IDLE);
    gate_push(gate, activation);
}

void gate_forget(struct gate *gate, struct thread *activation)
{
    if (thread_state(activation) == THREAD_STATE_IDLE)
        gate_take(gate, activation);
    gate->activations--;
}

/* ---- sessions ---- */

void gate_session_ended(const struct slot *session)
{
    const struct gate *gate = slot_object(session);
    const struct slot *held = &gate->held[GATE_HOLDS_NOTIFICATION];

    if (!slot_empty(held))
        notification_post(slot_object(held), slot_badge(held));
}

void gate_undelivered(const struct slot *offer)
{
    if (slot_watched(offer))
        gate_session_ended(offer);
}

/* ---- the object ---- */

int gate_create(struct gate *self, unsigned size_bits)
{
    (void)size_bits;
    self->idle = thread_link(NULL) | GATE_NONE;
    return OK;
}

bool gate_retire(struct gate *self)
{
    return !gate_dismiss(self);
}

bool gate_lost_reference(struct gate *self, unsigned held)
{
    return held != GATE_HOLDS_DOMAIN || !gate_dismiss(self);
}

int gate_configure(struct gate *self, word_t entry, unsigned flags,
                   struct slot *domain)
{
    struct domain *to = slot_object(domain);
    int status;

    if (self->activations &&
        (!self->closed ||
         domain_by_id(self->domain_id, self->domain_generation) != to))
        return BUSY;
    status = slot_hold(&self->held[GATE_HOLDS_DOMAIN], domain, TYPE_GATE,
                       GATE_HOLDS_DOMAIN);
    if (status != OK)
        return status;
    self->entry = entry;
    self->domain = to;
    self->flags = flags;
    self->domain_id = to->id;
    self->domain_generation = domain_generation(to->id);
    self->closed = false;
    gate_note(self);
    return OK;
}

int gate_add_activation(struct gate *self, struct slot *capability,
                        struct slot *thread_slot)
{
    struct thread *invoker = core_current_thread();
    struct thread *thread = slot_object(thread_slot);
    int status;

    if (thread_state(thread) != THREAD_STATE_STOPPED)
        return NOT_STOPPED;
    if (thread_gate(thread))
        return BUSY;
    if (self->activations == GATE_ACTIVATIONS_MAX)
        return TOO_MANY;
    if (!self->entry || !thread_domain(thread) ||
        (self->flags & GATE_FLAG_OWN_TIME && !thread_own_time(thread)))
        return NOT_CONFIGURED;
    if (thread_domain(thread) != slot_object(&self->held[GATE_HOLDS_DOMAIN]))
        return WRONG_ARGUMENT;
    while (gate_prune(self)) {
        status = core_preemption_point(invoker);
        if (status != OK)
            return status;
    }
    status = slot_hold(&thread->held[THREAD_HOLDS_GATE], capability,
                       TYPE_THREAD, THREAD_HOLDS_GATE);
    if (status != OK)
        return status;
    self->activations++;
    thread->must_start = false;
    gate_idle(self, thread);
    return OK;
}

int gate_set_notification(struct gate *self, struct slot *notification)
{
    if (!slot_badge(notification))
        return NO_BADGE;
    return slot_hold(&self->held[GATE_HOLDS_NOTIFICATION], notification,
                     TYPE_GATE, GATE_HOLDS_NOTIFICATION);
}

int gate_watch(struct gate *self, struct slot *session)
{
    if (slot_object(session) != self)
        return WRONG_ARGUMENT;
    if (!slot_badge(session))
        return NO_BADGE;
    if (slot_empty(&self->held[GATE_HOLDS_NOTIFICATION]))
        return NOT_CONFIGURED;
    if (slot_closed(session))
        return CLOSED;
    session->next |= SLOT_WATCHED;
    return OK;
}

int gate_info(struct gate *self, word_t *activations, word_t *free,
              word_t *waiting)
{
    word_t idle = 0;

    for (const struct thread *t = gate_idle_thread(self->idle); t;
         t = gate_idle_thread(t->idle_next))
        idle++;
    *activations = self->activations;
    *free = idle;
    *waiting = self->waiting;
    return OK;
}
