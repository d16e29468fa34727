/*
 * Boot: which memory is left over, as naturally aligned powers of two.
 */
#ifndef NUCLEUS_BOOT_MEMORY_H
#define NUCLEUS_BOOT_MEMORY_H

#include "boot.h"

/* All RAM, all reserved ranges, and what boot itself keeps out. */
#define EXCLUDES_MAX (2u * BOOT_RANGES_MAX + 4)

/* A set of ranges and what must be kept out of it. Page-aligned outwards
   (kept out) or inwards (included). */
struct memory_plan {
    const struct physical_range *include;
    unsigned include_count;
    struct physical_range exclude[EXCLUDES_MAX];
    unsigned exclude_count;
    paddr_t free_base; /* all of that was found to be in the set */
    paddr_t free_end;
};

/* All of the ranges, nothing kept out. */
void memory_plan_begin(struct memory_plan *plan,
                       const struct physical_range *include, unsigned count);

void memory_exclude(struct memory_plan *plan, paddr_t base, paddr_t end);

/* The lowest piece [*base, +2^bits) of the set that begins at or after *base;
   as large as its alignment and the set allow. False if there is none. */
bool memory_next_piece(struct memory_plan *plan, paddr_t *base, unsigned *bits);
/* As large a naturally aligned piece as fits into [base, end), which is not
   empty: its log2. */
unsigned memory_piece_bits(paddr_t base, paddr_t end);

#endif
