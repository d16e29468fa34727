/*
 * The benchmark's second program: what the operations cost while there are many
 * of something, what objects take, what it takes to start many domains, and to
 * pass bulk data. What it does is read from the file `plan` of the boot image,
 * a line each: a word and a number (tools/hesper/bench_growth.py writes it).
 *
 * What there is many of is made out of `background`, the largest untyped of the
 * machine. What is measured is made out of an untyped of its own that is
 * emptied after each step, so that all steps find the same.
 */
#ifndef GROWTH_H
#define GROWTH_H

#include "bench.h"

/* Background threads never run while something is measured. */
#define PRIORITY_BACKGROUND 10

/* ---- plan.c ---- */

#define PLAN_WORD_BYTES 16

struct plan_line {
    char word[PLAN_WORD_BYTES];
    word_t number;
};

void plan_start(const struct root_boot_info *info);
/* The next line; false: that was all. */
bool plan_next(struct plan_line *line);

/* ---- background.c ---- */

extern cap_t background;

void background_start(const struct root_boot_info *info);
/* Moves what is in `slot` into a large table: the slot is empty again. */
void keep(cap_t slot);
/* A running thread of `home` with a small stack of its own, the `index`th. */
[[nodiscard]] enum status background_thread(word_t index, word_t priority,
                                            thread_function *function,
                                            word_t argument);

/* ---- one file for each kind of what there can be many of ---- */

struct kind {
    const char *name;
    void (*begin)(void); /* before the first one; may be NULL */
    /* Makes one more. NO_MEMORY and NO_PAGE_TABLE end the growth. */
    enum status (*add)(word_t index);
    /* What only this kind has, of which there are `count`; may be NULL. */
    void (*measure)(word_t count);
};

extern const struct kind kind_domains;
extern const struct kind kind_threads;
extern const struct kind kind_capabilities;
extern const struct kind kind_mappings;
extern const struct kind kind_callers;
extern const struct kind kind_waiters;
extern const struct kind kind_timers;

/* ---- step.c ---- */

extern const struct root_boot_info *boot_info;

void step_start(const struct root_boot_info *info);
/* As many of the kind as said, then everything once. */
void step_run(const struct kind *kind, word_t count);

/* ---- started.c ---- */

/* Of a started domain's table: calls the gate, with its number as badge. */
#define STARTED_SLOT_CALL 1

void started_begin(const struct root_boot_info *info, cap_t gate);
/* Makes it and starts its thread, with the number as argument. */
void started_make(word_t number, thread_function *first);
/* Puts its capabilities away. */
void started_keep(void);
/* Of all its objects, without the gaps between them; of the domain object. */
word_t started_bytes(void);
word_t started_domain_bytes(void);

/* ---- bulk_server.c ---- */

#define BULK_TAKE ((word_t)32 << 8)
#define BULK_LOOK (BULK_TAKE + 1)
#define BULK_COPY (BULK_TAKE + 2)

/* The slot in which it takes the next frame, and where it copies to. */
void bulk_server_begin(cap_t slot, char *memory);

/* ---- one file each ---- */

void growth_memory(void);
void growth_start(const struct root_boot_info *info, word_t domains);
void growth_bulk(word_t bytes);

/* Gates' entries. */
served callers_serve;
served start_serve;
served bulk_serve;

#endif
