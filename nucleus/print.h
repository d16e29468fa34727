/*
 * The kernel's formatted printing, to the board's console.
 */
#ifndef NUCLEUS_PRINT_H
#define NUCLEUS_PRINT_H

#include <stdarg.h>

/* Knows %c %s %d %u %x %p %%, with l and z, a width, and the flags - and 0. */
[[gnu::format(printf, 1, 2)]] void print(const char *format, ...);
[[gnu::format(printf, 1, 0)]] void print_list(const char *format, va_list list);

#endif
