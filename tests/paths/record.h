/*
 * Registers in memory, and the instructions that cross (<cpu>/cross.S). Where
 * each register stands is the processor's own: <cpu>/record_arch.h, and
 * tools/hesper/compare_paths.py has the names.
 */
#ifndef PATHS_RECORD_H
#define PATHS_RECORD_H

#include "abi.h"
#include "record_arch.h"

struct record {
    alignas(16) word_t words[RECORD_WORDS];
};

struct fp_record {
    alignas(16) word_t words[FP_WORDS];
};

static_assert(sizeof(struct record) == RECORD_BYTES);

/* Makes words that registers can hold out of random ones. */
void record_fit(struct record *record);
void fp_fit(struct fp_record *record);
void record_invocation(struct record *record, word_t capability,
                       word_t operation, const struct message *message);
/* What a gate's entry is given. */
word_t record_badge(const struct record *record);
void record_message(const struct record *record, struct message *message);

/* Loads everything but the stack pointer, invokes (or breaks), stores all. */
void paths_cross(const struct record *in, struct record *out);
void paths_break(const struct record *in, struct record *out);
/* So many bytes from where a breakpoint's fault says it was to behind it. */
extern const unsigned paths_break_bytes;
void paths_fp_load(const struct fp_record *in);
void paths_fp_store(struct fp_record *out);

/* Where activations and threads begin; these go on at: */
void paths_enter(void);
void paths_start(void);
[[noreturn]] void entered(const struct record *record);
[[noreturn]] void started(const struct record *record);

#endif
