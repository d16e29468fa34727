/*
 * Capabilities for a program.
 */
#ifndef ROOT_GRANT_H
#define ROOT_GRANT_H

#include "process.h"
#include "program.h"

/* `root_gate`: of root's service, which also hears of the programs' faults. */
void grant_start(cap_t root_gate);

/* Gives the capability in root's `slot` to the program. */
[[nodiscard]] enum status grant_give(struct process *process, cap_t slot,
                                     enum program_slot destination);

/* Gives the program a child of it. Root's own stays until the program ends, and
   takes the child along, wherever the program has passed that on to. */
[[nodiscard]] enum status grant_share(struct process *process, cap_t slot,
                                      enum program_slot destination);

/* The same with a child of root's `source`, made for this. */
[[nodiscard]] enum status grant_lend(struct process *process, cap_t source,
                                     word_t rights, word_t badge,
                                     enum program_slot destination);

/* Everything but its memory and its thread; prints what went wrong. */
bool grant_all(struct process *process, struct program_info *info);

/* Whether a step succeeded; prints if it did not. */
bool process_built(const struct process *process, enum status status,
                   const char *what);

#endif
