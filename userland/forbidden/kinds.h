/*
 * What a program may not do, and what it may although it looks as if not: one
 * row each. arch/<cpu>/ has the rows of its instructions.
 */
#ifndef FORBIDDEN_KINDS_H
#define FORBIDDEN_KINDS_H

#include "abi.h"

struct kind {
    const char *name;
    void (*run)(void);
};

/* Rows whose end is the program's end. */
extern const struct kind refused[], refused_end[];
/* Rows that come back. */
extern const struct kind allowed[], allowed_end[];

/* Where there could be pages; [base, end). */
struct area {
    word_t base;
    word_t end;
};

extern const struct area areas[];
extern const unsigned area_count;

/* From now on the program goes on after a fault once. */
[[nodiscard]] enum status again_start(void);

/* Reads and writes a byte of every page of the areas, and prints where that is
   possible. */
int probe(void);

#endif
