/*
 * Interrupt lines and the authority over all of them. There is one structure
 * per line; whether its capability exists is all that has to be remembered.
 */
#include "irq.h"

#include "arch.h"
#include "notification.h"
#include "operations.h"
#include "platform.h"
#include "slot.h"

struct irq {
    struct slot held[IRQ_HOLDS_COUNT];
    unsigned line;
    bool taken;
};

static struct irq irqs[PLATFORM_IRQ_LINES];

void irq_fire(unsigned line)
{
    const struct slot held = irqs[line].held[IRQ_HOLDS_NOTIFICATION];

    if (!slot_empty(&held))
        notification_post(slot_object(&held), slot_badge(&held));
}

int irq_control_get(struct slot *self, word_t line, struct slot *slot)
{
    struct irq *irq = &irqs[arch_index(line, PLATFORM_IRQ_LINES)];

    if (line >= PLATFORM_IRQ_LINES)
        return INVALID_ARGUMENT;
    if (slot_closed(self))
        return CLOSED;
    if (irq->taken || !platform_irq_usable((unsigned)line))
        return BUSY;
    if (slot_depth(self) == SLOT_DEPTH_MAX)
        return TOO_DEEP;
    irq->line = (unsigned)line;
    irq->taken = true;
    slot_make_original(slot, self, TYPE_IRQ, irq);
    return OK;
}

bool irq_retire(struct irq *self)
{
    platform_irq_mask(self->line);
    self->taken = false;
    return true;
}

bool irq_lost_reference(struct irq *self, unsigned held)
{
    (void)held;
    platform_irq_mask(self->line);
    return true;
}

int irq_bind(struct irq *self, struct slot *notification)
{
    int status;

    if (!slot_badge(notification))
        return NO_BADGE;
    status = slot_hold(&self->held[IRQ_HOLDS_NOTIFICATION], notification,
                       TYPE_IRQ, IRQ_HOLDS_NOTIFICATION);
    if (status == OK)
        platform_irq_unmask(self->line);
    return status;
}

int irq_ack(struct irq *self)
{
    if (slot_empty(&self->held[IRQ_HOLDS_NOTIFICATION]))
        return NOT_CONFIGURED;
    platform_irq_unmask(self->line);
    return OK;
}
