/* See promise.c. */
#ifndef EXPLORE_PROMISE_H
#define EXPLORE_PROMISE_H

#include "explore.h"

/* What an invocation names, before it is done. */
struct promise {
    const struct thread *invoker;
    word_t operation;
    word_t word;      /* the first */
    void *object;     /* of the invoked capability */
    struct slot *accept;
};

/* The running thread's invocation, its registers filled in. */
struct promise promise_begin(void);
/* What it should have done by now and has not, or NULL. */
const char *promise_broken(const struct promise *promise);

#endif
