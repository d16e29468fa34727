/* See spool.h. A block ends with a state of no bytes and id NO_PARENT. */
#include "spool.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void must(bool holds, const char *what)
{
    if (!holds) {
        perror(what);
        abort();
    }
}

void spool_open(struct spool *spool)
{
    char name[] = "explored-XXXXXX";

    spool->file = mkstemp(name);
    must(spool->file >= 0, "a file for states");
    unlink(name);
    spool->block = malloc(SPOOL_BLOCK);
    spool_reset(spool);
}

void spool_reset(struct spool *spool)
{
    must(ftruncate(spool->file, 0) == 0, "a file for states");
    spool->blocks = 0;
    spool->length = 0;
}

static void put(struct spool *spool, const void *from, size_t bytes)
{
    memcpy(spool->block + spool->length, from, bytes);
    spool->length += bytes;
}

void spool_flush(struct spool *spool)
{
    static const uint32_t end[2] = {NO_PARENT, 0};

    if (!spool->length)
        return;
    put(spool, end, sizeof end);
    must(pwrite(spool->file, spool->block, SPOOL_BLOCK,
                (off_t)(spool->blocks * SPOOL_BLOCK)) == SPOOL_BLOCK,
         "writing states");
    spool->blocks++;
    spool->length = 0;
}

void spool_write(struct spool *spool, uint32_t id, const unsigned char *packed,
                 size_t bytes)
{
    const uint32_t head[2] = {id, (uint32_t)bytes};

    if (spool->length + bytes + 2 * sizeof head > SPOOL_BLOCK)
        spool_flush(spool);
    put(spool, head, sizeof head);
    put(spool, packed, bytes);
}

void spool_read(const struct spool *spool, uint64_t number,
                unsigned char *block)
{
    must(pread(spool->file, block, SPOOL_BLOCK,
               (off_t)(number * SPOOL_BLOCK)) == SPOOL_BLOCK,
         "reading states");
}

bool spool_next(const unsigned char *block, size_t *at, struct spooled *state)
{
    memcpy(&state->id, block + *at, sizeof state->id);
    memcpy(&state->bytes, block + *at + 4, sizeof state->bytes);
    state->packed = block + *at + 8;
    *at += 8 + state->bytes;
    return state->id != NO_PARENT;
}
