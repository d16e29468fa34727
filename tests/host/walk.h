/*
 * A small world in which every thread does whatever comes to its mind: random
 * invocations, faults, accesses, while interrupts and deaths happen at random.
 * Used by the random walks, and fit for a fuzzer: a walk is a function of its
 * random numbers.
 */
#ifndef HOST_WALK_H
#define HOST_WALK_H

#include "abi.h"
#include "random.h"

struct walk {
    struct random random;
    uint64_t seed;
    word_t steps;      /* done */
    word_t ok;         /* invocations that succeeded */
    word_t restarted;  /* and that were preempted */
    word_t abandoned;  /* and not taken up again */
    word_t served;     /* calls that an activation began to serve */
    unsigned check_every; /* invariants after every n-th step */
};

/* Boots a machine and fills it with objects and threads. */
void walk_begin(struct walk *walk, uint64_t seed);
/* One thing happens. Fails the test if the kernel is wrong afterwards. */
void walk_step(struct walk *walk);
/* Root revokes everything; fails if that does not end, or leaves anything. */
void walk_end(struct walk *walk);

#endif
