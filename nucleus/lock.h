/*
 * The one kernel lock: fair (a ticket lock), taken at every entry and let go
 * only at the exit. Waiting cores yield, so that they also make progress where
 * cores take turns.
 */
#ifndef NUCLEUS_LOCK_H
#define NUCLEUS_LOCK_H

#include "arch.h"

/* One word: the ticket that is served in the low half, the next to be drawn in
   the high half. */
struct lock {
    union {
        uint32_t tickets;
        uint16_t serving;
    };
};

#define LOCK_DRAW 0x10000u
#define LOCK_SERVING_MASK 0xFFFFu

extern struct lock kernel_lock;

static inline void lock_acquire(void)
{
    uint32_t drawn =
        __atomic_fetch_add(&kernel_lock.tickets, LOCK_DRAW, __ATOMIC_ACQUIRE);
    uint32_t ticket = drawn / LOCK_DRAW;

    while ((drawn & LOCK_SERVING_MASK) != ticket) {
        arch_relax();
        drawn = __atomic_load_n(&kernel_lock.tickets, __ATOMIC_ACQUIRE);
    }
}

/* Only the holder writes the low half, which must not carry into the other. */
static inline void lock_release(void)
{
    __atomic_store_n(&kernel_lock.serving, (uint16_t)(kernel_lock.serving + 1),
                     __ATOMIC_RELEASE);
}

#endif
