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

/* The domain that this capability maps the frame in, or NULL. */
struct domain *frame_domain(const struct slot *frame);
/* Fills a slot's head and address; it is not mapped. */
void frame_fill(struct slot *frame, paddr_t base, unsigned size_bits,
                unsigned rights, bool device);
/* Takes it out of the domain that it is mapped in, if it is. */
void frame_forget_mapping(struct slot *frame);
void frame_record_mapping(struct slot *frame, const struct domain *domain);

#endif
