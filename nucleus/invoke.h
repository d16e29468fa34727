/*
 * The one door: what a decoded invocation looks like, and the tables that
 * capgen generates from caps/ and invoke.c reads.
 */
#ifndef NUCLEUS_INVOKE_H
#define NUCLEUS_INVOKE_H

#include "abi_arch.h"
#include "operations.h"
#include "slot.h"

struct core;
struct thread;

/* Kernel-internal results of an operation; no user ever sees them. */
enum {
    BLOCKED = 1,   /* the thread waits: its results are written later */
    PREEMPTED = 2, /* not finished: the invocation starts again */
    ANSWERED = 3,  /* OK, with words in `out` */
    HELP = 4, /* nothing is done: a step of the pending deletion goes first */
};

/* What goes back. (All that came is in the running thread's registers.) */
struct invocation {
    struct message out; /* thunks clear it if they have words, and only then */
};

/* A thunk calls the operation's own function: it gets the words and the slot
   invoked. If the operation has a capability argument or result a long one also
   gets the slot that is offered, which has been checked, and the empty one that
   accepts. */
struct operation {
    union {
        int (*thunk)(struct core *core, const struct message *words,
                     struct slot *self);
        int (*long_thunk)(struct core *core, const struct message *words,
                          struct slot *self, struct slot *argument,
                          struct slot *result);
    };
    union {
        word_t checks; /* 0: there is nothing to check first */
        struct {
            uint8_t needs; /* rights of the invoked capability */
            bool absent; /* there is no such operation: it says so itself */
            bool takes_argument : 1;
            bool gives_result : 1;
            bool helps : 1; /* does a step of a pending deletion first */
            /* Type and rights as in a slot's head: what the argument has to
               have, and where it must be just that. */
            uint16_t argument;
            uint16_t argument_mask;
        };
    };
};

/* The two last: of this type (NO_TYPE: any) and with these rights. */
#define OPERATION_ARGUMENT(type, rights)                                       \
    .argument = (type) | (rights) << SLOT_RIGHTS_SHIFT,                        \
    .argument_mask =                                                           \
        ((type) ? SLOT_TYPE_MASK : 0) | ((rights) << SLOT_RIGHTS_SHIFT)

/* So many has a type at most. */
#define OPERATIONS_MAX 16u

extern const struct operation operations[OPERATION_TYPES * OPERATIONS_MAX];

/* What of the number says where in the table it is: nothing that leads out of
   it, not even speculatively. */
static inline const struct operation *operation_at(unsigned type, word_t number)
{
    return &operations[type * OPERATIONS_MAX | number % OPERATIONS_MAX];
}

/* Whether the rest of the number, all of which is looked at, names another
   place. */
static inline bool operation_elsewhere(unsigned type, word_t number)
{
    return (number ^ type << 8) >= OPERATIONS_MAX;
}

/* The operation of this type with this number; NULL if there is none. */
static inline const struct operation *operation_of(unsigned type, word_t number)
{
    const struct operation *found = operation_at(type, number);

    return operation_elsewhere(type, number) || found->absent ? NULL : found;
}

/* The same by the low 16 bits of the number, which name the type too. */
static inline const struct operation *operation_find(word_t number)
{
    unsigned type = (unsigned)(number >> 8 & 0xFF);

    return type < OPERATION_TYPES
               ? operation_of(type, number & OPERATION_NUMBER_MASK)
               : NULL;
}

/* The slot that CAP_SELF stands for. */
extern struct slot invoke_self;

/* The invocation of the running thread, whose registers are saved: a status or
   one of the results above. */
[[nodiscard]] int invoke(struct core *core, struct thread *thread);

#endif
