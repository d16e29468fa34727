/*
 * Memory and strings, with the meanings of the C standard. The compiler itself
 * calls the first four.
 */
#ifndef LIB_STRING_H
#define LIB_STRING_H

#include <stdbool.h>
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);

size_t strlen(const char *text);
size_t strnlen(const char *text, size_t limit);
int strcmp(const char *left, const char *right);
int strncmp(const char *left, const char *right, size_t limit);
char *strchr(const char *text, int character);

/* Copies at most `size` - 1 bytes and always ends with a zero byte; false if
   the text had to be cut. */
bool string_copy(char *to, size_t size, const char *from);

#endif
