/*
 * The kernel's formatted printing, compared with the C library's on the
 * formats that both know.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "host.h"
#include "print.h"

#define SAME(...)                                                              \
    do {                                                                       \
        char expected[256];                                                    \
        (void)snprintf(expected, sizeof expected, __VA_ARGS__);                \
        print(__VA_ARGS__);                                                    \
        assert_string_equal(host_console_take(), expected);                    \
    } while (0)

static void test_numbers(void **state)
{
    (void)state;
    SAME("%d %d %d %u %x", 0, INT_MAX, INT_MIN, UINT_MAX, 0xBEEFu);
    SAME("%ld %ld %lu %lx", LONG_MIN, LONG_MAX, ULONG_MAX, ULONG_MAX);
    SAME("%zu", sizeof(char));
    SAME("[%5d] [%-5d] [%05d] [%1d]", -42, -42, -42, -42);
    SAME("[%016lx] [%8x] [%-8x]", 0x123456789ABCDEFul, 0xAu, 0xAu);
}

static void test_text(void **state)
{
    (void)state;
    SAME("%s|%8s|%-8s|%2s", "", "right", "left", "longer");
    SAME("%c%c %% %5c|%-5c|", 'a', 'b', 'c', 'd');
    SAME("%p", (void *)0x1234);
    SAME("[%40s] [%-33s] [%032u] [%17c]", "far", "near", 7u, 'x');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
