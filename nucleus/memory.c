/*
 * The two functions that a compiler may call by itself, for the kernel's own
 * structures: all of them are whole words.
 */
#include "abi.h"

void *memset(void *to, int value, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);

static bool whole_words(const void *to, const void *from, size_t bytes)
{
    return (((word_t)to | (word_t)from | bytes) & (sizeof(word_t) - 1)) == 0;
}

[[clang::no_builtin]] void *memset(void *to, int value, size_t bytes)
{
    uint8_t *byte = to;
    word_t *word = to;

    if (value == 0 && whole_words(to, to, bytes))
        for (; bytes; bytes -= sizeof *word)
            *word++ = 0;
    for (size_t i = 0; i < bytes; i++)
        byte[i] = (uint8_t)value;
    return to;
}

[[clang::no_builtin]] void *memcpy(void *restrict to, const void *restrict from,
                                   size_t bytes)
{
    const uint8_t *byte_from = from;
    const word_t *word_from = from;
    uint8_t *byte = to;
    word_t *word = to;

    if (whole_words(to, from, bytes))
        for (; bytes; bytes -= sizeof *word)
            *word++ = *word_from++;
    for (size_t i = 0; i < bytes; i++)
        byte[i] = byte_from[i];
    return to;
}
