/* Leaving a test in the middle; in assembly for each processor. */
#ifndef BOARD_SETJMP_H
#define BOARD_SETJMP_H

#include <stdint.h>

typedef uint64_t jmp_buf[16];

__attribute__((returns_twice)) int setjmp(jmp_buf where);
[[noreturn]] void longjmp(jmp_buf where, int value);

#endif
