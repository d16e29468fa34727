/*
 * Memory that a program maps: whole frames, or any page-aligned range of one.
 */
#ifndef LIB_FRAME_H
#define LIB_FRAME_H

#include "abi_arch.h"
#include "own.h"

#define PAGE_BYTES ((word_t)1 << ABI_PAGE_BITS)

/* log2 of the smallest power of two that holds `bytes`, at least a page. */
unsigned frame_bits(word_t bytes);

/* log2 of the largest naturally aligned block at the start of
   [address, address + bytes); both are multiples of a page, bytes not 0. */
unsigned range_first_bits(word_t address, word_t bytes);

/* Makes a frame out of the own untyped, mapped for reading and writing. */
[[nodiscard]] enum status frame_create(unsigned size_bits, cap_t *frame,
                                       void **address);

/* Where slots come from: [next, end), or the allocator if it is NULL. */
struct slot_range {
    cap_t next;
    cap_t end;
};

/* Maps `bytes` of the frame from `offset` on, with `rights`, into `domain`, in
   as few naturally aligned parts as it takes. What was mapped before a failure
   stays. */
[[nodiscard]] enum status frame_map_range(cap_t domain, cap_t frame,
                                          word_t offset, word_t bytes,
                                          word_t rights,
                                          struct slot_range *slots);

#endif
