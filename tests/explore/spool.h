/*
 * The states to go on from, packed, in files without names: each worker writes
 * the next level's into its own, all read the present level's block by block.
 */
#ifndef EXPLORE_SPOOL_H
#define EXPLORE_SPOOL_H

#include "explore.h"

#define SPOOL_BLOCK 32768u

struct spool {
    int file;
    uint64_t blocks;   /* written */
    size_t length;     /* of the block that is being filled */
    unsigned char *block;
};

struct spooled {
    uint32_t id;
    const unsigned char *packed;
    uint32_t bytes;
};

void spool_open(struct spool *spool);
/* Empty again. */
void spool_reset(struct spool *spool);
void spool_write(struct spool *spool, uint32_t id, const unsigned char *packed,
                 size_t bytes);
/* What is in the block so far goes to the file. */
void spool_flush(struct spool *spool);
void spool_read(const struct spool *spool, uint64_t number,
                unsigned char *block);
/* The next state of a block; `at` begins at 0. False: no more. */
bool spool_next(const unsigned char *block, size_t *at, struct spooled *state);

#endif
