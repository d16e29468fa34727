/*
 * The count says how many hold or want the mutex. Whoever takes it from 0 has
 * it; whoever unlocks while others want it signals once, and the one that takes
 * that signal has it. The next signal comes only from that one's unlock, so at
 * most one is pending and none is lost in the notification's word.
 */
#include "mutex.h"

#include "own.h"
#include "stubs.h"

#define HANDED_OVER 1

enum status mutex_start(struct mutex *mutex)
{
    cap_t notification;
    enum status status = object_create(TYPE_NOTIFICATION, 0, &notification);

    if (status != OK)
        return status;
    return object_derive(notification, NOTIFICATION_SEND | NOTIFICATION_WAIT,
                         HANDED_OVER, &mutex->notification);
}

void mutex_lock(struct mutex *mutex)
{
    word_t bits = 0;

    if (__atomic_fetch_add(&mutex->holders, 1, __ATOMIC_ACQUIRE) == 0)
        return;
    while (bits == 0) {
        if (cap_notification_wait(mutex->notification, 0, &bits) != OK)
            __builtin_trap();
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

void mutex_unlock(struct mutex *mutex)
{
    if (__atomic_fetch_sub(&mutex->holders, 1, __ATOMIC_RELEASE) > 1 &&
        cap_notification_signal(mutex->notification) != OK)
        __builtin_trap();
}
