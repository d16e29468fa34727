/* See digest.c. */
#ifndef EXPLORE_DIGEST_H
#define EXPLORE_DIGEST_H

#include "worlds.h"

#define DIGEST_SLOTS 48

/* What is in each of root's slots of the world, and in the tables there, and
   how threads and gates are: 16 bits for each slot. Returns how many. */
unsigned digest(uint16_t *digests);

/* By host or board: the result of inspect (operation OP_TABLE_INSPECT, of
   `word` in the table) or info of what is in root's slot `capability`. */
int64_t digest_ask(cap_t capability, word_t operation, word_t word,
                   word_t *result);

#endif
