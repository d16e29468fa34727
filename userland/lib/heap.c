/*
 * malloc: blocks of powers of two, each behind a header that says which. A free
 * block waits in its size's list; when that is empty, a block is cut off the
 * current chunk, a frame of 64 KiB; larger blocks are frames of their own,
 * which go to their size's list when they are freed. So nothing is ever split
 * or joined, and every operation takes constant time.
 */
#include "stdlib.h"

#include "frame.h"
#include "mutex.h"
#include "string.h"

#include <stdint.h>

#define BITS_MIN 5 /* header and 16 bytes */
#define BITS_MAX 26
#define CHUNK_BITS 16
#define IN_USE 0xB10C15ED00000000u
#define IS_FREE 0xF4EEB10C00000000u

struct header {
    uint64_t mark; /* IN_USE or IS_FREE, and log2 of the size */
    struct header *next;
};

static_assert(sizeof(struct header) == 16);

static struct header *free_lists[BITS_MAX + 1];
static char *chunk;
static char *chunk_end;
static struct mutex lock;

bool heap_start(void)
{
    return mutex_start(&lock) == OK;
}

static unsigned block_bits(const struct header *block)
{
    return (unsigned)(block->mark & 0xFF);
}

static void block_give_back(struct header *block, unsigned bits)
{
    block->mark = IS_FREE | bits;
    block->next = free_lists[bits];
    free_lists[bits] = block;
}

/* What is left of the old chunk becomes free blocks of the sizes that fit. */
static void chunk_use_up(void)
{
    for (unsigned bits = CHUNK_BITS - 1; bits >= BITS_MIN; bits--) {
        size_t size = (size_t)1 << bits;

        if ((size_t)(chunk_end - chunk) >= size) {
            block_give_back((struct header *)chunk, bits);
            chunk += size;
        }
    }
}

static struct header *frame_block(unsigned bits)
{
    cap_t frame;
    void *address;

    return frame_create(bits, &frame, &address) == OK ? address : NULL;
}

static struct header *block_cut(unsigned bits)
{
    size_t size = (size_t)1 << bits;
    struct header *block;

    if (bits >= CHUNK_BITS)
        return frame_block(bits);
    if ((size_t)(chunk_end - chunk) < size) {
        char *fresh = (char *)frame_block(CHUNK_BITS);

        if (fresh == NULL)
            return NULL;
        chunk_use_up();
        chunk = fresh;
        chunk_end = fresh + ((size_t)1 << CHUNK_BITS);
    }
    block = (struct header *)chunk;
    chunk += size;
    return block;
}

static struct header *block_take(unsigned bits)
{
    struct header *block = free_lists[bits];

    if (block != NULL)
        free_lists[bits] = block->next;
    else
        block = block_cut(bits);
    if (block != NULL)
        block->mark = IN_USE | bits;
    return block;
}

void *malloc(size_t bytes)
{
    unsigned bits = BITS_MIN;
    struct header *block;

    if (bytes > ((size_t)1 << BITS_MAX) - sizeof(struct header))
        return NULL;
    while (((size_t)1 << bits) - sizeof(struct header) < bytes)
        bits++;
    mutex_lock(&lock);
    block = block_take(bits);
    mutex_unlock(&lock);
    return block == NULL ? NULL : block + 1;
}

void *calloc(size_t count, size_t bytes)
{
    size_t all;
    void *block;

    if (__builtin_mul_overflow(count, bytes, &all))
        return NULL;
    block = malloc(all);
    return block == NULL ? NULL : memset(block, 0, all);
}

/* The header of a block in use; anything else ends the program. */
static struct header *block_of(void *pointer)
{
    struct header *block = (struct header *)pointer - 1;

    if ((block->mark & ~(uint64_t)0xFF) != IN_USE)
        abort();
    return block;
}

void free(void *pointer)
{
    struct header *block;

    if (pointer == NULL)
        return;
    block = block_of(pointer);
    mutex_lock(&lock);
    block_give_back(block, block_bits(block));
    mutex_unlock(&lock);
}

void *realloc(void *pointer, size_t bytes)
{
    size_t room;
    void *fresh;

    if (pointer == NULL)
        return malloc(bytes);
    room = ((size_t)1 << block_bits(block_of(pointer))) - sizeof(struct header);
    if (bytes <= room)
        return pointer;
    fresh = malloc(bytes);
    if (fresh == NULL)
        return NULL;
    memcpy(fresh, pointer, room);
    free(pointer);
    return fresh;
}
