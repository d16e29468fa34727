/*
 * The device tree parser on trees that are built here, well-formed and not.
 * Every blob lies at the end of its own allocation, so that the sanitizer sees
 * a read behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "device_tree.h"

#define BLOB_MAX 4096
#define HEADER 40

/* Offsets into the strings block, as `strings` below has them. */
enum {
    ADDRESS_CELLS = 0,
    SIZE_CELLS = 15,
    REG = 27,
    BOOTARGS = 31
};

static const char strings[] = "#address-cells\0#size-cells\0reg\0bootargs";

struct blob {
    uint8_t bytes[BLOB_MAX];
    uint32_t size;
    uint32_t structure; /* where it begins */
};

static void put_word(struct blob *blob, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        blob->bytes[blob->size++] = (uint8_t)(value >> shift);
}

static void set_word(struct blob *blob, uint32_t at, uint32_t value)
{
    uint32_t size = blob->size;

    blob->size = at;
    put_word(blob, value);
    blob->size = size;
}

static void put_text(struct blob *blob, const char *text)
{
    memcpy(blob->bytes + blob->size, text, strlen(text) + 1);
    blob->size = (blob->size + (uint32_t)strlen(text) + 4) & ~3u;
}

static void put_node(struct blob *blob, const char *name)
{
    put_word(blob, 1);
    put_text(blob, name);
}

static void put_property(struct blob *blob, uint32_t name, uint32_t bytes)
{
    put_word(blob, 3);
    put_word(blob, bytes);
    put_word(blob, name);
}

/* Header and an empty list of reservations; the caller adds the structure. */
static void blob_begin(struct blob *blob)
{
    memset(blob, 0, sizeof *blob);
    blob->size = HEADER + 16;
    blob->structure = blob->size;
}

static void blob_end(struct blob *blob)
{
    uint32_t structure_bytes;
    uint32_t strings_at;

    put_word(blob, 9);
    structure_bytes = blob->size - blob->structure;
    strings_at = blob->size;
    memcpy(blob->bytes + strings_at, strings, sizeof strings);
    blob->size += (uint32_t)sizeof strings;
    set_word(blob, 0, 0xD00DFEED);
    set_word(blob, 4, blob->size);
    set_word(blob, 8, blob->structure);
    set_word(blob, 12, strings_at);
    set_word(blob, 16, HEADER);
    set_word(blob, 20, 17);
    set_word(blob, 24, 16);
    set_word(blob, 32, (uint32_t)sizeof strings);
    set_word(blob, 36, structure_bytes);
}

/* A root with one memory node of these cells, and a command line. */
static void blob_make(struct blob *blob, uint32_t address_cells,
                      uint32_t size_cells, const uint32_t *reg, uint32_t words)
{
    blob_begin(blob);
    put_node(blob, "");
    put_property(blob, ADDRESS_CELLS, 4);
    put_word(blob, address_cells);
    put_property(blob, SIZE_CELLS, 4);
    put_word(blob, size_cells);
    put_node(blob, "chosen");
    put_property(blob, BOOTARGS, 6);
    put_text(blob, "a b c");
    put_word(blob, 4);
    put_word(blob, 2);
    put_node(blob, "memory@0");
    put_property(blob, REG, words * 4);
    for (uint32_t i = 0; i < words; i++)
        put_word(blob, reg[i]);
    put_word(blob, 2);
    put_word(blob, 2);
    blob_end(blob);
}

/* Parses a copy of exactly `size` bytes. */
static bool parse(const struct blob *blob, size_t size, struct boot_info *info,
                  char *line, size_t line_bytes)
{
    uint8_t *copy = malloc(size ? size : 1);
    bool good;

    assert_non_null(copy);
    memcpy(copy, blob->bytes, size);
    memset(info, 0, sizeof *info);
    good = device_tree_read(copy, size, info);
    assert_true(info->ram_count <= BOOT_RANGES_MAX);
    assert_true(info->reserved_count <= BOOT_RANGES_MAX);
    for (unsigned i = 0; i < info->ram_count; i++)
        assert_true(info->ram[i].base < info->ram[i].end);
    if (line && info->command_line)
        strncpy(line, info->command_line, line_bytes - 1);
    else if (info->command_line)
        assert_true(strlen(info->command_line) < size);
    free(copy);
    return good;
}

static void test_memory_and_command_line(void **state)
{
    static const uint32_t reg[] = {0, 0x3B400000};
    static struct blob blob;
    static struct boot_info info;
    char line[32] = "";

    (void)state;
    blob_make(&blob, 1, 1, reg, 2);
    assert_true(parse(&blob, blob.size, &info, line, sizeof line));
    assert_int_equal(info.ram_count, 1);
    assert_int_equal(info.ram[0].base, 0);
    assert_int_equal(info.ram[0].end, 0x3B400000);
    assert_string_equal(line, "a b c");
}

static void test_wide_cells_and_several_ranges(void **state)
{
    static const uint32_t reg[] = {0, 0x1234, 0, 0x4000, 8, 0, 1, 0};
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_make(&blob, 2, 2, reg, 8);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    assert_int_equal(info.ram_count, 2);
    assert_int_equal(info.ram[0].base, 0x2000);
    assert_int_equal(info.ram[0].end, 0x5000);
    assert_int_equal(info.ram[1].base, 0x800000000);
    assert_int_equal(info.ram[1].end, 0x900000000);
}

/* Past the end, empty, less than a page, half an entry: left out. */
static void test_impossible_ranges(void **state)
{
    static const uint32_t reg[] = {
        ~0u, ~0u, 0, 2,     ~0u, 0,       ~0u, ~0u, 0, 0x1000, 0, 0,
        0,   1,   0, 0xFFF, ~0u, ~0u - 1, 0,   1,   1, 1,      1,
    };
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_make(&blob, 2, 2, reg, sizeof reg / sizeof *reg);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    assert_int_equal(info.ram_count, 0);
}

static void test_more_ranges_than_fit(void **state)
{
    static uint32_t reg[2 * (BOOT_RANGES_MAX + 5)];
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    for (unsigned i = 0; i < sizeof reg / sizeof *reg; i += 2) {
        reg[i] = 0x1000; /* and they overlap */
        reg[i + 1] = 0x100000;
    }
    blob_make(&blob, 1, 1, reg, sizeof reg / sizeof *reg);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    assert_int_equal(info.ram_count, BOOT_RANGES_MAX);
}

static void test_cells_out_of_range(void **state)
{
    static const uint32_t reg[] = {0, 0, 0, 0x10000000, 0, 0};
    static const uint32_t cells[] = {0, 3, ~0u, 0x80000000, 0x40000001};
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    for (unsigned i = 0; i < sizeof cells / sizeof *cells; i++) {
        blob_make(&blob, cells[i], 1, reg, 6);
        assert_true(parse(&blob, blob.size, &info, NULL, 0));
        blob_make(&blob, 1, cells[i], reg, 6);
        assert_true(parse(&blob, blob.size, &info, NULL, 0));
        assert_int_equal(info.ram_count, 0);
    }
}

static void test_reservations(void **state)
{
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_begin(&blob);
    blob.size = blob.structure = HEADER + 4 * 16;
    set_word(&blob, HEADER + 4, 0x1800);
    set_word(&blob, HEADER + 12, 0x1000);
    set_word(&blob, HEADER + 16, ~0u);
    set_word(&blob, HEADER + 20, ~0u - 4);
    set_word(&blob, HEADER + 28, 100);
    set_word(&blob, HEADER + 32, ~0u);
    set_word(&blob, HEADER + 44, 0x1000);
    put_node(&blob, "");
    put_word(&blob, 2);
    blob_end(&blob);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    assert_int_equal(info.reserved_count, 2);
    assert_int_equal(info.reserved[0].base, 0x1000);
    assert_int_equal(info.reserved[0].end, 0x3000);
    assert_int_equal(info.reserved[1].base, 0xFFFFFFFF00000000);
    assert_int_equal(info.reserved[1].end, 0xFFFFFFFF00001000);
}

/* The list ends where both numbers are 0: one that begins at 0 does not end it,
   nor does an empty one. */
static void test_reservations_with_one_zero(void **state)
{
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_begin(&blob);
    blob.size = blob.structure = HEADER + 4 * 16;
    set_word(&blob, HEADER + 12, 0x1000); /* from 0, 4 KiB */
    set_word(&blob, HEADER + 16 + 4, 0x5000); /* nothing */
    set_word(&blob, HEADER + 32 + 4, 0x8000);
    set_word(&blob, HEADER + 32 + 12, 0x1000);
    put_node(&blob, "");
    put_word(&blob, 2);
    blob_end(&blob);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    assert_int_equal(info.reserved_count, 2);
    assert_int_equal(info.reserved[0].base, 0);
    assert_int_equal(info.reserved[0].end, 0x1000);
    assert_int_equal(info.reserved[1].base, 0x8000);
    assert_int_equal(info.reserved[1].end, 0x9000);
}

/* The list of reservations begins at the blob's end, and behind it. */
static void test_reservations_out_of_place(void **state)
{
    static const uint32_t reg[] = {0, 0x3B400000};
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    for (uint32_t behind = 0; behind < 2; behind++) {
        blob_make(&blob, 1, 1, reg, 2);
        set_word(&blob, 16, blob.size + behind);
        assert_false(parse(&blob, blob.size, &info, NULL, 0));
        assert_int_equal(info.reserved_count, 0);
        assert_int_equal(info.ram_count, 0);
    }
}

static void test_truncated_anywhere(void **state)
{
    static const uint32_t reg[] = {0, 0x3B400000};
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_make(&blob, 1, 1, reg, 2);
    for (uint32_t size = 0; size < blob.size; size++) {
        assert_false(parse(&blob, size, &info, NULL, 0));
        if (size < HEADER)
            continue;
        set_word(&blob, 4, size); /* and with a header that agrees */
        assert_false(parse(&blob, size, &info, NULL, 0));
        set_word(&blob, 4, blob.size);
    }
}

static void test_header_fields(void **state)
{
    static const uint32_t reg[] = {0, 0x3B400000};
    static const uint32_t values[] = {0,          1,   BLOB_MAX, 0x7FFFFFFF,
                                      0x80000000, ~3u, ~0u};
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    for (uint32_t field = 0; field < HEADER; field += 4)
        for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
            blob_make(&blob, 1, 1, reg, 2);
            set_word(&blob, field, values[i]);
            (void)parse(&blob, blob.size, &info, NULL, 0);
        }
}

/* A structure without the token at its end, though all nodes are closed. */
static void test_no_finish(void **state)
{
    static const uint32_t reg[] = {0, 0x3B400000};
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_make(&blob, 1, 1, reg, 2);
    set_word(&blob, 36, blob.size - (uint32_t)sizeof strings - blob.structure);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    set_word(&blob, 36,
             blob.size - (uint32_t)sizeof strings - blob.structure - 4);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));
    set_word(&blob, 36, 0);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));
}

/* A command line of one byte, the nought at its end: there is one. */
static void test_empty_command_line(void **state)
{
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_begin(&blob);
    put_node(&blob, "");
    put_node(&blob, "chosen");
    put_property(&blob, BOOTARGS, 1);
    put_text(&blob, "");
    put_word(&blob, 2);
    put_word(&blob, 2);
    blob_end(&blob);
    assert_true(device_tree_read(blob.bytes, blob.size, &info));
    assert_ptr_not_equal(info.command_line, NULL);
    assert_string_equal(info.command_line, "");
}

static void test_nesting(void **state)
{
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_begin(&blob);
    for (unsigned i = 0; i < 100; i++)
        put_node(&blob, "memory");
    blob_end(&blob);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));

    blob_begin(&blob);
    put_word(&blob, 2); /* an end without a beginning */
    blob_end(&blob);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));
}

static void test_random_damage(void **state)
{
    static const uint32_t reg[] = {0, 0x3B400000};
    static struct blob blob;
    static struct blob damaged;
    static struct boot_info info;
    uint32_t random = 1;

    (void)state;
    blob_make(&blob, 1, 1, reg, 2);
    for (unsigned i = 0; i < 100000; i++) {
        damaged = blob;
        for (unsigned j = 0; j < 1 + i % 3; j++) {
            random = random * 1664525 + 1013904223;
            damaged.bytes[random / 256 % blob.size] = (uint8_t)(random >> 24);
        }
        (void)parse(&damaged, blob.size, &info, NULL, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_and_command_line),
        cmocka_unit_test(test_wide_cells_and_several_ranges),
        cmocka_unit_test(test_impossible_ranges),
        cmocka_unit_test(test_more_ranges_than_fit),
        cmocka_unit_test(test_cells_out_of_range),
        cmocka_unit_test(test_reservations),
        cmocka_unit_test(test_reservations_with_one_zero),
        cmocka_unit_test(test_reservations_out_of_place),
        cmocka_unit_test(test_truncated_anywhere),
        cmocka_unit_test(test_header_fields),
        cmocka_unit_test(test_no_finish),
        cmocka_unit_test(test_empty_command_line),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_random_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
