/*
 * Recognising instructions by their bytes.
 */
#include "marks.h"

#include <stdio.h>
#include <string.h>

#define BYTES_MAX 15

struct encoding {
    size_t size;
    uint8_t bytes[BYTES_MAX];
};

const char *const mark_names[MARKS] = {"begin", "end",  "group",
                                       "wait",  "exit", "exit_fast"};

static struct encoding encodings[MARKS] = {
    [MARK_BEGIN] = {4, {0x1f, 0x2c, 0x03, 0xd5}}, /* hint #0x60 */
    [MARK_END] = {4, {0x3f, 0x2c, 0x03, 0xd5}},   /* hint #0x61 */
    [MARK_GROUP] = {4, {0x5f, 0x2c, 0x03, 0xd5}}, /* hint #0x62 */
    [MARK_WAIT] = {4, {0x7f, 0x20, 0x03, 0xd5}},  /* wfi */
    [MARK_EXIT] = {4, {0xe0, 0x03, 0x9f, 0xd6}},  /* eret */
    [MARK_EXIT_FAST] = {4, {0xe0, 0x03, 0x9f, 0xd6}},
};

bool mark_set(enum mark mark, const char *hexadecimal)
{
    struct encoding encoding = {.size = strlen(hexadecimal) / 2};

    if (encoding.size == 0 || encoding.size > BYTES_MAX ||
        strlen(hexadecimal) % 2 != 0)
        return false;
    for (size_t i = 0; i < encoding.size; i++) {
        unsigned byte;

        if (sscanf(hexadecimal + 2 * i, "%2x", &byte) != 1)
            return false;
        encoding.bytes[i] = (uint8_t)byte;
    }
    encodings[mark] = encoding;
    return true;
}

enum mark mark_of(const void *instruction, size_t size)
{
    enum mark mark = MARK_BEGIN;

    while (mark < MARKS &&
           (size != encodings[mark].size ||
            memcmp(instruction, encodings[mark].bytes, size) != 0))
        mark++;
    return mark;
}
