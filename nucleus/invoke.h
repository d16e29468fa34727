/*
 * The one door: what a decoded invocation looks like, and the tables that
 * capgen generates from caps/ and invoke.c reads.
 */
#ifndef NUCLEUS_INVOKE_H
#define NUCLEUS_INVOKE_H

#include "abi_arch.h"
#include "slot.h"

struct core;

/* Kernel-internal results of an operation; no user ever sees them. */
enum {
    BLOCKED = 1,   /* the thread waits: its results are written later */
    PREEMPTED = 2, /* not finished: the invocation starts again */
};

struct invocation {
    struct slot *self;     /* the capability invoked; NULL for CAP_SELF */
    word_t capability;     /* the whole capability word */
    word_t operation;      /* the whole operation word */
    struct message in;
    struct slot *argument; /* the offered capability, checked, or NULL */
    struct slot *result;   /* the empty accepting slot, or NULL */
    struct message out;
};

struct operation {
    int (*thunk)(struct invocation *invocation);
    uint8_t needs;           /* rights of the invoked capability */
    uint8_t argument_type;   /* enum object_type; 0: any, if it takes one */
    uint8_t argument_rights;
    bool takes_argument;
    bool gives_result;
    bool helps;              /* does a step of a pending deletion first */
};

/* NULL if there is no such operation. The low 16 bits of `number` are used. */
const struct operation *operation_find(word_t number);

/* The running thread's invocation, its registers saved. */
void invoke(struct core *core);

#endif
