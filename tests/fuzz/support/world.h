/*
 * The world that invocations are fuzzed in: three domains with gates between
 * them, threads that run, and capabilities of every type in everybody's table.
 * It is built once and put back as it was for every input.
 */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "thread.h"

/* Slots of a domain's table, and root's from FUZZ_FIRST on. */
#define FUZZ_SLOTS 48u

/* The world as built. */
void fuzz_world_begin(void);
/* The invariants, the page tables' caches, the processor's state. */
void fuzz_world_check(void);
/* Root revokes everything: that must end, and leave everything as it was. */
void fuzz_world_end(void);
/* Root's first slot that a fuzzer may use. */
cap_t fuzz_first(void);
/* The slots of a thread that a fuzzer uses, from `first` on. */
cap_t fuzz_slots_of(const struct thread *thread);

#endif
