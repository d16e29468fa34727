/*
 * The PC's boot information by Multiboot 1 and 2: complete, cut off anywhere,
 * and with any byte wrong.
 */
#include "../support/boot_view.h"

#include "../../platform/pc/loaded.c"
#include "../../platform/pc/multiboot.c"

#define INFORMATION 0x100
#define MODULES 0x200
#define MAP 0x300
#define TEXT 0x800
#define ALL 0x20000

static struct loaded loaded;

static int set_up(void **state)
{
    (void)state;
    memory_begin(ALL);
    memset(&loaded, 0, sizeof loaded);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    memory_end();
    return 0;
}

/* ---- Multiboot 1 ---- */

static const struct multiboot1_memory map1[] = {{20, 0, 0x9F000, 1},
                                                {20, 0x100000, 0x700000, 1},
                                                {20, 0xF0000, 0x10000, 2}};

static struct multiboot1 usual1(void)
{
    static const struct multiboot1_module modules[] = {{0x8000, 0xA000, 0, 0},
                                                       {0xB000, 0xC000, 0, 0}};

    put(MODULES, modules, sizeof modules);
    put(MAP, map1, sizeof map1);
    put(TEXT, "hello", 6);
    return (struct multiboot1){.flags = FLAG_COMMAND_LINE | FLAG_MODULES |
                                        FLAG_MEMORY_MAP,
                               .command_line = TEXT,
                               .modules = 2,
                               .module_list = MODULES,
                               .map = MAP,
                               .map_bytes = sizeof map1};
}

static const char *read1(struct multiboot1 start)
{
    put(INFORMATION, &start, sizeof start);
    memset(&loaded, 0, sizeof loaded);
    return multiboot1_read(INFORMATION, &loaded);
}

static void one_is_read(void **state)
{
    (void)state;
    assert_null(read1(usual1()));
    assert_int_equal(loaded.memory_count, 3);
    assert_int_equal(loaded.archive.base, 0x8000);
    assert_int_equal(loaded.archive.end, 0xA000);
    assert_string_equal(loaded.command_line, "hello");
}

static void one_is_refused(void **state)
{
    struct multiboot1 start = usual1();

    (void)state;
    start.flags &= ~(unsigned)FLAG_MEMORY_MAP;
    assert_non_null(read1(start));
    for (uint32_t bytes = 1; bytes < sizeof map1; bytes++) {
        start = usual1();
        start.map_bytes = bytes;
        if (bytes % sizeof map1[0])
            assert_non_null(read1(start));
    }
    start = usual1();
    start.map_bytes = ~0u;
    assert_non_null(read1(start));
    start = usual1();
    start.map = ALL - 8;
    assert_non_null(read1(start));
    start = usual1();
    start.module_list = ALL - 8;
    assert_non_null(read1(start));
    assert_non_null(multiboot1_read(ALL - 8, &loaded));
}

static void one_has_entries_of_any_size(void **state)
{
    static const uint32_t sizes[] = {0, 4, 19, 21, 0x7FFFFFFF, ~0u, ~0u - 3};
    struct multiboot1 start = usual1();

    (void)state;
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        put(MAP, &sizes[i], 4);
        assert_non_null(read1(start));
    }
}

static void one_has_modules_out_of_place(void **state)
{
    static const struct multiboot1_module wrong[] = {{0x8001, 0x9000, 0, 0},
                                                     {0x8000, 0x8000, 0, 0},
                                                     {0x9000, 0x8000, 0, 0},
                                                     {0x8000, ALL + 1, 0, 0},
                                                     {0xFFFFF000, ~0u, 0, 0}};
    struct multiboot1 start = usual1();

    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        put(MODULES, &wrong[i], sizeof wrong[i]);
        assert_non_null(read1(start));
    }
}

/* ---- Multiboot 2 ---- */

static uint32_t at;

static void tag(uint32_t type, const void *content, uint32_t bytes)
{
    uint32_t head[2] = {type, bytes + 8};

    put(INFORMATION + at, head, sizeof head);
    put(INFORMATION + at + 8, content, bytes);
    at = (at + bytes + 8 + 7) & ~7u;
}

/* Returns its bytes. */
static uint32_t usual2(void)
{
    static const uint32_t module[] = {0x8000, 0xA000, 0};
    static const uint32_t map[] = {24, 0,        0, 0,        0x9F000, 0, 1,
                                   0,  0x100000, 0, 0x700000, 0,       1, 0};
    static const char rsdp[20] = "RSD PTR ";

    at = 8;
    tag(TAG_COMMAND_LINE, "a line", 7);
    tag(TAG_MODULE, module, sizeof module);
    tag(99, "unknown", 7);
    tag(TAG_MEMORY_MAP, map, sizeof map);
    tag(TAG_RSDP_NEW, rsdp, 20);
    tag(TAG_RSDP_OLD, rsdp, 20);
    tag(TAG_END, "", 0);
    put(INFORMATION, &at, 4);
    return at;
}

static const char *read2(void)
{
    memset(&loaded, 0, sizeof loaded);
    return multiboot2_read(INFORMATION, &loaded);
}

static void two_is_read(void **state)
{
    (void)state;
    (void)usual2();
    assert_null(read2());
    assert_int_equal(loaded.memory_count, 2);
    assert_int_equal(loaded.archive.base, 0x8000);
    assert_string_equal(loaded.command_line, "a line");
    assert_memory_equal(memory + loaded.rsdp, "RSD PTR ", 8);
}

static void two_is_cut_off_anywhere(void **state)
{
    uint32_t all = usual2();

    (void)state;
    for (uint32_t bytes = 0; bytes < all; bytes++) {
        put(INFORMATION, &bytes, 4);
        assert_non_null(read2());
        views_end();
    }
    all = ~0u;
    put(INFORMATION, &all, 4);
    assert_non_null(read2());
    assert_non_null(multiboot2_read(INFORMATION + 4, &loaded));
    assert_non_null(multiboot2_read(ALL, &loaded));
}

static void two_without_a_memory_map(void **state)
{
    (void)state;
    at = 8;
    tag(TAG_END, "", 0);
    put(INFORMATION, &at, 4);
    assert_non_null(read2());
}

/* Any words wrong: nothing is read that is not there. */
static void two_with_any_word_wrong(void **state)
{
    static const uint32_t words[] = {0, 1, 7, 8, 9, 15, 0x7FFFFFFF, ~0u};
    uint32_t all = usual2();

    (void)state;
    for (uint32_t offset = 0; offset + 4 <= all; offset += 4)
        for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
            (void)usual2();
            put(INFORMATION + offset, &words[i], 4);
            (void)read2();
            views_end();
        }
}

static void random_bytes(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t all = usual2();

        for (unsigned i = 0; i < 3; i++)
            memory[INFORMATION + next_random() % all] = (uint8_t)next_random();
        (void)read2();
        put(INFORMATION, &(struct multiboot1){0}, sizeof(struct multiboot1));
        (void)read1(usual1());
        memory[INFORMATION + next_random() % sizeof(struct multiboot1)] ^= 0x41;
        memory[MAP + next_random() % sizeof map1] = (uint8_t)next_random();
        memset(&loaded, 0, sizeof loaded);
        (void)multiboot1_read(INFORMATION, &loaded);
        views_end();
    }
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_is_read),
        TEST(one_is_refused),
        TEST(one_has_entries_of_any_size),
        TEST(one_has_modules_out_of_place),
        TEST(two_is_read),
        TEST(two_is_cut_off_anywhere),
        TEST(two_without_a_memory_map),
        TEST(two_with_any_word_wrong),
        TEST(random_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
