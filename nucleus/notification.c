/*
 * Notifications. A waiting thread's program counter is still at its invocation,
 * so that it waits again if it is stopped and goes on.
 */
#include "notification.h"
#include "invoke.h"

#include "core.h"
#include "thread.h"

OBJECT_SIZE(notification);

void notification_leave(struct thread *waiter)
{
    queue_remove(&waiter->node);
    waiter->waits_at = NULL;
    if (waiter->has_deadline)
        ordered_remove(&arch_core()->deadlines, &waiter->order);
    waiter->has_deadline = false;
}

/* The wait of a thread ends with a status and bits. */
static void notification_end_wait(struct thread *waiter, int64_t status,
                                  word_t bits)
{
    struct message message = {{bits, 0, 0, 0, 0, 0}};

    notification_leave(waiter);
    arch_regs_advance(&waiter->regs);
    arch_regs_result(&waiter->regs, status, &message);
    thread_set_state(waiter, THREAD_STATE_RUNNABLE);
}

static struct thread *notification_first(const struct notification *self)
{
    if (queue_empty(&self->waiters))
        return NULL;
    return CONTAINER(queue_first(&self->waiters), struct thread, node);
}

/* The first waiter, whom there is, gets the pending bits. */
[[gnu::noinline]] static void notification_wake(struct notification *self)
{
    word_t bits = self->pending;

    self->pending = 0;
    notification_end_wait(notification_first(self), OK, bits);
}

void notification_post(struct notification *notification, word_t bits)
{
    notification->pending |= bits;
    if (notification->pending && !queue_empty(&notification->waiters))
        notification_wake(notification);
}

bool notification_expire(struct core *core, word_t now)
{
    struct ordered_node *node = ordered_first(&core->deadlines);

    if (!node || node->key > now)
        return false;
    notification_end_wait(CONTAINER(node, struct thread, order), TIMED_OUT, 0);
    return true;
}

int notification_create(struct notification *self, unsigned size_bits)
{
    (void)size_bits;
    queue_init(&self->waiters);
    return OK;
}

bool notification_retire(struct notification *self)
{
    struct thread *waiter = notification_first(self);

    self->closed = true;
    if (waiter)
        notification_end_wait(waiter, GONE, 0);
    return !waiter;
}

int notification_signal(struct notification *self, word_t badge)
{
    if (!badge)
        return NO_BADGE;
    notification_post(self, badge);
    return OK;
}

int notification_poll(struct notification *self, word_t *bits)
{
    *bits = self->pending;
    self->pending = 0;
    return OK;
}

int notification_wait(struct notification *self, word_t deadline, word_t *bits)
{
    struct core *core = arch_core();
    struct thread *waiter = core->current;

    if (self->pending)
        return notification_poll(self, bits);
    if (self->closed)
        return GONE;
    if (deadline && deadline <= arch_time())
        return TIMED_OUT;
    arch_regs_restart(&waiter->regs);
    waiter->waits_at = self;
    queue_push_last(&self->waiters, &waiter->node);
    waiter->has_deadline = deadline;
    if (deadline)
        ordered_insert(&core->deadlines, &waiter->order, deadline);
    thread_set_state(waiter, THREAD_STATE_WAITING);
    return BLOCKED;
}
