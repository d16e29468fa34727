/* A core that always runs the same thread. */
#ifndef FAKE_CORE_H
#define FAKE_CORE_H

struct thread;

#include "invoke.h"

struct core {
    struct thread *current;
    struct invocation invocation;
};

struct thread *core_current_thread(void);

#endif
