/*
 * Frames are powers of two, naturally aligned; a range of another length is
 * mapped as a row of parts.
 */
#include "frame.h"

#include "stubs.h"

unsigned frame_bits(word_t bytes)
{
    unsigned bits = ABI_PAGE_BITS;

    while (((word_t)1 << bits) < bytes)
        bits++;
    return bits;
}

unsigned range_first_bits(word_t address, word_t bytes)
{
    unsigned bits = ABI_PAGE_BITS;

    while ((address >> bits & 1) == 0 && (word_t)2 << bits <= bytes)
        bits++;
    return bits;
}

enum status frame_create(unsigned size_bits, cap_t *frame, void **address)
{
    word_t base;
    enum status status = object_create(TYPE_FRAME, size_bits, frame);

    if (status != OK)
        return status;
    status = cap_domain_map(own.domain, FRAME_READ | FRAME_WRITE,
                            MEMORY_TYPE_NORMAL, *frame);
    if (status == OK)
        status = cap_frame_info(*frame, &base, NULL, NULL, NULL, NULL);
    if (status != OK) {
        slot_delete(*frame);
        return status;
    }
    *address = (void *)base;
    return OK;
}

static cap_t range_slot(struct slot_range *slots)
{
    if (slots == NULL)
        return slot_allocate();
    return slots->next < slots->end ? slots->next++ : 0;
}

static enum status map_part(cap_t domain, cap_t frame, word_t offset,
                            unsigned bits, word_t rights,
                            struct slot_range *slots)
{
    cap_t part = range_slot(slots);
    enum status status;

    if (part == 0)
        return INVALID_SLOT;
    status = cap_frame_part(frame, offset, bits, rights, part);
    if (status != OK)
        return status;
    return cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, part);
}

enum status frame_map_range(cap_t domain, cap_t frame, word_t offset,
                            word_t bytes, word_t rights,
                            struct slot_range *slots)
{
    while (bytes > 0) {
        unsigned bits = range_first_bits(offset, bytes);
        enum status status =
            map_part(domain, frame, offset, bits, rights, slots);

        if (status != OK)
            return status;
        offset += (word_t)1 << bits;
        bytes -= (word_t)1 << bits;
    }
    return OK;
}
