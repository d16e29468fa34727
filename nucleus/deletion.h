/*
 * Deleting and revoking, in steps, one deletion at a time. Whoever derives,
 * copies, retypes or transfers while one is pending first does one step of it.
 */
#ifndef NUCLEUS_DELETION_H
#define NUCLEUS_DELETION_H

#include "slot.h"

struct table;
struct thread;

struct deletion {
    struct slot *pending;   /* closed; what is below it is being killed */
    bool with_slot;         /* delete: the slot itself too */
    struct table *doomed; /* tables whose originals are gone, not yet empty */
};

extern struct deletion deletion;

static inline bool deletion_pending(void)
{
    return deletion.pending || deletion.doomed;
}

/* One step of whatever is pending. */
void deletion_step(void);
/* Puts a table whose original is gone on the list of doomed tables. */
void deletion_doom(struct table *table);
/* Drains the doomed tables. OK, BLOCKED or PREEMPTED. */
[[nodiscard]] int deletion_drain(const struct thread *invoker);
/* table.delete and table.revoke. OK, BLOCKED or PREEMPTED. */
[[nodiscard]] int deletion_run(const struct thread *invoker, struct slot *slot,
                               bool with_slot);

#endif
