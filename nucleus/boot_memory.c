/*
 * Boot: cutting what the board found, less what is in use, into naturally
 * aligned powers of two. Ranges may overlap and come in any order.
 */
#include "boot_memory.h"

#include "arch.h"
#include "panic.h"
#include "untyped.h"

#define PAGE_MASK (((paddr_t)1 << ARCH_PAGE_BITS) - 1)

void memory_plan_begin(struct memory_plan *plan,
                       const struct physical_range *include, unsigned count)
{
    plan->include = include;
    plan->include_count = count;
    plan->exclude_count = 0;
    plan->free_base = plan->free_end = 0;
}

void memory_exclude(struct memory_plan *plan, paddr_t base, paddr_t end)
{
    struct physical_range *range = &plan->exclude[plan->exclude_count];

    if (base >= end)
        return;
    if (plan->exclude_count == EXCLUDES_MAX)
        panic("boot: more than %u ranges of memory to keep out", EXCLUDES_MAX);
    range->base = base & ~PAGE_MASK;
    range->end = (end + PAGE_MASK) & ~PAGE_MASK;
    plan->exclude_count++;
    plan->free_end = 0;
}

/* Where the included range ends that holds `address`; 0 if none does. */
static paddr_t memory_included_until(const struct memory_plan *plan,
                                     paddr_t address)
{
    paddr_t until = 0;

    for (unsigned i = 0; i < plan->include_count; i++) {
        const struct physical_range *range = &plan->include[i];
        paddr_t base = (range->base + PAGE_MASK) & ~PAGE_MASK;
        paddr_t end = range->end & ~PAGE_MASK;

        if (base <= address && address < end && end > until)
            until = end;
    }
    return until;
}

/* The next address from which things may be different. */
static paddr_t memory_next_base(const struct memory_plan *plan, paddr_t after)
{
    paddr_t next = ~(paddr_t)0;

    for (unsigned i = 0; i < plan->include_count; i++) {
        paddr_t base = (plan->include[i].base + PAGE_MASK) & ~PAGE_MASK;

        if (base > after && base < next)
            next = base;
    }
    return next;
}

static bool memory_excluded(const struct memory_plan *plan, paddr_t address,
                            paddr_t *until)
{
    for (unsigned i = 0; i < plan->exclude_count; i++) {
        const struct physical_range *range = &plan->exclude[i];

        if (range->base <= address && address < range->end) {
            *until = range->end;
            return true;
        }
        if (range->base > address && range->base < *until)
            *until = range->base;
    }
    return false;
}

unsigned memory_piece_bits(paddr_t base, paddr_t end)
{
    unsigned alignment = base ? (unsigned)__builtin_ctzll(base) : 64;
    unsigned bits = 63 - (unsigned)__builtin_clzll(end - base);

    if (bits > alignment)
        bits = alignment;
    return bits < UNTYPED_MAX_BITS ? bits : UNTYPED_MAX_BITS;
}

/* Finds the first stretch of the set that ends behind `address`. */
static bool memory_find_free(struct memory_plan *plan, paddr_t address)
{
    paddr_t window = (paddr_t)1 << ARCH_WINDOW_BITS;

    while (address < window) {
        paddr_t until = memory_included_until(plan, address);

        if (until > window)
            until = window;
        if (!until) {
            address = memory_next_base(plan, address);
        } else if (memory_excluded(plan, address, &until)) {
            address = until;
        } else {
            plan->free_base = address;
            plan->free_end = until;
            return true;
        }
    }
    return false;
}

bool memory_next_piece(struct memory_plan *plan, paddr_t *base, unsigned *bits)
{
    bool known = *base >= plan->free_base && *base < plan->free_end;

    if (!known) {
        if (!memory_find_free(plan, *base))
            return false;
        *base = plan->free_base;
    }
    *bits = memory_piece_bits(*base, plan->free_end);
    return true;
}
