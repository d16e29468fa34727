/*
 * Short texts in message words: eight bytes a word, zero-padded.
 */
#ifndef LIB_PACK_H
#define LIB_PACK_H

#include "abi.h"
#include "string.h"

/* Puts the text into `count` words; false if it had to be cut. */
static inline bool text_pack(word_t *words, size_t count, const char *text)
{
    size_t length = strlen(text);
    size_t room = count * sizeof(word_t);

    memset(words, 0, room);
    memcpy(words, text, length < room ? length : room);
    return length <= room;
}

/* The text in `count` words; `to` has room for 8 * count + 1 bytes. */
static inline void text_unpack(char *to, const word_t *words, size_t count)
{
    memcpy(to, words, count * sizeof(word_t));
    to[count * sizeof(word_t)] = '\0';
}

#endif
