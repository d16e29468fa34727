/*
 * What a frame's slot holds: its size and kind, and where it is mapped.
 */
#ifndef NUCLEUS_FRAME_H
#define NUCLEUS_FRAME_H

#include "arch.h"
#include "slot.h"

static inline paddr_t frame_base(const struct slot *frame)
{
    return frame->address & ~(((word_t)1 << ARCH_PAGE_BITS) - 1);
}

static inline unsigned frame_size_bits(const struct slot *frame)
{
    return (unsigned)(slot_badge(frame) & 0x3F);
}

static inline bool frame_device(const struct slot *frame)
{
    return slot_badge(frame) & FRAME_DEVICE;
}

/* Whether its record names a domain, which may be gone. */
static inline bool frame_recorded(const struct slot *frame)
{
    return slot_badge(frame) & FRAME_DOMAIN_MASK << FRAME_DOMAIN_SHIFT;
}

/* Fills a slot's head and address; it is not mapped. */
static inline void frame_fill(struct slot *frame, paddr_t base,
                              unsigned size_bits, unsigned rights, bool device)
{
    word_t shape = size_bits | (device ? FRAME_DEVICE : 0);

    frame->head = TYPE_FRAME | (word_t)rights << SLOT_RIGHTS_SHIFT |
                  shape << SLOT_BADGE_SHIFT;
    frame->address = base;
}

/* ---- where it is mapped: a domain's id and generation ---- */

#define FRAME_MARK_SHIFT                                                       \
    (SLOT_BADGE_SHIFT + FRAME_DOMAIN_SHIFT) /* in the head */

/* What the head and the address of a frame mapped there have besides. */
static inline void frame_make_mark(word_t mark[2], unsigned id,
                                   word_t generation)
{
    word_t high = generation >> ARCH_PAGE_BITS;

    mark[0] =
        ((word_t)id << FRAME_DOMAIN_SHIFT | high << FRAME_GENERATION_SHIFT)
        << SLOT_BADGE_SHIFT;
    mark[1] = generation & (((word_t)1 << ARCH_PAGE_BITS) - 1);
}

static inline void frame_set_mark(struct slot *frame, const word_t mark[2])
{
    frame->head =
        (frame->head & (((word_t)1 << FRAME_MARK_SHIFT) - 1)) | mark[0];
    frame->address = frame_base(frame) | mark[1];
}

/* The domain that this capability maps the frame in, or NULL. */
struct domain *frame_domain(const struct slot *frame);
/* Takes it out of the domain that it is mapped in, if it is. */
void frame_forget_mapping(struct slot *frame);

#endif
