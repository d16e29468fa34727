/*
 * The one kernel lock, taken at every entry and let go only at the exit. Free,
 * it is one word of zero, which the fast path (arch/<cpu>/) can take by itself.
 * It is fair: a core that finds it taken draws a ticket and is counted in the
 * word, so that nobody who comes later can get in before it. Waiting cores
 * yield, so that they also make progress where cores take turns.
 */
#ifndef NUCLEUS_LOCK_H
#define NUCLEUS_LOCK_H

#include "arch.h"

struct lock {
    union {
        uint32_t word;
        uint8_t held; /* not 0: taken; above it, how many wait */
    };
    uint32_t tickets; /* drawn so far */
    uint32_t serving; /* the ticket that is the next to get it */
    /* For fast paths, which have its address: 16 bytes of zeros. */
    alignas(16) word_t zeros[2];
};

#define LOCK_HELD 1u
#define LOCK_HELD_MASK 0xFFu
#define LOCK_WAITER 0x100u

extern struct lock kernel_lock;

/* With a ticket, once everybody before has got it: waits for the holder only.
   A newcomer finds that the word is not 0. (It may have set `held` to find out,
   and then gives it back at once.) */
static inline void lock_wait(void)
{
    uint32_t ticket =
        __atomic_fetch_add(&kernel_lock.tickets, 1, __ATOMIC_RELAXED);
    uint32_t word;

    __atomic_fetch_add(&kernel_lock.word, LOCK_WAITER, __ATOMIC_RELAXED);
    while (__atomic_load_n(&kernel_lock.serving, __ATOMIC_ACQUIRE) != ticket)
        arch_relax();
    do {
        arch_relax();
        word = __atomic_load_n(&kernel_lock.word, __ATOMIC_RELAXED);
    } while (word & LOCK_HELD_MASK ||
             !__atomic_compare_exchange_n(&kernel_lock.word, &word,
                                          word - LOCK_WAITER + LOCK_HELD, false,
                                          __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
    __atomic_store_n(&kernel_lock.serving, ticket + 1, __ATOMIC_RELEASE);
}

static inline void lock_acquire(void)
{
    uint32_t free = 0;

    if (!__atomic_compare_exchange_n(&kernel_lock.word, &free, LOCK_HELD, false,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        lock_wait();
}

/* Only the holder writes this byte while it is not 0. */
static inline void lock_release(void)
{
    __atomic_store_n(&kernel_lock.held, 0, __ATOMIC_RELEASE);
}

#endif
