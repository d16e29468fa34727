/*
 * What is counted on one core: totals, the interval between two marks, kernel
 * entries and how long interrupts stay masked in them. count.c says what each
 * of these means.
 */
#ifndef TOOLS_PLUGIN_CORE_H
#define TOOLS_PLUGIN_CORE_H

#include "profile.h"

#include <stdbool.h>

/* Since some moment, on one core. */
struct counts {
    uint64_t user;
    uint64_t kernel;
    uint64_t entries;
    uint64_t wakes;
    uint64_t looks; /* for interrupts, within entries */
    uint64_t longest;    /* instructions of the longest entry */
    uint64_t longest_pc; /* where that one began */
    uint64_t longest_masked;
    uint64_t longest_masked_pc; /* where that stretch began */
};

struct core {
    struct counts total;
    struct counts interval; /* while `marked` */
    uint64_t firmware; /* instructions before the first kernel one */
    uint64_t last;     /* the address of the last instruction */
    uint64_t boot; /* kernel instructions before the first user one */
    uint64_t entry; /* instructions of this entry so far */
    uint64_t entry_pc;
    uint64_t masked; /* of this entry since interrupts were looked for */
    uint64_t masked_pc;
    /* Only with profile=on: */
    struct path path;           /* of the interval, or of boot */
    struct path ended;          /* of the interval before */
    struct path stretch;        /* since interrupts were looked for */
    struct path longest_masked; /* of total.longest_masked */
    bool marked;
    bool in_kernel;
    bool woken; /* waited: the next kernel instruction begins anew */
};

/* Set before anything is counted. */
extern uint64_t poll_address;
extern uint64_t not_boot_low;
extern uint64_t not_boot_high;

extern bool profiling;

/* One instruction is about to be executed. */
void count_kernel(struct core *core, struct place *place);
void count_user(struct core *core, struct place *place);
/* The same for a mark, which is in the totals but in no profile. */
void count_kernel_mark(struct core *core, uint64_t address);
void count_user_mark(struct core *core, uint64_t address);
/* The processor waits for an interrupt: what follows is an entry anew. */
void count_wait(struct core *core);
/* The kernel is left: so is what follows, even if that is the kernel again. */
void count_exit(struct core *core);

/* An interval begins, or ends: false if there was none. */
void interval_begin(struct core *core);
bool interval_end(struct core *core, struct counts *interval);

/* The kernel entry that is going on, if there is one, is over. */
void entry_end(struct core *core);

#endif
