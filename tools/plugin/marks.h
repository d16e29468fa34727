/*
 * The instructions that count.c treats specially. Their encodings are bytes in
 * the order of memory, given as hexadecimal arguments, since they depend on the
 * processor; the defaults are AArch64's.
 */
#ifndef TOOLS_PLUGIN_MARKS_H
#define TOOLS_PLUGIN_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mark {
    MARK_BEGIN, /* an interval begins */
    MARK_END,   /* and ends */
    MARK_GROUP, /* so does a group of intervals */
    MARK_WAIT,  /* the processor waits for an interrupt */
    MARK_EXIT,  /* the kernel is left */
    MARK_EXIT_FAST, /* the same by another instruction */
    MARKS,
};

/* The argument's name. */
extern const char *const mark_names[MARKS];

/* Sets the encoding; false if it is not one. */
bool mark_set(enum mark mark, const char *hexadecimal);

/* Which one this instruction is; MARKS: none of them. */
enum mark mark_of(const void *instruction, size_t size);

#endif
