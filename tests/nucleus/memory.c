/*
 * The kernel's memset and memcpy, which are called by the compiler alone. The
 * host build gives them other names (cmake/host.cmake). Every alignment and
 * every small number of bytes, with what lies around compared too.
 */
#include "abi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void *kernel_memset(void *to, int value, size_t bytes);
void *kernel_memcpy(void *restrict to, const void *restrict from, size_t bytes);

#define MARGIN 24
#define MOST 40
#define ALL (2 * MARGIN + MOST)

static alignas(word_t) unsigned char is[ALL], should_be[ALL], source[ALL];

static void fill_all(void)
{
    for (unsigned i = 0; i < ALL; i++) {
        is[i] = should_be[i] = (unsigned char)(0x80 + i);
        source[i] = (unsigned char)(1 + i);
    }
}

static void setting(void **state)
{
    static const int values[] = {0, 1, 0xFF, 0x100, 0x1FE, -1};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t at = MARGIN; at < MARGIN + 8; at++)
            for (size_t bytes = 0; bytes <= MOST - 8; bytes++) {
                fill_all();
                for (size_t j = at; j < at + bytes; j++)
                    should_be[j] = (unsigned char)values[i];
                assert_ptr_equal(kernel_memset(is + at, values[i], bytes),
                                 is + at);
                assert_memory_equal(is, should_be, ALL);
            }
}

static void copying(void **state)
{
    (void)state;
    for (size_t to = MARGIN; to < MARGIN + 8; to++)
        for (size_t from = MARGIN; from < MARGIN + 8; from++)
            for (size_t bytes = 0; bytes <= MOST - 8; bytes++) {
                fill_all();
                for (size_t i = 0; i < bytes; i++)
                    should_be[to + i] = source[from + i];
                assert_ptr_equal(kernel_memcpy(is + to, source + from, bytes),
                                 is + to);
                assert_memory_equal(is, should_be, ALL);
            }
}

/* From one end of an allocation to the other: not a byte more is touched. */
static void nothing_beside(void **state)
{
    (void)state;
    for (size_t bytes = 1; bytes <= MOST; bytes++) {
        unsigned char *to = malloc(bytes), *from = malloc(bytes);

        for (size_t i = 0; i < bytes; i++)
            from[i] = (unsigned char)(i ^ 0x5A);
        (void)kernel_memcpy(to, from, bytes);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(to[i], i ^ 0x5A);
        (void)kernel_memset(to, 0, bytes);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(to[i], 0);
        free(to);
        free(from);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting),
        cmocka_unit_test(copying),
        cmocka_unit_test(nothing_beside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
