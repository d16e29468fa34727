/*
 * Putting a program together: memory, domain, table, first thread.
 */
#ifndef ROOT_BUILD_H
#define ROOT_BUILD_H

#include "process.h"

/* `ticks_per_second` is passed on to every program. */
void build_start(word_t ticks_per_second);

/* Makes everything but does not start it; prints what went wrong. */
bool process_build(struct process *process);

/* Starts its first thread; prints what went wrong. */
bool process_launch(struct process *process);

#endif
