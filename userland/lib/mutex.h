/*
 * Mutual exclusion between a program's threads. Without contention it costs one
 * atomic addition; who has to wait, waits at the notification.
 */
#ifndef LIB_MUTEX_H
#define LIB_MUTEX_H

#include "abi.h"

struct mutex {
    uint32_t holders;   /* who holds it and who waits */
    cap_t notification; /* signalled once for each hand-over */
};

/* A zero mutex works as long as nobody else locks it; this makes it ready for
   several threads. */
[[nodiscard]] enum status mutex_start(struct mutex *mutex);
void mutex_lock(struct mutex *mutex);
void mutex_unlock(struct mutex *mutex);

#endif
