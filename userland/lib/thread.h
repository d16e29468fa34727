/*
 * Threads of the own domain. Each has a stack with an unmapped page below it,
 * and a name of up to eight bytes: it is the thread's word, by which root and
 * `ps` tell it.
 */
#ifndef LIB_THREAD_H
#define LIB_THREAD_H

#include "own.h"

#define THREAD_STACK_BITS 15

/* What a thread's first function is given; it must not return. */
typedef void thread_function(word_t nothing, word_t argument);

/* Makes a stopped thread with a stack: an activation to be, or see below. */
[[nodiscard]] enum status thread_create(const char *name, cap_t *thread);

/* Gives it time of its own. */
[[nodiscard]] enum status thread_give_time(cap_t thread, word_t priority);

/* Makes a thread with time of its own and starts it. */
[[nodiscard]] enum status thread_run(const char *name, word_t priority,
                                     thread_function *function,
                                     word_t argument);

/* A name as a thread's word. */
word_t thread_word(const char *name);

#endif
