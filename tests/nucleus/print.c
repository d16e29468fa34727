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
#include <string.h>

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

/* What the compiler warns of: text is never padded with noughts, and no field
   is wider than 200. */
static void test_unusual_formats(void **state)
{
    static const char *volatile noughts = "[%05s]", *volatile wide = "[%2000d]";

    (void)state;
    print(noughts, "ab");
    assert_string_equal(host_console_take(), "[   ab]");
    print(wide, 7);
    assert_int_equal(strlen(host_console_take()), 200 + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_unusual_formats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
