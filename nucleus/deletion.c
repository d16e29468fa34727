/*
 * Deleting and revoking. One capability dies per step; a copy dies before its
 * original, so an object is retired only when nothing names it any more. A
 * table that goes with capabilities in it is drained, one slot per step, before
 * anything else is deleted.
 */
#include "deletion.h"
#include "invoke.h"

#include "core.h"
#include "frame.h"
#include "operations.h"
#include "reply.h"
#include "table.h"
#include "thread.h"

struct deletion deletion;

/* The next to die below `slot`, which has descendants. Everything under the
   original of an object is a copy of it, so one look is enough. An untyped and
   a control capability have other objects below them, not copies. */
static struct slot *deletion_victim(struct slot *slot)
{
    struct slot *victim = slot_next(slot);
    unsigned type = slot_type(victim);

    if (slot_original(victim) && type != TYPE_UNTYPED &&
        !object_info[type].control && slot_has_descendants(victim))
        return slot_next(victim);
    return victim;
}

/* One step of retiring the object of an original; true when it is done. */
static bool deletion_retire(const struct slot *slot)
{
    const struct object_info *info = &object_info[slot_type(slot)];
    struct slot *held = slot_object(slot);

    if (!info->retire)
        return true;
    if (!info->retire(held))
        return false;
    for (unsigned i = 0; i < info->held; i++)
        slot_drop(&held[i]);
    return true;
}

/* One step of killing a capability; true when its slot is empty. */
static bool deletion_kill(struct slot *slot)
{
    unsigned holder = slot_holder(slot);
    unsigned type = slot_type(slot);

    slot->head |= SLOT_CLOSED;
    if (holder) {
        unsigned index = slot_held_index(slot);

        if (!object_info[holder].lost_reference(slot - index, index))
            return false;
    } else if (type == TYPE_FRAME) {
        if (frame_recorded(slot))
            frame_forget_mapping(slot);
    } else if (type == TYPE_REPLY) {
        reply_lost(slot);
    } else if (slot_original(slot) && !deletion_retire(slot)) {
        return false;
    }
    if (deletion.pending == slot)
        deletion.pending = NULL;
    slot_remove(slot);
    return true;
}

static void deletion_drain_step(void)
{
    struct table *table = deletion.doomed;
    struct slot *slot = (struct slot *)table + table->scan;

    if (table->scan == table->slots)
        deletion.doomed = table->next_doomed;
    else if (slot_empty(slot))
        table->scan++;
    else if (slot_has_descendants(slot))
        (void)deletion_kill(deletion_victim(slot));
    else
        (void)deletion_kill(slot);
}

/* True if there is more below the pending slot. */
static bool deletion_pending_step(void)
{
    struct slot *slot = deletion.pending;

    if (slot_has_descendants(slot))
        (void)deletion_kill(deletion_victim(slot));
    if (deletion.pending != slot)
        return false;
    if (slot_has_descendants(slot))
        return true;
    if (deletion.with_slot) {
        (void)deletion_kill(slot);
    } else {
        slot->head &= ~SLOT_CLOSED;
        deletion.pending = NULL;
    }
    return false;
}

void deletion_step(void)
{
    if (deletion.doomed)
        deletion_drain_step();
    else if (deletion.pending)
        (void)deletion_pending_step();
}

void deletion_doom(struct table *table)
{
    table->scan = 1;
    table->next_doomed = deletion.doomed;
    deletion.doomed = table;
}

int deletion_drain(const struct thread *invoker)
{
    int status = OK;

    while (deletion.doomed && status == OK) {
        deletion_step();
        status = core_preemption_point(invoker);
    }
    return status;
}

/* Whether the deletion of `slot` has nothing left to do; begins it if not. */
static bool deletion_done(struct slot *slot, bool with_slot)
{
    if (slot_empty(slot) ||
        (!with_slot && !slot_has_descendants(slot) && !slot_closed(slot)))
        return true;
    if (!deletion.pending) {
        deletion.pending = slot;
        deletion.with_slot = false;
        slot->head |= SLOT_CLOSED;
    }
    deletion.with_slot |= with_slot;
    return false;
}

/* Most often there is just the one capability, and nothing is to be done for it
   but to take it away. */
static inline bool deletion_simple(struct slot *slot)
{
    return !slot_empty(slot) && !slot_original(slot) && !slot_watched(slot) &&
           !slot_has_descendants(slot) && slot_type(slot) != TYPE_REPLY &&
           !deletion_pending();
}

/* Steps of the pending deletion, until there is nothing below it or something
   else goes first. */
static int deletion_go_on(const struct thread *invoker)
{
    bool more;
    int status;

    do {
        more = deletion_pending_step();
        status = core_preemption_point(invoker);
    } while (more && status == OK && !deletion.doomed);
    return status;
}

int deletion_run(const struct thread *invoker, struct slot *slot,
                 bool with_slot)
{
    int status = OK;

    if (with_slot && deletion_simple(slot)) {
        (void)deletion_kill(slot);
        return OK;
    }
    while (status == OK) {
        bool others =
            deletion.doomed || (deletion.pending && deletion.pending != slot);

        if (!others && deletion_done(slot, with_slot))
            return OK;
        if (!others) {
            status = deletion_go_on(invoker);
            continue;
        }
        deletion_step();
        status = core_preemption_point(invoker);
    }
    return status;
}
