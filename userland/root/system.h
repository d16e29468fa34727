/*
 * The description of the system: which programs there are and what each gets.
 */
#ifndef ROOT_SYSTEM_H
#define ROOT_SYSTEM_H

#include "abi.h"

/* What a program may ask of root. */
enum permission {
    MAY_INSPECT = 1,   /* programs, threads, memory, capabilities */
    MAY_RUN = 2,       /* programs that are not started at boot */
    MAY_POWER_OFF = 4,
};

struct program_description {
    const char *name;     /* of its file in the archive, too */
    bool at_boot;         /* started at boot, in the table's order */
    bool essential;       /* without it the machine is of no use */
    unsigned memory_bits; /* log2 of all memory it is made of */
    unsigned own_bits;    /* log2 of the untyped that it gets out of that */
    word_t priority;
    unsigned permissions; /* enum permission */
    const char *device;   /* that it drives (device.h), or NULL */
    const char *service;  /* that it will register, or NULL */
};

extern const struct program_description system_programs[];
extern const unsigned system_program_count;

/* NULL: there is no such program. */
const struct program_description *system_find(const char *name);

#endif
