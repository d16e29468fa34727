/*
 * Where a state lies in the machine, and where it must not change (region.c).
 */
#ifndef EXPLORE_REGION_H
#define EXPLORE_REGION_H

#include "explore.h"

struct region {
    unsigned char *at;
    size_t bytes;
};

#define REGIONS_MAX 160

struct regions {
    size_t count;
    struct region region[REGIONS_MAX];
};

/* The parts of the kernel's memory that steps of the world may change. */
void regions_of_state(struct regions *regions);
/* All other memory that the kernel could write to, as far as it is open. The
   rest of the fake memory is made read-only. */
void regions_elsewhere(const struct regions *state, struct regions *elsewhere);

#endif
