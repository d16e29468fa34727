/*
 * The explorer drives the kernel, on its host architecture, through every
 * sequence of steps over a small world, breadth first.
 *
 * A state is the kernel's memory as a list of words (state.c), compared by a
 * 64-bit hash. A step is what the running thread does next, or what happens to
 * it; which steps there are is a function of the state (choice.c). So a state
 * is stored as its hash, the state before and the number of the step between.
 *
 * What keeps the number of states down, and why it hides nothing:
 * - Memory that nobody reads is made the same: registers of a thread that is
 *   not at an invocation (the next step fills them in), what is left in the
 *   fields of links that do not exist, what is left of dead objects. It is not
 *   cleared but filled with a pattern, in the kernel's own memory, so that a
 *   kernel that did read it would be found out (settle.c).
 * - Time stands still but for deadlines, and a time slice may end at any moment
 *   instead of at one.
 * - A capability that is made goes into the lowest free slot of a table. Slots
 *   differ by nothing but the order in which a table that dies is drained.
 * - Of capabilities of one table that say the same, an operation that does not
 *   look at its slot is invoked through the first.
 */
#ifndef EXPLORE_EXPLORE_H
#define EXPLORE_EXPLORE_H

#include "host.h"
#include "host_globals.h"
#include "operations.h"
#include "slot.h"
#include "worlds.h"

#include <stdio.h>

/* ---- steps (step.c) ---- */

enum step_kind {
    STEP_INVOKE, /* a new invocation; one that was to be restarted is let go */
    STEP_RESTART, /* an interrupted invocation goes on */
    STEP_SLICE, /* the time slice ends */
    STEP_DEADLINE, /* time passes until the next deadline */
    STEP_IRQ, /* line `capability` fires */
    STEP_FAULT, /* the running thread faults; kind `capability` */
    STEP_FP, /* it uses FP registers for the first time */
    STEP_KINDS,
};

struct step {
    enum step_kind kind;
    word_t capability;
    word_t operation;
    word_t words[3];
};

extern const char *const step_names[STEP_KINDS];

/* Does it, interrupted at look number `look` (0: not at all). Returns how often
   the kernel looked for an interrupt. */
word_t step_take(const struct step *step, word_t look);
/* Whether its words are a message from one thread to another. */
bool step_is_message(const struct step *step);
/* What is wrong after the step, or NULL; to be asked at every step. */
const char *step_wrong(word_t look, word_t looks);

/* Where threads are: at their invocation, to do it again, or past it. */
#define EXPLORE_INVOKE ((word_t)0x5404)
#define EXPLORE_PAST (EXPLORE_INVOKE + 4)
/* Time at the beginning. */
#define EXPLORE_START 1000u

/* ---- states (state.c, settle.c) ---- */

#define STATE_WORDS_MAX 2048

/* After the world has been built: this is the first state. */
void state_begin(void);
size_t state_words(void);
void state_save(word_t *state);
void state_restore(const word_t *state);
uint64_t state_hash(const word_t *state);
/* As differences from the first state; at most state_packed_max() bytes. */
size_t state_pack(const word_t *state, unsigned char *to);
void state_unpack(const unsigned char *from, size_t bytes, word_t *state);
size_t state_packed_max(void);
/* Whether anything else of the kernel than a state holds has changed. */
const char *state_changed_elsewhere(void);

/* What dead memory and unused fields are filled with. */
#define SETTLE_PATTERN ((word_t)0xA5A5A5A5A5A5A5A5)
/* Makes the same what nobody can tell apart. */
void settle(void);
/* Only the dead objects' part of it. */
void settle_dead(void);

/* ---- translations (translation.c) ---- */

/* Before a step: every translation that there is may have been cached. */
void translation_begin(void);
/* After it: those that are gone must have been flushed. */
bool translation_stale(void);

/* ---- the end of a world (teardown.c) ---- */

/* Revokes everything; what is wrong with that, or NULL. The state is gone
   afterwards. */
const char *teardown_wrong(void);

/* ---- choices (choice.c) ---- */

#define CHOICES_MAX 4096

/* All steps that there are in the present state. */
size_t choices(struct step *steps);
/* Somebody waits to run at the same priority. */
bool slice_matters(void);
/* The running thread's number, or ACTORS_MAX. */
unsigned actor_running(void);

/* ---- searching ---- */

#define NO_PARENT UINT32_MAX

struct visit {
    _Atomic uint64_t hash; /* 0: free */
    uint32_t parent;
    uint32_t action; /* number of the step << 8 | look */
};

struct visited {
    struct visit *visit;
    uint64_t mask;
    _Atomic uint64_t *count; /* shared */
};

void visited_make(struct visited *visited, unsigned bits);
/* True if it is new; `id` is where it is. */
bool visited_add(const struct visited *visited, uint64_t hash, uint32_t parent,
                 uint32_t action, uint32_t *id);
bool visited_full(const struct visited *visited);

struct limits {
    double seconds; /* 0: no limit */
    uint64_t states; /* 0: no limit */
    unsigned workers;
    unsigned bits;
    const char *found; /* file for a violation; NULL: none */
};

/* What the workers share. */
struct outcome {
    _Atomic uint64_t transitions;
    _Atomic uint64_t interrupted; /* of them, steps that an interrupt ended */
    _Atomic uint64_t refused; /* and those that changed nothing */
    uint64_t states;
    unsigned depth;
    bool complete;
    bool too_many; /* states, that is: more than the limit */
    double seconds;
    uint64_t packed_bytes;
    _Atomic uint32_t violations;
    char what[120]; /* the first of them */
    uint32_t wrong_state, wrong_action;
    char console[4096];
    unsigned length; /* of the sequence */
};

void search(const struct limits *limits, struct outcome *outcome);

/* ---- sequences (sequence.c) ---- */

/* Writes the steps to the state and the last one; returns how many. */
unsigned sequence_write(const struct visited *visited, uint32_t state,
                        uint32_t action, const char *path, const char *wrong);
/* The parts of such a file. */
void sequence_write_world(FILE *file, const char *wrong);
void sequence_write_step(FILE *file, const struct step *step, word_t look);
/* Does the step and prints what came of it; what is wrong, or NULL. */
const char *sequence_do_step(const struct step *step, word_t look,
                             unsigned number);
/* Does what the file says, printing a line of JSON for each step; 1 if anything
   is wrong on the way. */
int sequence_replay(const char *path);

/* ---- random walks (walk.c) ---- */

/* Writes one of at most `length` steps. Returns as sequence_replay() does. */
int walk_make(const struct world *world, bool small, uint64_t seed,
              unsigned length, const char *path);

/* ---- crashes (guard.c) ---- */

#include <setjmp.h>
extern sigjmp_buf guard_back;
extern volatile bool guard_on;
extern volatile word_t guard_steps; /* taken so far: it tells that one hangs */
/* What it was, once it has come back through guard_back. */
const char *guard_what(void);
void guard_begin(void);

#endif
