/*
 * The two functions that a compiler may call by itself, for the kernel's own
 * structures.
 */
#include <stddef.h>
#include <stdint.h>

void *memset(void *to, int value, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);

[[clang::no_builtin]] void *memset(void *to, int value, size_t bytes)
{
    uint8_t *byte = to;

    for (size_t i = 0; i < bytes; i++)
        byte[i] = (uint8_t)value;
    return to;
}

[[clang::no_builtin]] void *memcpy(void *restrict to, const void *restrict from,
                                 size_t bytes)
{
    const uint8_t *source = from;
    uint8_t *byte = to;

    for (size_t i = 0; i < bytes; i++)
        byte[i] = source[i];
    return to;
}
