/*
 * The processor's cycle counter, read right before an interval's first mark and
 * right behind its last one, so that the counting plugin does not see it. It
 * serves where there is no plugin: without it, and on real hardware, where it
 * counts cycles and not instructions.
 */
#ifndef BENCH_CYCLES_H
#define BENCH_CYCLES_H

#include "abi.h"

#define CYCLES_SAMPLES 1024

struct cycles {
    uint32_t begin; /* the counter's low half: intervals are short */
    uint32_t begun; /* not 0: one has begun that has not ended */
    uint32_t end;
    uint32_t count;
    word_t kept[2]; /* registers, where reading the counter needs some */
    uint32_t samples[CYCLES_SAMPLES];
};

extern struct cycles cycles;

/* `end` has been read. An end without a beginning is none, as for the
   plugin. */
static inline void cycles_ended(void)
{
    if (cycles.begun && cycles.count < CYCLES_SAMPLES)
        cycles.samples[cycles.count++] = cycles.end - cycles.begin;
    cycles.begun = 0;
}

#endif
