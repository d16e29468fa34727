/*
 * The one kernel lock, taken at every entry and let go only at the exit. The
 * fast path (arch/<cpu>/) can take it by itself if nobody has it or waits for
 * it. It is fair: a core that finds it taken draws a ticket and is counted in
 * the word, so that nobody who comes later can get in before it. Waiting cores
 * yield, so that they also make progress where cores take turns.
 */
#ifndef NUCLEUS_LOCK_H
#define NUCLEUS_LOCK_H

#include "arch.h"
#include "panic.h"

struct lock {
    union {
        uint32_t word;
        uint8_t bytes[4]; /* one tells whether it is taken; the others count
                             who waits */
    };
    uint32_t tickets; /* drawn so far */
    uint32_t serving; /* the ticket that is the next to get it */
    /* For fast paths, which have its address: 16 bytes of zeros. */
    alignas(16) word_t zeros[2];
};

#define LOCK_MASK (0xFFu << 8 * ARCH_LOCK_BYTE)
#define LOCK_FREE ((uint32_t)ARCH_LOCK_FREE << 8 * ARCH_LOCK_BYTE)
#define LOCK_HELD ((uint32_t)ARCH_LOCK_HELD << 8 * ARCH_LOCK_BYTE)
#define LOCK_WAITER (ARCH_LOCK_BYTE == 0 ? 0x100u : 1u)

extern struct lock kernel_lock;

static inline bool lock_is_held(void)
{
    return (__atomic_load_n(&kernel_lock.word, __ATOMIC_RELAXED) & LOCK_MASK) !=
           LOCK_FREE;
}

/* With a ticket, once everybody before has got it: waits for the holder only.
   A newcomer finds that somebody waits. (It may have taken the lock to find
   out, and then gives it back at once; or have changed the byte of one that is
   taken, which says the same until it is free.) */
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
    } while ((word & LOCK_MASK) != LOCK_FREE ||
             !__atomic_compare_exchange_n(
                 &kernel_lock.word, &word,
                 word - LOCK_WAITER - LOCK_FREE + LOCK_HELD, false,
                 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
    __atomic_store_n(&kernel_lock.serving, ticket + 1, __ATOMIC_RELEASE);
}

static inline void lock_acquire(void)
{
    uint32_t free = LOCK_FREE;

    if (!__atomic_compare_exchange_n(&kernel_lock.word, &free, LOCK_HELD, false,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        lock_wait();
}

static inline void lock_release(void)
{
    ASSERT(lock_is_held());
    __atomic_store_n(&kernel_lock.bytes[ARCH_LOCK_BYTE], ARCH_LOCK_FREE,
                     __ATOMIC_RELEASE);
}

#endif
