/*
 * Formatted printing. printf collects a line and hands it to the console
 * service (or to whatever print_set_writer names) at its end, when the buffer
 * is full, or when print_flush is called.
 *
 * Formats: %d %i %u %x %X %c %s %p %%, with flags `-` and `0`, a width (also
 * `*`), a precision for %s, and the sizes l, ll, z.
 */
#ifndef LIB_STDIO_H
#define LIB_STDIO_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define FORMAT(text, arguments) __attribute__((format(printf, text, arguments)))

/* Like the C standard's: at most `size` bytes with the final zero; returns the
   length that the whole text has. */
int vsnprintf(char *to, size_t size, const char *format, va_list arguments)
    FORMAT(3, 0);
int snprintf(char *to, size_t size, const char *format, ...) FORMAT(3, 4);

int vprintf(const char *format, va_list arguments) FORMAT(1, 0);
int printf(const char *format, ...) FORMAT(1, 2);
void print_flush(void);

/* Only for programs of which several threads print. */
[[nodiscard]] bool print_start(void);

/* Who gets the lines. The console service is the default. */
void print_set_writer(void (*writer)(const char *text, size_t bytes));

#endif
