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

    return id ? domain_by_id(id, frame_generation(frame)) : NULL;
}

void frame_fill(struct slot *frame, paddr_t base, unsigned size_bits,
                unsigned rights, bool device)
{
    word_t shape = size_bits | (device ? FRAME_DEVICE : 0);

    frame->head = TYPE_FRAME | (word_t)rights << SLOT_RIGHTS_SHIFT |
                  shape << SLOT_BADGE_SHIFT;
    frame->address = base;
}

static void frame_set_mapping(struct slot *frame, unsigned id,
                              word_t generation)
{
    word_t low = ((word_t)1 << ARCH_PAGE_BITS) - 1;
    word_t badge = (slot_badge(frame) & FRAME_SHAPE_MASK) |
                   (word_t)id << FRAME_DOMAIN_SHIFT |
                   generation >> ARCH_PAGE_BITS << FRAME_GENERATION_SHIFT;

    frame->head = (frame->head & (((word_t)1 << SLOT_BADGE_SHIFT) - 1)) |
                  badge << SLOT_BADGE_SHIFT;
    frame->address = frame_base(frame) | (generation & low);
}

void frame_record_mapping(struct slot *frame, const struct domain *domain)
{
    frame_set_mapping(frame, domain->id, domain_generation(domain->id));
}

void frame_forget_mapping(struct slot *frame)
{
    struct domain *domain = frame_domain(frame);

    frame_set_mapping(frame, 0, 0);
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
