/*
 * The end, when the kernel finds itself wrong: a message, the registers, the
 * calls that led there, and the machine is stopped with a failure status.
 */
#ifndef NUCLEUS_PANIC_H
#define NUCLEUS_PANIC_H

#include "abi.h"

#define PANIC_STATUS 2

[[noreturn, gnu::format(printf, 1, 2)]] void panic(const char *format, ...);

/* For arch_panic_report(): prints what looks like return addresses on the stack
   from `base` to `end`, from its pointer on (or all, if that is outside). Some
   may be of calls that are over. */
void panic_backtrace(word_t stack, word_t base, word_t end);

/* For the kernel's own invariants, never for what a caller can cause; gone
   from release builds. */
#ifdef NDEBUG
#define ASSERT(condition) ((void)sizeof(condition))
#else
#define ASSERT(condition)                                                      \
    ((condition) ? (void)0 : panic("%s:%d: %s", __FILE__, __LINE__, #condition))
#endif

#endif
