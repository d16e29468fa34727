/*
 * Memory, strings, formatted printing.
 */
#include "stdio.h"
#include "string.h"
#include "test.h"

static bool formats(const char *expected, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool formats(const char *expected, const char *format, ...)
{
    char text[64];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return strcmp(text, expected) == 0 && length == (int)strlen(expected);
}

static void test_format(void)
{
    char small[4];

    CHECK(formats("a-b", "%c-%s", 'a', "b"));
    CHECK(formats("-1 0 42", "%d %i %u", -1, 0, 42u));
    CHECK(formats("-9223372036854775808", "%ld", INT64_MIN));
    CHECK(formats("18446744073709551615", "%lu", UINT64_MAX));
    CHECK(formats("ff FF 0x10", "%x %X %p", 255u, 255u, (void *)16));
    CHECK(
        formats("|   7|7   |0007|-007|", "|%4d|%-4d|%04d|%04d|", 7, 7, 7, -7));
    CHECK(formats("|  ab|ab  |a|", "|%4s|%-4s|%.1s|", "ab", "ab", "ab"));
    CHECK(formats("|  x|", "|%*s|", 3, "x"));
    CHECK(formats("100%", "%d%%", 100));
    CHECK(snprintf(small, sizeof small, "%s", "abcdef") == 6);
    CHECK(strcmp(small, "abc") == 0);
}

static void test_move(void)
{
    char text[] = "0123456789abcdef0123456789abcdef";

    memmove(text + 8, text, 16);
    CHECK(memcmp(text, "012345670123456789abcdef", 24) == 0);
    memmove(text, text + 8, 16);
    CHECK(memcmp(text, "0123456789abcdef", 16) == 0);
    memmove(text + 1, text, 9);
    CHECK(memcmp(text, "0012345678abcdef", 16) == 0);
    memset(text, 'x', 5);
    CHECK(memcmp(text, "xxxxx", 5) == 0 && text[5] != 'x');
}

static void test_strings(void)
{
    char text[4];

    CHECK(strlen("") == 0 && strlen("abc") == 3 && strnlen("abc", 2) == 2);
    CHECK(strcmp("a", "b") < 0 && strcmp("b", "a") > 0 && strcmp("", "") == 0);
    CHECK(strncmp("abc", "abd", 2) == 0 && strcmp("ab", "abc") < 0);
    CHECK(*strchr("abc", 'b') == 'b' && strchr("abc", 'x') == NULL);
    CHECK(string_copy(text, sizeof text, "abc") && strcmp(text, "abc") == 0);
    CHECK(!string_copy(text, sizeof text, "abcd") && strlen(text) == 3);
}

void test_text(void)
{
    test_format();
    test_move();
    test_strings();
}
