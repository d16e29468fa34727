/*
 * The heap, and the end.
 */
#ifndef LIB_STDLIB_H
#define LIB_STDLIB_H

#include <stdbool.h>
#include <stddef.h>

/* As in the C standard; aligned to 16 bytes. Blocks come out of frames that
   are made from the program's untyped as they are needed, and are not given
   back. Safe between threads once heap_start() has run. */
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *block, size_t bytes);
void free(void *block);

/* Only for programs whose threads share the heap. */
[[nodiscard]] bool heap_start(void);

/* Ends the thread with a breakpoint fault, which root reports. */
[[noreturn]] void abort(void);

#endif
