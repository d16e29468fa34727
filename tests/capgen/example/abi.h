/*
 * The statuses that the example's descriptions may name. Generated code is
 * compiled with caps/abi.h, where they have the same names.
 */
enum status {
    OK = 0,
    EMPTY_SLOT = -1,        /* nothing in the invoked slot, or out of range */
    UNKNOWN_OPERATION = -2, /* this type has no such operation */
    MISSING_RIGHT = -3,     /* the capability lacks a right it needs */
    INVALID_ARGUMENT = -4,  /* a word is out of its range */
    NO_ARGUMENT = -6,       /* no capability offered, or an empty slot */
    WRONG_ARGUMENT = -7,    /* the offered capability has another type */
    ARGUMENT_RIGHT = -8,    /* the offered capability lacks a right */
    NO_ACCEPT = -9,         /* a result capability needs an accepting slot */
    SLOT_OCCUPIED = -10,    /* the accepting slot holds something */
    TOO_DEEP = -12,
    TIMED_OUT = -26, /* the deadline
                        came first */
};
