/*
 * The kernel checks itself: everything that must hold of its state between two
 * entries. In builds without the checker the functions do not exist.
 */
#ifndef NUCLEUS_INVARIANTS_H
#define NUCLEUS_INVARIANTS_H

#include "abi.h"

/* Prints each violation and returns how many there are. Not bounded in time. */
[[gnu::weak]] unsigned invariants_check(void);

/* The parts of the kernel's state: see console.digest. */
enum digest_group {
    DIGEST_CHAINS, /* who serves whom, and the states that calls change */
    DIGEST_THREADS, /* the rest of threads but for: */
    DIGEST_REGISTERS,
    DIGEST_FP,
    DIGEST_GATES,
    DIGEST_TIMES, /* sched_contexts, and who runs on them */
    DIGEST_SLOTS,
    DIGEST_NOTIFICATIONS,
    DIGEST_DOMAINS,
    DIGEST_READY,
    DIGEST_CORE,
    DIGEST_DELETION,
    DIGEST_GROUPS
};

/* A word for each: the same if the state is. Not bounded in time. */
[[gnu::weak]] void invariants_digest(word_t *groups);

#endif
