/*
 * What a program starts with: a read-only page that root fills in, and the
 * slots of its own table that hold its first capabilities.
 *
 * A program defines program_main(); when that returns, the program has ended
 * (whatever other threads it has).
 */
#ifndef LIB_PROGRAM_H
#define LIB_PROGRAM_H

#include "abi.h"

#define PROGRAM_INFO_MAGIC 0x4D41524750505348u /* "HSPPGRAM" */
#define PROGRAM_NAME_BYTES 24
#define PROGRAM_ARGUMENT_BYTES 64

enum program_slot {
    PROGRAM_SLOT_TABLE = 1,    /* its own table: inspect, take, put, delete */
    PROGRAM_SLOT_DOMAIN = 2,   /* its own domain: map, configure */
    PROGRAM_SLOT_THREAD = 3,   /* its first thread */
    PROGRAM_SLOT_UNTYPED = 4,  /* memory for what it makes itself */
    PROGRAM_SLOT_CPU = 5,      /* time, up to its priority */
    PROGRAM_SLOT_ROOT = 6,     /* root's service, badged with the program */
    PROGRAM_SLOT_FAULT = 7,    /* where root hears of its faults */
    PROGRAM_SLOT_DEVICE = 8,   /* a driver's registers */
    PROGRAM_SLOT_IRQ = 9,      /* a driver's interrupt line */
    PROGRAM_SLOT_FIRST_FREE = 16,
};

struct program_info {
    word_t magic;
    word_t id;           /* as root's service knows the program */
    word_t slots;        /* of its table */
    word_t priority;     /* the highest that it can give */
    word_t device_base;  /* of PROGRAM_SLOT_DEVICE; 0: none */
    word_t ticks_per_second;
    word_t value;        /* what ROOT_RUN or ROOT_START passed */
    word_t restarts;     /* how often root has started it again */
    char name[PROGRAM_NAME_BYTES];
    char argument[PROGRAM_ARGUMENT_BYTES];
};

/* The running program's own; NULL in root, which is not started by itself. */
extern const struct program_info *program_info;

/* `argument`: the first thread's; in root, of the boot information. */
int program_main(word_t argument);

/* The first C function. */
[[noreturn]] void program_start(word_t argument);

/* Ends the running thread; of the first thread, the program. */
[[noreturn]] void program_exit(word_t reason);

#endif
