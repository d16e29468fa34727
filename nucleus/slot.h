/*
 * A capability slot, and the one tree that all slots form.
 *
 * Every capability is derived from another. All slots in use form one circular
 * doubly linked list in preorder, each with its depth; the descendants of a
 * slot are the slots that follow it with a greater depth. So insert, remove,
 * move and "next victim" take constant time, and nothing recurses.
 *
 *   head      bits 0-4 type, 5-12 rights, 13 original, 14 closed, 15 callable
 *             gate; bits 16-63 are the badge, or of a frame: size 6, device 1,
 *             domain id 16, generation 25; of an untyped: the cleared offset,
 *             and in place of the rights size 6, device, full
 *   address   the object; of a frame the base and, in the low bits, more of the
 *             generation; of an untyped the base and the free offset
 *   previous  bits 16-63 the slot before, bits 0-15 the depth
 *   next      bits 16-63 the slot after, bits 0-15 flags
 */
#ifndef NUCLEUS_SLOT_H
#define NUCLEUS_SLOT_H

#include "caps.h"

struct slot {
    word_t head;
    word_t address;
    word_t previous;
    word_t next;
};

#define SLOT_BITS 5 /* log2 of a slot's bytes */
#define SLOT_TYPE_MASK ((word_t)0x1F)
#define SLOT_RIGHTS_SHIFT 5
#define SLOT_RIGHTS_MASK ((word_t)0xFF)
#define SLOT_ORIGINAL ((word_t)1 << 13)
#define SLOT_CLOSED ((word_t)1 << 14)
#define SLOT_CALLABLE ((word_t)1 << 15)
#define SLOT_BADGE_SHIFT 16
#define SLOT_DEPTH_MAX 0xFFFFu

/* Within a frame's 48 bits of "badge". */
#define FRAME_DEVICE ((word_t)1 << 6)
#define FRAME_SHAPE_MASK ((word_t)0x7F) /* size and device */
#define FRAME_DOMAIN_SHIFT 7
#define FRAME_DOMAIN_MASK ((word_t)0xFFFF)
#define FRAME_GENERATION_SHIFT 23

/* Flags in the low bits of `next`. A slot embedded in an object (a held slot)
   names the object's type and which of its held slots it is. */
#define SLOT_WATCHED ((word_t)1)
#define SLOT_BOOT ((word_t)2) /* given at boot: cannot be deleted */
#define SLOT_HOLDER_SHIFT 2
#define SLOT_HOLDER_MASK ((word_t)0x1F)
#define SLOT_HELD_SHIFT 7
#define SLOT_HELD_MASK ((word_t)7)
#define SLOT_FLAGS_MASK ((word_t)0xFFFF)

static inline unsigned slot_type(const struct slot *slot)
{
    return (unsigned)(slot->head & SLOT_TYPE_MASK);
}

static inline bool slot_empty(const struct slot *slot)
{
    return slot_type(slot) == NO_TYPE;
}

static inline unsigned slot_rights(const struct slot *slot)
{
    return (unsigned)(slot->head >> SLOT_RIGHTS_SHIFT & SLOT_RIGHTS_MASK);
}

static inline bool slot_original(const struct slot *slot)
{
    return slot->head & SLOT_ORIGINAL;
}

static inline bool slot_closed(const struct slot *slot)
{
    return slot->head & SLOT_CLOSED;
}

static inline word_t slot_badge(const struct slot *slot)
{
    return slot->head >> SLOT_BADGE_SHIFT;
}

static inline void *slot_object(const struct slot *slot)
{
    return (void *)slot->address;
}

static inline struct slot *slot_previous(const struct slot *slot)
{
    return (struct slot *)((int64_t)slot->previous >> 16);
}

static inline struct slot *slot_next(const struct slot *slot)
{
    return (struct slot *)((int64_t)slot->next >> 16);
}

static inline unsigned slot_depth(const struct slot *slot)
{
    return (unsigned)(slot->previous & 0xFFFF);
}

static inline bool slot_watched(const struct slot *slot)
{
    return slot->next & SLOT_WATCHED;
}

/* The type of the object that the slot is embedded in, or NO_TYPE. */
static inline unsigned slot_holder(const struct slot *slot)
{
    return (unsigned)(slot->next >> SLOT_HOLDER_SHIFT & SLOT_HOLDER_MASK);
}

static inline unsigned slot_held_index(const struct slot *slot)
{
    return (unsigned)(slot->next >> SLOT_HELD_SHIFT & SLOT_HELD_MASK);
}

static inline bool slot_has_descendants(const struct slot *slot)
{
    return slot_depth(slot_next(slot)) > slot_depth(slot);
}

/* A gate that can be called through this slot, in one test. */
static inline bool slot_callable(const struct slot *slot)
{
    return slot->head & SLOT_CALLABLE;
}

/* ---- the tree (tree.c) ---- */

/* The list's sentinel: depth 0, no type. */
extern struct slot tree_head;

void tree_init(void);

/* Puts a filled slot right after `before`, `depth` deep; with these flags. */
static inline void slot_link_with(struct slot *slot, struct slot *before,
                                  unsigned depth, word_t flags)
{
    word_t next = before->next;
    struct slot *after = slot_next(before);

    slot->previous = (word_t)before << 16 | depth;
    slot->next = (next & ~SLOT_FLAGS_MASK) | flags;
    before->next = (word_t)slot << 16 | (next & SLOT_FLAGS_MASK);
    after->previous = (word_t)slot << 16 | slot_depth(after);
}
/* With the flags that it has. */
void slot_link(struct slot *slot, struct slot *before, unsigned depth);
/* Takes a slot out of the tree and empties it; tells a watching gate. */
void slot_remove(struct slot *slot);
/* Fills an empty slot with an original of an object made from `parent`. */
void slot_make_original(struct slot *slot, struct slot *parent, unsigned type,
                        void *object);

/* What table.cap promises of derive, copy and move; `to` is empty. */
[[nodiscard]] int slot_derive(struct slot *from, struct slot *to,
                              unsigned rights, word_t badge);
[[nodiscard]] int slot_copy(struct slot *from, struct slot *to);
[[nodiscard]] int slot_move(struct slot *from, struct slot *to);
/* One of the three, as a transfer's mode says. */
[[nodiscard]] int slot_transfer(struct slot *from, struct slot *to,
                                enum transfer_mode mode);

/* Fills an object's held slot with a copy (of an original: a derived one), in
   place of what it held. Held slots are the first members of their object. */
[[nodiscard]] int slot_hold(struct slot *held, struct slot *from,
                            unsigned holder_type, unsigned index);
/* Empties a held slot without telling its object. */
void slot_drop(struct slot *held);

#endif
