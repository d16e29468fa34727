/*
 * What an untyped's slot holds. The head has, in place of the rights, its size
 * (6 bits), whether it is device memory, and whether it is used up; and above
 * them the cleared offset. The address is the base with the free offset in the
 * low bits that alignment leaves zero.
 */
#ifndef NUCLEUS_UNTYPED_H
#define NUCLEUS_UNTYPED_H

#include "arch.h"
#include "slot.h"

#define UNTYPED_SIZE_SHIFT 5
#define UNTYPED_DEVICE ((word_t)1 << 11)
#define UNTYPED_FULL ((word_t)1 << 12)
/* Objects, and so all offsets, are multiples of this. */
#define UNTYPED_MIN_BITS 6
#define UNTYPED_MAX_BITS 47

static inline unsigned untyped_size_bits(const struct slot *untyped)
{
    return (unsigned)(untyped->head >> UNTYPED_SIZE_SHIFT & 0x3F);
}

static inline word_t untyped_size(const struct slot *untyped)
{
    return (word_t)1 << untyped_size_bits(untyped);
}

static inline paddr_t untyped_base(const struct slot *untyped)
{
    return untyped->address & ~(untyped_size(untyped) - 1);
}

static inline bool untyped_device(const struct slot *untyped)
{
    return untyped->head & UNTYPED_DEVICE;
}

/* Bytes handed out, from the base. */
static inline word_t untyped_free_offset(const struct slot *untyped)
{
    if (untyped->head & UNTYPED_FULL)
        return untyped_size(untyped);
    return untyped->address & (untyped_size(untyped) - 1);
}

/* Bytes known to be clear, from the base, where nothing is handed out. */
static inline word_t untyped_cleared_offset(const struct slot *untyped)
{
    return untyped->head >> SLOT_BADGE_SHIFT;
}

/* Fills a slot with an untyped of which nothing has been handed out. */
void untyped_fill(struct slot *untyped, paddr_t base, unsigned size_bits,
                  bool device, word_t cleared);

#endif
