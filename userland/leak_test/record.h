/*
 * Every register that user code can reach, as words in memory: filled with
 * secrets, and compared with what a crossing must leave. arch/<cpu>/ knows
 * which is which.
 */
#ifndef LEAK_TEST_RECORD_H
#define LEAK_TEST_RECORD_H

#include "abi.h"
#include "record_arch.h"

struct record {
    alignas(16) word_t words[RECORD_WORDS];
};

/* A secret in every register that can hold one; `secret` tells them apart. */
void record_fill(struct record *record, word_t secret);

/* Lets FP alone, whose first use is a trap and makes returns the longer: it is
   neither loaded nor stored, and counts as fresh. */
void record_leave_fp(struct record *record);

/* Puts an invocation into the registers that the interface names. */
void record_invocation(struct record *record, word_t capability,
                       word_t operation, const struct message *message);

/* The six words that a gate's entry was given. */
void record_message(const struct record *record, struct message *message);

/* What a fault that is mended, or an interrupt, must leave. */
void record_expect_kept(struct record *expected, const struct record *before);

/* What an invocation must leave that began with `before`. */
void record_expect_result(struct record *expected, const struct record *before,
                          int64_t status, const struct message *message);

/* What a thread or an activation must begin with; `first` is the badge. */
void record_expect_entry(struct record *expected, word_t first,
                         word_t operation, const struct message *message,
                         word_t thread_pointer);

/* What spinning (plan.h) must leave. */
void record_expect_spin(struct record *expected, const struct record *before);

/* The stack pointer is not compared, nor is padding. */
bool record_is_checked(unsigned word);
void record_word_name(char *name, size_t size, unsigned word);

#endif
