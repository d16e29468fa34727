/*
 * The one door: what a decoded invocation looks like, and the tables that
 * capgen generates from caps/ and invoke.c reads.
 */
#ifndef NUCLEUS_INVOKE_H
#define NUCLEUS_INVOKE_H

#include "abi_arch.h"
#include "caps.h"
#include "slot.h"

struct core;
struct thread;

/* Kernel-internal results of an operation; no user ever sees them. */
enum {
    BLOCKED = 1,   /* the thread waits: its results are written later */
    PREEMPTED = 2, /* not finished: the invocation starts again */
    ANSWERED = 3,  /* of a thunk: OK, with words in `out` */
};

struct invocation {
    struct slot *self; /* the capability invoked; NULL for CAP_SELF */
    word_t capability; /* the whole capability word */
    word_t operation;  /* the whole operation word */
    const struct message *in;
    struct slot *argument; /* the offered capability, checked, or NULL */
    struct slot *result;   /* the empty accepting slot, or NULL */
    struct message out; /* only of use when a thunk says ANSWERED */
};

struct operation {
    int (*thunk)(struct invocation *invocation);
    uint8_t needs;         /* rights of the invoked capability */
    uint8_t argument_type; /* enum object_type; 0: any, if it takes one */
    uint8_t argument_rights;
    union {
        uint32_t more; /* not 0: one of these */
        struct {
            bool takes_argument;
            bool gives_result;
            bool helps; /* does a step of a pending deletion first */
        };
    };
};

/* Where a type's operations begin, and how many it has: at most
   OPERATIONS_MAX. */
#define OPERATIONS_MAX 16u

struct operation_range {
    uint8_t first;
    uint8_t count;
};

extern const struct operation operations[];
extern const struct operation_range operation_ranges[OBJECT_TYPES];

/* The operation of this type with this number, all of which is looked at; NULL
   if there is none. */
static inline const struct operation *operation_of(unsigned type, word_t number)
{
    const struct operation_range *range = &operation_ranges[type];

    if (number - (type << 8) >= range->count)
        return NULL;
    return &operations[range->first + number % OPERATIONS_MAX];
}

/* The same by the low 16 bits of the number, which name the type too. */
static inline const struct operation *operation_find(word_t number)
{
    unsigned type = (unsigned)(number >> 8 & 0xFF);

    return type < OBJECT_TYPES
               ? operation_of(type, number & OPERATION_NUMBER_MASK)
               : NULL;
}

enum outcome {
    SAME, /* it goes on with its results, and nothing else has changed */
    CHANGED, /* core_leave() says who goes on */
    HELP_FIRST, /* nothing is done: a deletion is pending that must go first */
};

/* The invocation of the running thread, whose registers are saved. Whoever
   derives, copies, retypes or transfers must not overtake a pending deletion:
   only after a step of it is the invocation `helped`. */
[[nodiscard]] enum outcome invoke(struct core *core, struct thread *thread,
                                  bool helped);

#endif
