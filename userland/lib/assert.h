/*
 * A program's own invariants. In release builds they are not checked.
 */
#ifndef LIB_ASSERT_H
#define LIB_ASSERT_H

[[noreturn]] void assert_failed(const char *what, const char *file, int line);

#ifdef NDEBUG
#define assert(condition) ((void)sizeof(condition))
#else
#define assert(condition)                                                      \
    ((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))
#endif

#endif
