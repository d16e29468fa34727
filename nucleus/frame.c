/*
 * Frames. A frame has no structure: its one word of base and 48 bits of shape
 * and mapping are in the slot. A mapping is named by the domain's id and its
 * generation, so that a frame capability can outlive the domain.
 */
#include "frame.h"

#include "domain.h"
#include "operations.h"

static word_t frame_generation(const struct slot *frame)
{
    word_t low = frame->address & (((word_t)1 << ARCH_PAGE_BITS) - 1);

    return (slot_badge(frame) >> FRAME_GENERATION_SHIFT) << ARCH_PAGE_BITS |
           low;
}

static unsigned frame_domain_id(const struct slot *frame)
{
    return (unsigned)(slot_badge(frame) >> FRAME_DOMAIN_SHIFT &
                      FRAME_DOMAIN_MASK);
}

struct domain *frame_domain(const struct slot *frame)
{
    unsigned id = frame_domain_id(frame);

    return id ? domain_owner(id, frame_generation(frame)) : NULL;
}

void frame_forget_mapping(struct slot *frame)
{
    static const word_t nowhere[2];
    struct domain *domain = frame_domain(frame);

    frame_set_mark(frame, nowhere);
    if (domain)
        page_table_unmap(domain, frame_base(frame), frame_size_bits(frame));
}

int frame_part(struct slot *self, word_t offset, unsigned size_bits,
               unsigned rights, struct slot *child)
{
    word_t size = (word_t)1 << frame_size_bits(self);
    word_t part = (word_t)1 << size_bits;

    if (slot_closed(self))
        return CLOSED;
    if (size_bits < ARCH_PAGE_BITS || part > size || offset >= size ||
        offset & (part - 1))
        return INVALID_ARGUMENT;
    if (slot_depth(self) == SLOT_DEPTH_MAX)
        return TOO_DEEP;
    frame_fill(child, frame_base(self) + offset, size_bits,
               slot_rights(self) & rights, frame_device(self));
    slot_link(child, self, slot_depth(self) + 1);
    return OK;
}

int frame_unmap(struct slot *self)
{
    frame_forget_mapping(self);
    return OK;
}

int frame_info(struct slot *self, word_t *base, word_t *size_bits,
               word_t *rights, word_t *device, word_t *domain_id)
{
    *base = frame_base(self);
    *size_bits = frame_size_bits(self);
    *rights = slot_rights(self);
    *device = frame_device(self);
    *domain_id = frame_domain(self) ? frame_domain_id(self) : 0;
    return OK;
}
