/*
 * Whether a program that has ended is started again.
 */
#ifndef ROOT_POLICY_H
#define ROOT_POLICY_H

#include "boot_info.h"
#include "process.h"

enum decision {
    ENDED,     /* it is not to be started again */
    RESTARTED, /* it is to be */
    GIVEN_UP,  /* it was, too often */
};

void policy_start(const struct root_boot_info *info);

/* The program is started afresh: what was before does not count. */
void policy_forget(const struct program_description *description);

/* Decides for the program, which has ended, and counts. */
enum decision policy_decide(const struct process *process);

/* Prints how it ended and what was decided. */
void policy_print(const struct process *process, enum decision decision);

#endif
