/*
 * The tree of capabilities: linking, deriving, copying and moving slots. What
 * deleting does with it is in deletion.c.
 */
#include "slot.h"

#include "arch.h"
#include "gate.h"
#include "thread.h"

struct slot tree_head;

static void slot_set_previous(struct slot *slot, struct slot *previous)
{
    slot->previous = (word_t)previous << 16 | slot_depth(slot);
}

static void slot_set_next(struct slot *slot, struct slot *next)
{
    slot->next = (word_t)next << 16 | (slot->next & SLOT_FLAGS_MASK);
}

void tree_init(void)
{
    tree_head = (struct slot){0};
    slot_set_previous(&tree_head, &tree_head);
    slot_set_next(&tree_head, &tree_head);
}

void slot_link(struct slot *slot, struct slot *before, unsigned depth)
{
    slot_link_with(slot, before, depth, slot->next & SLOT_FLAGS_MASK);
}

static void slot_unlink(struct slot *slot)
{
    struct slot *before = slot_previous(slot);
    struct slot *after = slot_next(slot);

    slot_set_next(before, after);
    slot_set_previous(after, before);
    *slot = (struct slot){0};
}

/* The last descendant of a watched slot is gone when the slot before is the
   watched one and the slot after is no descendant of it. */
void slot_remove(struct slot *slot)
{
    struct slot *before = slot_previous(slot);
    bool was_below = slot_depth(before) < slot_depth(slot);

    slot_unlink(slot);
    if (slot_watched(before) && was_below && !slot_has_descendants(before))
        gate_session_ended(before);
}

void slot_make_original(struct slot *slot, struct slot *parent, unsigned type,
                        void *object)
{
    word_t rights = object_info[type].rights;

    slot->head = type | rights << SLOT_RIGHTS_SHIFT | SLOT_ORIGINAL;
    slot->address = (word_t)object;
    slot_link(slot, parent, slot_depth(parent) + 1);
}

/* A new capability to what `from` names, in an empty slot: open, no original, a
   frame unmapped, a gate callable if it may be called and not configured. */
static inline void slot_fill(struct slot *to, const struct slot *from,
                             unsigned rights, word_t badge)
{
    word_t kept = ~(((word_t)1 << SLOT_BADGE_SHIFT) - 1) | SLOT_TYPE_MASK;
    word_t head = from->head & (kept | (word_t)rights << SLOT_RIGHTS_SHIFT);
    word_t address = from->address;
    unsigned type = slot_type(from);

    if (type == TYPE_FRAME) {
        head &= ((FRAME_SHAPE_MASK + 1) << SLOT_BADGE_SHIFT) - 1;
        address &= ~(((word_t)1 << ARCH_PAGE_BITS) - 1);
    } else if (__builtin_expect(type == TYPE_GATE, false)) {
        word_t callable = head >> SLOT_RIGHTS_SHIFT;

        if (callable & GATE_CALL && !(callable & GATE_CONFIGURE))
            head |= SLOT_CALLABLE;
    }
    to->head = head | badge << SLOT_BADGE_SHIFT;
    to->address = address;
}

/* Badges are given once, to gates and notifications. */
static bool slot_takes_badge(const struct slot *slot)
{
    unsigned type = slot_type(slot);

    return (type == TYPE_GATE || type == TYPE_NOTIFICATION) &&
           !slot_badge(slot);
}

/* No type at all, and those that stay in one hand. */
#define NOT_DERIVED (1u << NO_TYPE | 1u << TYPE_UNTYPED | 1u << TYPE_REPLY)

/* Why there is no derived capability of it, nor a copy. */
[[gnu::cold, gnu::noinline]] static int slot_refuse(const struct slot *from)
{
    if (slot_empty(from))
        return EMPTY_SLOT;
    return slot_closed(from) ? CLOSED : NOT_TRANSFERABLE;
}

[[gnu::noinline]] int slot_derive(struct slot *from, struct slot *to,
                                  unsigned rights, word_t badge)
{
    if (NOT_DERIVED >> slot_type(from) & 1)
        return slot_refuse(from);
    if (slot_closed(from))
        return CLOSED;
    if (badge && !slot_takes_badge(from))
        return NO_BADGE;
    if (slot_depth(from) == SLOT_DEPTH_MAX)
        return TOO_DEEP;
    slot_fill(to, from, rights, badge);
    slot_link_with(to, from, slot_depth(from) + 1, 0);
    return OK;
}

[[gnu::noinline]] int slot_copy(struct slot *from, struct slot *to)
{
    if (NOT_DERIVED >> slot_type(from) & 1)
        return slot_refuse(from);
    if (slot_closed(from))
        return CLOSED;
    if (slot_original(from))
        return NOT_TRANSFERABLE;
    slot_fill(to, from, slot_rights(from), 0);
    slot_link_with(to, slot_previous(from), slot_depth(from), 0);
    return OK;
}

/* Whatever is kept in the slot itself (a mapping, a mark) moves with it. */
int slot_move(struct slot *from, struct slot *to)
{
    struct slot *before = slot_previous(from);
    unsigned depth = slot_depth(from);
    word_t flags = from->next & SLOT_FLAGS_MASK;

    if (slot_empty(from))
        return EMPTY_SLOT;
    if (slot_closed(from))
        return CLOSED;
    if (flags & SLOT_BOOT)
        return NOT_TRANSFERABLE;
    to->head = from->head;
    to->address = from->address;
    slot_unlink(from);
    to->next = flags;
    slot_link(to, before, depth);
    if (slot_type(to) == TYPE_REPLY)
        ((struct thread *)slot_object(to))->reply = to;
    return OK;
}

int slot_transfer(struct slot *from, struct slot *to, enum transfer_mode mode)
{
    switch (mode) {
    case TRANSFER_DERIVE:
        return slot_derive(from, to, slot_rights(from), 0);
    case TRANSFER_COPY:
        return slot_copy(from, to);
    case TRANSFER_GIVE:
        return slot_move(from, to);
    }
    return INVALID_ARGUMENT;
}

int slot_hold(struct slot *held, struct slot *from, unsigned holder_type,
              unsigned index)
{
    struct slot new = {0};
    int status = slot_original(from)
                     ? slot_derive(from, &new, slot_rights(from), 0)
                     : slot_copy(from, &new);

    if (status != OK)
        return status;
    if (!slot_empty(held))
        slot_remove(held);
    status = slot_move(&new, held);
    held->next |= (word_t)holder_type << SLOT_HOLDER_SHIFT |
                  (word_t)index << SLOT_HELD_SHIFT;
    return status;
}

void slot_drop(struct slot *held)
{
    if (!slot_empty(held))
        slot_remove(held);
}
