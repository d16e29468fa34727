/*
 * The description of the system: which programs there are and what each gets.
 */
#ifndef ROOT_SYSTEM_H
#define ROOT_SYSTEM_H

#include "root_service.h"

/* What a program may ask of root. */
enum permission {
    MAY_INSPECT = 1,   /* programs, threads, memory, capabilities */
    MAY_RUN = 2,       /* start programs */
    MAY_POWER_OFF = 4,
    MAY_KILL = 8, /* programs, its own starts or not */
};

struct program_description {
    const char *name; /* of its file in the archive, too, but for `file` */
    const char *file; /* NULL: the name */
    bool at_boot; /* started at boot, in the table's order */
    bool essential; /* without it the machine is of no use */
    unsigned memory_bits; /* log2 of all memory it is made of */
    unsigned own_bits; /* log2 of the untyped that it gets out of that */
    word_t priority;
    unsigned permissions; /* enum permission */
    const char *device; /* that it drives (device.h), or NULL */
    const char *service; /* that it will register, or NULL */
    /* What root does when it ends, if it was not started by `run`. */
    enum restart_policy restart;
    unsigned restart_limit; /* so often, then root gives up ... */
    unsigned restart_seconds; /* ... within this time; 0: ever */
};

#define SYSTEM_PROGRAMS_MAX 32

extern const struct program_description system_programs[];
extern const unsigned system_program_count;

/* NULL: there is no such program. */
const struct program_description *system_find(const char *name);

#endif
