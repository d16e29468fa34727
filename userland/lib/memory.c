/*
 * memcpy and its kin. Plain loops over words where both sides are aligned; the
 * compiler must not turn them into calls of themselves (-ffreestanding alone
 * does not forbid that, the attribute does).
 */
#include "string.h"

#include <stdint.h>

#define PLAIN __attribute__((no_builtin))
#define WORD sizeof(uint64_t)

typedef uint64_t __attribute__((may_alias)) aliasing_word;

static bool aligned(const void *left, const void *right)
{
    return (((uintptr_t)left | (uintptr_t)right) & (WORD - 1)) == 0;
}

/* Upwards, one after the other: right also if `target` lies below `source` and
   overlaps it. */
PLAIN static void copy_upwards(char *target, const char *source, size_t bytes)
{
    if (aligned(target, source)) {
        for (; bytes >= WORD; bytes -= WORD) {
            *(aliasing_word *)target = *(const aliasing_word *)source;
            target += WORD;
            source += WORD;
        }
    }
    while (bytes-- > 0)
        *target++ = *source++;
}

PLAIN void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    copy_upwards(to, from, bytes);
    return to;
}

PLAIN void *memmove(void *to, const void *from, size_t bytes)
{
    char *target = to;
    const char *source = from;

    if ((uintptr_t)target - (uintptr_t)source >= bytes)
        copy_upwards(target, source, bytes);
    else
        while (bytes-- > 0)
            target[bytes] = source[bytes];
    return to;
}

PLAIN void *memset(void *to, int value, size_t bytes)
{
    char *target = to;
    uint64_t pattern = (uint8_t)value * 0x0101010101010101u;

    if (aligned(to, NULL)) {
        for (; bytes >= WORD; bytes -= WORD) {
            *(aliasing_word *)target = pattern;
            target += WORD;
        }
    }
    while (bytes-- > 0)
        *target++ = (char)value;
    return to;
}

PLAIN int memcmp(const void *left, const void *right, size_t bytes)
{
    const unsigned char *a = left;
    const unsigned char *b = right;

    for (size_t i = 0; i < bytes; i++) {
        if (a[i] != b[i])
            return a[i] - b[i];
    }
    return 0;
}
