/*
 * The heap: blocks are aligned, do not overlap, keep their bytes, and come back.
 */
#include "stdlib.h"
#include "string.h"
#include "test.h"

#define BLOCKS 100

static size_t size_of(unsigned index)
{
    return (size_t)index * index % 3000 + 1;
}

static bool block_holds(const unsigned char *block, unsigned index)
{
    for (size_t i = 0; i < size_of(index); i++) {
        if (block[i] != (unsigned char)index)
            return false;
    }
    return true;
}

static void blocks_fill(unsigned char **blocks)
{
    for (unsigned i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(size_of(i));
        CHECK(blocks[i] != NULL && ((uint64_t)blocks[i] & 15) == 0);
        if (blocks[i] != NULL)
            memset(blocks[i], (int)i, size_of(i));
    }
}

static void test_blocks(void)
{
    static unsigned char *blocks[BLOCKS];

    blocks_fill(blocks);
    for (unsigned i = 0; i < BLOCKS; i++)
        CHECK(block_holds(blocks[i], i));
    for (unsigned i = 0; i < BLOCKS; i += 2)
        free(blocks[i]);
    for (unsigned i = 1; i < BLOCKS; i += 2)
        CHECK(block_holds(blocks[i], i));
    for (unsigned i = 1; i < BLOCKS; i += 2)
        free(blocks[i]);
}

/* More, one after the other, than there is memory. */
static void test_reuse(void)
{
    for (unsigned i = 0; i < 100; i++) {
        void *block = malloc(100000);

        CHECK(block != NULL);
        free(block);
    }
}

static void test_realloc(void)
{
    char *text = malloc(4);
    unsigned *zeroes = calloc(100, sizeof *zeroes);

    CHECK(text != NULL && zeroes != NULL && zeroes[99] == 0);
    memcpy(text, "abc", 4);
    text = realloc(text, 5000);
    CHECK(text != NULL && strcmp(text, "abc") == 0);
    free(text);
    free(zeroes);
}

void test_heap(void)
{
    free(NULL);
    test_blocks();
    test_reuse();
    test_realloc();
    CHECK(malloc(SIZE_MAX) == NULL);
    CHECK(calloc(SIZE_MAX / 2, 3) == NULL);
    CHECK(malloc((size_t)1 << 25) == NULL);
}
