/*
 * Notifications. A waiting thread's program counter is still at its invocation,
 * so that it waits again if it is stopped and goes on.
 */
#include "notification.h"
#include "invoke.h"

#include "core.h"
#include "thread.h"

OBJECT_SIZE(notification);

static void notification_leave_deadline(struct thread *waiter)
{
    struct core *core = arch_core();

    waiter->has_deadline = false;
    ordered_remove(&core->deadlines, &waiter->order);
    core_note_deadlines(core);
}

static inline void notification_leave_queue(struct thread *waiter)
{
    queue_remove(&waiter->node);
    waiter->waits_at = NULL;
}

void notification_leave(struct thread *waiter)
{
    notification_leave_queue(waiter);
    if (waiter->has_deadline)
        notification_leave_deadline(waiter);
}

/* The wait of a thread without a deadline ends with a status and bits. */
static inline void notification_wake(struct thread *waiter, int64_t status,
                                     word_t bits)
{
    struct message message = {{bits, 0, 0, 0, 0, 0}};

    notification_leave_queue(waiter);
    arch_regs_advance(&waiter->regs);
    arch_regs_result(&waiter->regs, status, &message);
    ready_wake(waiter);
}

/* The same of any waiter. */
[[gnu::noinline]] static void notification_end_wait(struct thread *waiter,
                                                    int64_t status, word_t bits)
{
    if (waiter->has_deadline)
        notification_leave_deadline(waiter);
    notification_wake(waiter, status, bits);
}

static struct thread *notification_first(const struct notification *self)
{
    struct thread *first =
        CONTAINER(queue_first(&self->waiters), struct thread, node);

    /* Its members are reached from here, not from the node. */
    __asm__("" : "+r"(first));
    return first;
}

/* The first waiter, whom there is, takes the bits. OK, as the end of an
   operation. */
[[gnu::noinline]] static int notification_give(struct notification *self)
{
    struct thread *waiter = notification_first(self);
    word_t bits = self->pending;

    self->pending = 0;
    if (waiter->has_deadline)
        notification_end_wait(waiter, OK, bits);
    else
        notification_wake(waiter, OK, bits);
    return OK;
}

void notification_post(struct notification *notification, word_t bits)
{
    notification->pending |= bits;
    if (notification->pending && !queue_empty(&notification->waiters))
        notification_give(notification);
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
    self->closed = true;
    if (queue_empty(&self->waiters))
        return true;
    notification_end_wait(notification_first(self), GONE, 0);
    return false;
}

int notification_signal(struct notification *self, word_t badge)
{
    if (!badge)
        return NO_BADGE;
    self->pending |= badge;
    return queue_empty(&self->waiters) ? OK : notification_give(self);
}

int notification_poll(struct notification *self, word_t *bits)
{
    *bits = self->pending;
    self->pending = 0;
    return OK;
}

[[gnu::noinline]] static void notification_set_deadline(struct core *core,
                                                        struct thread *waiter,
                                                        word_t deadline)
{
    waiter->has_deadline = true;
    ordered_insert(&core->deadlines, &waiter->order, deadline);
    core_note_deadlines(core);
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
    core_wait(core);
    if (deadline)
        notification_set_deadline(core, waiter, deadline);
    return BLOCKED;
}
