/*
 * A core's capability: its badge is the highest priority that it can give.
 */
#include "core.h"
#include "gate.h"
#include "sched_context.h"
#include "slot.h"

int cpu_configure(struct slot *self, unsigned priority, struct slot *time_slot)
{
    struct sched_context *time = slot_object(time_slot);
    int status;

    if (priority > slot_badge(self))
        return PRIORITY_TOO_HIGH;
    status = slot_hold(&time->held[SCHED_CONTEXT_HOLDS_CPU], self,
                       TYPE_SCHED_CONTEXT, SCHED_CONTEXT_HOLDS_CPU);
    if (status != OK)
        return status;
    ready_remove(time);
    time->core = slot_object(self);
    time->slice_left = time->core->slice;
    time->priority = priority;
    ready_update(time);
    if (!time->thread)
        time_home(time);
    return OK;
}

int cpu_limit(struct slot *self, unsigned priority, struct slot *child)
{
    int status;

    if (priority > slot_badge(self))
        return PRIORITY_TOO_HIGH;
    status = slot_derive(self, child, slot_rights(self), 0);
    if (status == OK)
        child->head = (child->head & ~(~(word_t)0 << SLOT_BADGE_SHIFT)) |
                      (word_t)priority << SLOT_BADGE_SHIFT;
    return status;
}

int cpu_set_ceiling(struct slot *self, unsigned priority,
                    struct slot *gate_slot)
{
    struct gate *gate = slot_object(gate_slot);

    if (priority > slot_badge(self))
        return PRIORITY_TOO_HIGH;
    gate->ceiling = priority;
    gate_note(gate);
    return OK;
}

int cpu_info(struct slot *self, word_t *core, word_t *priority)
{
    *core = ((struct core *)slot_object(self))->number;
    *priority = slot_badge(self);
    return OK;
}
