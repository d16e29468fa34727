/* As much of a thread as dispatch.c asks for. */
#ifndef FAKE_THREAD_H
#define FAKE_THREAD_H

#include "arch.h"

struct thread {
    struct arch_regs regs;
};

#endif
