/*
 * Threads: configuring, starting, stopping. What happens to everyone else when
 * one goes away is in thread_end.c.
 */
#include "thread.h"

#include "call.h"
#include "chain.h"
#include "core.h"
#include "domain.h"
#include "gate.h"
#include "notification.h"
#include "reply.h"
#include "sched_context.h"
#include "table.h"

OBJECT_SIZE(thread);

const struct thread_is thread_is_stopped = {
    .left = CALL_DEPTH_MAX, .state = THREAD_STATE_STOPPED, .alone = true};

/* ---- what the rest of the kernel asks of a thread ---- */

struct slot *thread_slot(const struct thread *thread, word_t index)
{
    const struct domain *domain = thread_domain(thread);

    return domain ? domain_slot(domain, index) : NULL;
}

struct slot *thread_slot_free(const struct thread *thread, word_t index)
{
    const struct domain *domain = thread_domain(thread);
    struct slot *slot = domain ? table_slot(domain_table(domain), index) : NULL;

    return slot && slot_empty(slot) ? slot : NULL;
}

void thread_set_state(struct thread *thread, enum thread_state state)
{
    if (state == THREAD_STATE_IDLE)
        thread->is = (struct thread_is){0};
    else
        thread->is.state = (uint8_t)state;
    if (thread->time)
        ready_update(thread->time);
}

void thread_ready(struct thread *thread)
{
    bool stop = thread->stopping;

    thread->stopping = false;
    thread_set_state(thread,
                     stop ? THREAD_STATE_STOPPED : THREAD_STATE_RUNNABLE);
}

void thread_leave_queue(struct thread *thread)
{
    if (thread->is.state == THREAD_STATE_QUEUED)
        gate_dequeue(thread->waits_at, thread);
    else if (thread->is.state == THREAD_STATE_WAITING)
        notification_leave(thread);
}

void thread_forget_fp(struct thread *thread)
{
    if (!thread->fp_valid)
        return;
    thread->fp_valid = false;
    for (unsigned i = 0; i < CORES_MAX; i++)
        if (cores[i].fp_owner == thread) {
            cores[i].fp_owner = NULL;
            arch_fp_disable();
        }
}

void thread_read_six(const struct thread *thread, unsigned first, word_t *v0,
                     word_t *v1, word_t *v2, word_t *v3, word_t *v4, word_t *v5)
{
    word_t *out[MESSAGE_WORDS] = {v0, v1, v2, v3, v4, v5};

    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        *out[i] = first + i < ABI_REGISTER_COUNT
                      ? arch_regs_read(&thread->regs, first + i)
                      : 0;
}

int thread_change(struct thread *thread, unsigned number, word_t value)
{
    thread->is.guarded = true;
    return arch_regs_write(&thread->regs, number, value) ? OK
                                                         : INVALID_ARGUMENT;
}

/* ---- operations ---- */

/* Its registers are those of user code from the beginning, for who writes the
   rest and resumes it without a start: processors' flags are not all zero. */
int thread_create(struct thread *self, unsigned size_bits)
{
    static const struct message nothing;

    (void)size_bits;
    arch_regs_enter(&self->regs, 0, 0, 0, 0, &nothing, 0);
    self->server = self->caller = thread_link(NULL);
    self->is = thread_is_stopped;
    return OK;
}

int thread_configure(struct thread *self, word_t stack, word_t thread_pointer,
                     word_t word, struct slot *domain)
{
    int status;

    if (thread_state(self) != THREAD_STATE_STOPPED)
        return NOT_STOPPED;
    if (thread_gate(self) || thread_caller(self))
        return BUSY;
    status = slot_hold(&self->held[THREAD_HOLDS_DOMAIN], domain, TYPE_THREAD,
                       THREAD_HOLDS_DOMAIN);
    if (status != OK)
        return status;
    self->stack = stack;
    self->thread_pointer = thread_pointer;
    self->word = word;
    return OK;
}

static void thread_go(struct thread *thread)
{
    thread_set_state(thread, THREAD_STATE_RUNNABLE);
    chain_find_time(thread);
}

int thread_start(struct thread *self, word_t entry, word_t argument)
{
    struct message message = {{argument, 0, 0, 0, 0, 0}};

    if (thread_state(self) != THREAD_STATE_STOPPED)
        return NOT_STOPPED;
    if (!thread_domain(self))
        return NOT_CONFIGURED;
    if (thread_gate(self) || thread_caller(self))
        return BUSY;
    arch_regs_enter(&self->regs, entry, self->stack, self->thread_pointer, 0,
                    &message, 0);
    thread_forget_fp(self);
    self->is = thread_is_stopped;
    self->must_start = false;
    thread_go(self);
    return OK;
}

int thread_stop(struct thread *self)
{
    switch (thread_state(self)) {
    case THREAD_STATE_STOPPED:
        return OK;
    case THREAD_STATE_CALLING:
        self->stopping = true;
        if (thread_server(self))
            thread_server(self)->is.guarded = true;
        return OK;
    case THREAD_STATE_IDLE:
        gate_take(thread_gate(self), self);
        self->is = thread_is_stopped;
        self->parked = true;
        break;
    case THREAD_STATE_QUEUED:
        thread_leave_queue(self);
        self->fault.kind = 0;
        break;
    case THREAD_STATE_WAITING:
        thread_leave_queue(self);
        break;
    default:
        break;
    }
    thread_set_state(self, THREAD_STATE_STOPPED);
    return OK;
}

int thread_resume(struct thread *self)
{
    struct thread *invoker = core_current_thread();

    if (thread_state(self) != THREAD_STATE_STOPPED)
        return NOT_STOPPED;
    if (!thread_domain(self) || self->must_start)
        return NOT_CONFIGURED;
    if (!self->parked) {
        thread_go(self);
        return OK;
    }
    while (gate_prune(thread_gate(self))) {
        int status = core_preemption_point(invoker);

        if (status != OK)
            return status;
    }
    gate_idle(thread_gate(self), self);
    return OK;
}

int thread_bind(struct thread *self, struct slot *time_slot)
{
    struct sched_context *time = slot_object(time_slot);
    int status;

    if (thread_own_time(self) || time->owner)
        return ALREADY_BOUND;
    status = slot_hold(&self->held[THREAD_HOLDS_SCHED_CONTEXT], time_slot,
                       TYPE_THREAD, THREAD_HOLDS_SCHED_CONTEXT);
    if (status != OK)
        return status;
    time->owner = self;
    time_take_back(time);
    if (thread_state(self) != THREAD_STATE_IDLE && !self->parked)
        chain_find_time(chain_tip(self));
    return OK;
}

int thread_unbind(struct thread *self)
{
    struct sched_context *own = thread_own_time(self);

    if (!own)
        return OK;
    own->owner = NULL;
    slot_drop(&self->held[THREAD_HOLDS_SCHED_CONTEXT]);
    time_take_back(own);
    return OK;
}

/* A thread that waits to begin its call is in no chain yet. */
static void thread_cancel_queued(struct thread *thread)
{
    static const struct message nothing;

    thread_leave_queue(thread);
    if (thread_in_invocation(thread))
        arch_regs_advance(&thread->regs);
    call_answer(thread, CANCELLED, &nothing);
}

int thread_cancel(struct thread *self)
{
    const struct thread *invoker = core_current_thread();

    if (thread_state(self) == THREAD_STATE_QUEUED) {
        thread_cancel_queued(self);
        return OK;
    }
    if (thread_state(self) != THREAD_STATE_CALLING)
        return OK;
    while (thread_prune(self)) {
        int interrupted = core_preemption_point(invoker);

        if (interrupted)
            return interrupted;
    }
    reply_drop(self);
    if (thread_server(self))
        call_lose(self, CANCELLED);
    else
        call_abandoned(self, CANCELLED);
    return OK;
}

/* What is left of a moment that nobody goes back to is nobody's business: it
   depends on the path that calls took. */
int thread_read_registers(struct thread *self, unsigned first, word_t *v0,
                          word_t *v1, word_t *v2, word_t *v3, word_t *v4,
                          word_t *v5)
{
    if (thread_state(self) != THREAD_STATE_STOPPED)
        return NOT_STOPPED;
    if (self->parked || self->must_start)
        first = ABI_REGISTER_COUNT;
    thread_read_six(self, first, v0, v1, v2, v3, v4, v5);
    return OK;
}

int thread_write_register(struct thread *self, unsigned number, word_t value)
{
    if (thread_state(self) != THREAD_STATE_STOPPED)
        return NOT_STOPPED;
    return thread_change(self, number, value);
}

int thread_info(struct thread *self, word_t *state, word_t *priority,
                word_t *word, word_t *waits_for, word_t *serves, word_t *depth)
{
    const void *waits =
        thread_server(self) ? thread_server(self) : self->waits_at;

    *state = thread_state(self);
    *priority = self->time ? time_priority(self->time) : 0;
    *word = self->word;
    *waits_for = waits ? arch_to_physical(waits) : 0;
    *serves = thread_caller(self) ? thread_caller(self)->word : 0;
    *depth = thread_caller(self) ? (word_t)CALL_DEPTH_MAX - self->is.left : 0;
    return OK;
}

int thread_set_word(struct thread *self, word_t word)
{
    self->word = word;
    return OK;
}
