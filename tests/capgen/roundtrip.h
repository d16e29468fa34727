/*
 * What the round trip's two halves share: the objects, their slots, and what
 * the last operation saw.
 */
#ifndef CAPGEN_ROUNDTRIP_H
#define CAPGEN_ROUNDTRIP_H

#include <stdio.h>
#include <stdlib.h>

#include "slot.h"
#include "stubs.h"

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);             \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

struct box {
    int dummy;
};
struct bell {
    int dummy;
};
struct wheel {
    int dummy;
};
struct keeper {
    int dummy;
};
struct thread;

enum {
    BOX = 1,
    BELL,
    KEEPER,
    LETTER,
    ARGUMENT,
    RESULT,
    SLOTS = 8
};

extern struct box box;
extern struct bell bell;
extern struct keeper keeper;
extern struct slot slots[SLOTS];

/* The last operation that was called, and what it saw. */
extern const char *called;
extern word_t seen[12];

#endif
