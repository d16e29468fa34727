/* Made by capgen from caps/; do not edit. Types, rights, operation numbers,
   sizes and enumerations, for both sides of the kernel boundary. */
#ifndef CAPS_H
#define CAPS_H

#include "abi.h"

/* Type numbers of kernel objects are below this, those of services are not. */
#define OBJECT_TYPES 32

enum object_type {
    NO_TYPE = 0,
    TYPE_BOX = 2,
    TYPE_BELL = 3,
    TYPE_KEEPER = 4,
    TYPE_LETTER = 5,
    TYPE_WHEEL = 6,
    TYPE_SELF = 17,
};

/* box */

enum {
    BOX_OPEN = 1 << 0,
    BOX_RIGHTS = 1,
};

enum {
    OP_BOX_DESCRIBE = 2 << 8 | 0,
    OP_BOX_PLACE = 2 << 8 | 1,
    OP_BOX_PUT = 2 << 8 | 2,
    OP_BOX_MAKE = 2 << 8 | 3,
};

/* Shapes are not numbered in a row. */
enum shape {
    SHAPE_ROUND = 0,
    SHAPE_FLAT = 2,
    SHAPE_FOLDED = 16,
};
#define SHAPE_MAX 16

enum mark {
    MARK_FRAGILE = 1,
    MARK_HEAVY = 4,
};
#define MARK_MASK 5

/* bell */

#define BELL_BITS 7

enum {
    BELL_RING = 1 << 0,
    BELL_WAIT = 1 << 1,
    BELL_RIGHTS = 3,
};

enum {
    OP_BELL_RING = 3 << 8 | 0,
    OP_BELL_WAIT = 3 << 8 | 1,
    OP_BELL_HANG = 3 << 8 | 2,
};

/* keeper */

enum {
    OP_KEEPER_COUNT = 4 << 8 | 0,
};

/* letter */

enum {
    OP_LETTER_SEND = 5 << 8 | 0,
};

/* wheel */

#define WHEEL_BITS ABI_THREAD_BITS

enum {
    WHEEL_TURN = 1 << 0,
    WHEEL_RIGHTS = 1,
};

/* self */

enum {
    OP_SELF_YIELD = 17 << 8 | 0,
    OP_SELF_TAKE = 17 << 8 | 1,
};

#endif
