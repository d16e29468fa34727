/* The random invocation that a thread of a walk makes. */
#ifndef HOST_WALK_INVOCATION_H
#define HOST_WALK_INVOCATION_H

#include "random.h"
#include "thread.h"

/* Tables of the world have this many slots; root uses as many of its own. */
#define WALK_TABLE_BITS 5
#define WALK_SLOTS ((word_t)1 << WALK_TABLE_BITS)
/* Root's slots of the world begin here. */
#define WALK_FIRST ((cap_t)64)

/* Fills in capability word, operation and words. */
void walk_invocation(struct random *random, struct thread *thread, bool root,
                     struct arch_regs *regs);

#endif
