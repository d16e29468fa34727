/*
 * The kernel checks itself: everything that must hold of its state between two
 * entries. In builds without the checker the function does not exist.
 */
#ifndef NUCLEUS_INVARIANTS_H
#define NUCLEUS_INVARIANTS_H

/* Prints each violation and returns how many there are. Not bounded in time. */
[[gnu::weak]] unsigned invariants_check(void);

#endif
