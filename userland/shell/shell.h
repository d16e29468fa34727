/*
 * The shell: what its parts share.
 */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "services.h"

#define WORDS_MAX 8

/* The words of a line; the first is the command. */
struct words {
    unsigned count;
    char *text[WORDS_MAX];
};

/* line.c: reads a line of at most `size` - 1 bytes, with echo. False: it was
   given up with Ctrl-C. */
bool line_read(char *line, size_t size);

/* words.c */
/* Splits the line in place; false: too many words. */
bool words_split(char *line, struct words *words);
/* A decimal or 0x number not above `limit`. */
bool number_read(const char *text, word_t limit, word_t *number);

/* command.c: looks the command up and runs it. */
void command_dispatch(const struct words *words);

/* One function a command. The words' number has been checked. */
void command_help(const struct words *words);
void command_ps(const struct words *words);
void command_mem(const struct words *words);
void command_caps(const struct words *words);
void command_call(const struct words *words);
void command_crash(const struct words *words);
void command_share(const struct words *words);
void command_run(const struct words *words);
void command_start(const struct words *words);
void command_kill(const struct words *words);
void command_stop(const struct words *words);
void command_restarts(const struct words *words);
void command_storm(const struct words *words);
void command_check(const struct words *words);
void command_exit(const struct words *words);

/* demo.c: runs a program to its end and says how it ended. */
void program_run(const char *program, const char *argument, word_t value);

/* Prints what went wrong with a call of root; whether nothing did. */
bool root_answered(int64_t status);

/* names.c */
const char *type_name(word_t type);
/* A program's name by its id; "?" if it has gone. Overwritten by the next
   call. */
const char *program_name(word_t id);

#endif
