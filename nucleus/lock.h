/*
 * The one kernel lock: fair (a ticket lock), taken at every entry and let go
 * only at the exit. Waiting cores yield, so that they also make progress where
 * cores take turns.
 */
#ifndef NUCLEUS_LOCK_H
#define NUCLEUS_LOCK_H

#include "arch.h"

struct lock {
    uint32_t next;
    uint32_t serving;
};

extern struct lock kernel_lock;

static inline void lock_acquire(void)
{
    uint32_t ticket =
        __atomic_fetch_add(&kernel_lock.next, 1, __ATOMIC_RELAXED);

    while (__atomic_load_n(&kernel_lock.serving, __ATOMIC_ACQUIRE) != ticket)
        arch_relax();
}

static inline void lock_release(void)
{
    __atomic_store_n(&kernel_lock.serving, kernel_lock.serving + 1,
                     __ATOMIC_RELEASE);
}

#endif
