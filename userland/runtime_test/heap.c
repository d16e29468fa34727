/*
 * The heap: blocks are aligned, do not overlap, keep their bytes, and come
 * back.
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
    char *small = malloc(4);
    char *large;

    CHECK(small != NULL);
    memcpy(small, "abc", 4);
    large = realloc(small, 5000);
    CHECK(large != NULL && strcmp(large, "abc") == 0);
    free(large != NULL ? large : small);
}

static void test_zeroes(void)
{
    unsigned *zeroes = calloc(100, sizeof *zeroes);

    CHECK(zeroes != NULL && zeroes[0] == 0 && zeroes[99] == 0);
    free(zeroes);
}

static bool refused(void *block)
{
    bool none = block == NULL;

    free(block);
    return none;
}

void test_heap(void)
{
    free(NULL);
    test_blocks();
    test_reuse();
    test_realloc();
    test_zeroes();
    CHECK(refused(malloc(SIZE_MAX)));
    CHECK(refused(calloc(SIZE_MAX / 2, 3)));
    CHECK(refused(malloc((size_t)1 << 25)));
}
