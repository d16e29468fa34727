/*
 * The comparison of the two paths: a program in root's place in which a few
 * threads of three domains do random steps, mostly calls and returns, and which
 * notes every register that a crossing gives to anybody, and now and then the
 * digest of the kernel's state. The same seed does the same on a kernel with
 * the fast path and on one without, until something differs
 * (tools/hesper/compare_paths.py).
 *
 * So nothing here may depend on time: no two sched_contexts ever have the same
 * priority, and no deadline comes while anybody runs.
 */
#ifndef PATHS_H
#define PATHS_H

#include "abi_arch.h"
#include "boot_info.h"
#include "caps.h"

/* ---- who there is ---- */

enum actor {
    MAIN_FIRST, /* three, each in a domain of its own, and one more in the
                   first; they have time of their own */
    SERVER_FIRST = MAIN_FIRST + 4, /* activations, see cast.c */
    ACTORS = SERVER_FIRST + 7,
    ROOT = ACTORS, /* acts when nobody else can */
};

#define DOMAINS 3
#define GATES 5
#define TIMES 6
#define NOTES 2
#define TABLES (DOMAINS + 1) /* one is nobody's, and nearly empty */

/* Slots of everybody's table; root has the same in a block of its own. */
enum slot {
    TABLE_OWN = 1,
    CONSOLE,
    ROOT_TABLE,
    CPU,
    NEVER, /* a notification that nobody signals */
    WAYS, /* two to each gate, with different badges */
    GATE = WAYS + 2 * GATES,
    THREAD = GATE + GATES,
    TIME = THREAD + ACTORS,
    NOTE = TIME + TIMES,
    SENDER = NOTE + NOTES,
    DOMAIN = SENDER + NOTES,
    TABLE = DOMAIN + DOMAINS,
    OFFERS = TABLE + TABLES, /* two, to be offered */
    EMPTY = OFFERS + 2, /* four, for what arrives */
    SLOTS = EMPTY + 4,
};
#define TABLE_BITS 6
static_assert(SLOTS <= 1 << TABLE_BITS);

/* The badges of a gate's two ways. Fault gates are called through the second.
 */
#define BADGE(gate) ((word_t)(gate) + 1)
#define BADGE_SECOND(gate) ((word_t)(gate) + 0x101)

/* ---- cast.c: making them, and taking them back ---- */

void cast_start(const struct root_boot_info *info);
void cast_make(void);
void cast_end(void);
/* Where root has it. */
cap_t cast_slot(cap_t slot);
/* Priorities that no other sched_context, and no ceiling, ever has. */
word_t cast_priority(unsigned time, unsigned level);
word_t cast_ceiling(unsigned gate, unsigned level);
#define PRIORITY_LEVELS 8

/* Each thread's stack and thread pointer: words that hold their own address. */
#define STACK_BYTES 8192
extern word_t thread_words[ACTORS + 1];
/* Who is running. */
enum actor actor_now(void);

/* ---- play.c: what they do ---- */

/* A sequence of so many steps. */
void play_begin(word_t seed, unsigned length);
/* Root does a step, since nobody else can; false at the end. */
bool play_root(void);

/* ---- steps.c: one step ---- */

struct choice {
    word_t capability;
    word_t operation;
    struct message message;
    bool breaks; /* a breakpoint instruction instead */
};

struct choice choose(enum actor actor);
/* How an activation's call ends. */
struct choice choose_return(void);
/* From 0 to limit - 1; the same for all, in the order in which they ask. */
word_t draw(word_t limit);
word_t draw_word(void);
bool chance(unsigned percent);
void steps_begin(word_t seed);

/* ---- log.c ---- */

/* What an entry of the log tells. */
enum entry {
    STEP, /* its capability word and operation */
    RESULT, /* registers after it */
    BEGINS, /* registers at a gate's entry */
    STARTED, /* registers of a fresh thread */
    FP, /* FP registers */
    DIGEST, /* of the kernel's state */
    ENTRIES
};

void log_begin(void);
void log_entry(enum entry entry, word_t step, const word_t *words,
               unsigned count);
/* A word that stands for all entries so far. */
word_t log_hash(void);
void log_show(void);

/* ---- main.c ---- */

/* Ends the run, saying what was wrong, unless the status is OK. */
void must(int64_t status, const char *what);

#endif
