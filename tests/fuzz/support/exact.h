/*
 * An input in an allocation of its exact size, so that the sanitizer sees a
 * read behind it.
 */
#ifndef FUZZ_EXACT_H
#define FUZZ_EXACT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline uint8_t *exact_copy(const uint8_t *data, size_t bytes)
{
    uint8_t *copy = malloc(bytes ? bytes : 1);

    if (bytes)
        memcpy(copy, data, bytes);
    return copy;
}

#endif
