/*
 * The Raspberry Pi's ATAGS parser. Lists lie in allocations of their exact
 * size, so that the sanitizer sees a read behind them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../platform/raspi/atags.c"

#define CORE 5, TAG_CORE, 0, 0, 0
#define END 0, TAG_END
#define WORDS(list) (sizeof(list) / sizeof *(list))

static bool parse(const uint32_t *list, size_t bytes, struct boot_info *info,
                  char *line, size_t line_bytes)
{
    uint8_t *copy = malloc(bytes ? bytes : 1);
    bool good;

    assert_non_null(copy);
    memcpy(copy, list, bytes);
    memset(info, 0, sizeof *info);
    good = atags_read(copy, bytes, info);
    assert_true(info->ram_count <= BOOT_RANGES_MAX);
    for (unsigned i = 0; i < info->ram_count; i++)
        assert_true(info->ram[i].base < info->ram[i].end);
    if (line && info->command_line)
        strncpy(line, info->command_line, line_bytes - 1);
    else if (info->command_line)
        assert_true(strlen(info->command_line) < bytes);
    free(copy);
    return good;
}

static void test_memory_and_command_line(void **state)
{
    static const uint32_t list[] = {
        CORE,       4, TAG_MEMORY, 0x3C000000, 0,   3, TAG_COMMAND_LINE,
        0x00636261, 3, 0x12345678, 0,          END,
    };
    static struct boot_info info;
    char line[16] = "";

    (void)state;
    assert_true(parse(list, sizeof list, &info, line, sizeof line));
    assert_int_equal(info.ram_count, 1);
    assert_int_equal(info.ram[0].base, 0);
    assert_int_equal(info.ram[0].end, 0x3C000000);
    assert_string_equal(line, "abc");
}

static void test_sizes_that_lie(void **state)
{
    static const uint32_t sizes[] = {0, 1, 5, 0x40000000, 0x3FFFFFFF, ~0u};
    uint32_t list[] = {CORE, 4, TAG_MEMORY, 0x1000, 0, END};
    static struct boot_info info;

    (void)state;
    for (unsigned i = 0; i < WORDS(sizes); i++) {
        list[5] = sizes[i]; /* 0 and 1 would go round in a circle */
        (void)parse(list, sizeof list, &info, NULL, 0);
        list[5] = 4;
        list[0] = sizes[i];
        (void)parse(list, sizeof list, &info, NULL, 0);
        list[0] = 5;
    }
}

static void test_truncated_anywhere(void **state)
{
    static const uint32_t list[] = {
        CORE,       4,   TAG_MEMORY, 0x3C000000, 0, 3, TAG_COMMAND_LINE,
        0x00636261, END,
    };
    static struct boot_info info;

    (void)state;
    for (size_t bytes = 0; bytes < sizeof list; bytes++)
        assert_false(parse(list, bytes, &info, NULL, 0));
}

static void test_ranges_and_texts_that_are_wrong(void **state)
{
    static const uint32_t list[] = {
        CORE,       4,
        TAG_MEMORY, 0,
        0x1000,          /* empty */
        4,          TAG_MEMORY,
        0xFFF,      1,           /* less than a page */
        4,          TAG_MEMORY,
        0xFFFFF000, 0x1000, /* up to 4 GiB */
        3,          TAG_MEMORY,
        0x1000,             /* cut off */
        3,          TAG_COMMAND_LINE,
        0x61616161,   /* without an end */
        2,          TAG_COMMAND_LINE,
        END,
    };
    static struct boot_info info;

    (void)state;
    assert_true(parse(list, sizeof list, &info, NULL, 0));
    assert_int_equal(info.ram_count, 1);
    assert_int_equal(info.ram[0].end, 0x100000000);
    assert_null(info.command_line);
}

static void test_more_ranges_than_fit(void **state)
{
    static uint32_t list[2 + 4 * (BOOT_RANGES_MAX + 3) + 2] = {2, TAG_CORE};
    static struct boot_info info;

    (void)state;
    for (unsigned i = 2; i + 4 < WORDS(list); i += 4) {
        list[i] = 4;
        list[i + 1] = TAG_MEMORY;
        list[i + 2] = 0x2000;
    }
    assert_true(parse(list, sizeof list, &info, NULL, 0));
    assert_int_equal(info.ram_count, BOOT_RANGES_MAX);
}

static void test_something_else(void **state)
{
    static const uint32_t list[64] = {0xEDFE0DD0, 0x1234};
    static struct boot_info info;

    (void)state;
    assert_false(parse(list, sizeof list, &info, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_and_command_line),
        cmocka_unit_test(test_sizes_that_lie),
        cmocka_unit_test(test_truncated_anywhere),
        cmocka_unit_test(test_ranges_and_texts_that_are_wrong),
        cmocka_unit_test(test_more_ranges_than_fit),
        cmocka_unit_test(test_something_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
