/*
 * A program's console: bytes to and from the console service, which is found at
 * the first use.
 */
#ifndef LIB_CONSOLE_H
#define LIB_CONSOLE_H

#include "abi.h"

/* Writes all bytes; without a console service they are lost. */
void console_write(const char *text, size_t bytes);

/* Waits for input; 1 to CONSOLE_BYTES bytes. */
[[nodiscard]] int64_t console_read(char *to, size_t *bytes);

/* From now on console_write passes whole lines through a shared frame. */
[[nodiscard]] int64_t console_share(void);

#endif
