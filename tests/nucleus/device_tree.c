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
#include "device_tree_blob.h"

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
    blob_begin(&blob, 3);
    blob_set(&blob, BLOB_HEADER + 4, 0x1800);
    blob_set(&blob, BLOB_HEADER + 12, 0x1000);
    blob_set(&blob, BLOB_HEADER + 16, ~0u);
    blob_set(&blob, BLOB_HEADER + 20, ~0u - 4);
    blob_set(&blob, BLOB_HEADER + 28, 100);
    blob_set(&blob, BLOB_HEADER + 32, ~0u);
    blob_set(&blob, BLOB_HEADER + 44, 0x1000);
    blob_node(&blob, "");
    blob_node_end(&blob);
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
    blob_begin(&blob, 3);
    blob_set(&blob, BLOB_HEADER + 12, 0x1000); /* from 0, 4 KiB */
    blob_set(&blob, BLOB_HEADER + 16 + 4, 0x5000); /* nothing */
    blob_set(&blob, BLOB_HEADER + 32 + 4, 0x8000);
    blob_set(&blob, BLOB_HEADER + 32 + 12, 0x1000);
    blob_node(&blob, "");
    blob_node_end(&blob);
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
        blob_set(&blob, 16, blob.size + behind);
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
        if (size < BLOB_HEADER)
            continue;
        blob_set(&blob, 4, size); /* and with a header that agrees */
        assert_false(parse(&blob, size, &info, NULL, 0));
        blob_set(&blob, 4, blob.size);
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
    for (uint32_t field = 0; field < BLOB_HEADER; field += 4)
        for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
            blob_make(&blob, 1, 1, reg, 2);
            blob_set(&blob, field, values[i]);
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
    blob_set(&blob, BLOB_STRUCTURE_BYTES, blob.structure_bytes);
    assert_true(parse(&blob, blob.size, &info, NULL, 0));
    blob_set(&blob, BLOB_STRUCTURE_BYTES, blob.structure_bytes - 4);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));
    blob_set(&blob, BLOB_STRUCTURE_BYTES, 0);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));
}

/* A command line of one byte, the nought at its end: there is one. */
static void test_empty_command_line(void **state)
{
    static struct blob blob;
    static struct boot_info info;

    (void)state;
    blob_begin(&blob, 0);
    blob_node(&blob, "");
    blob_node(&blob, "chosen");
    blob_property(&blob, BLOB_BOOTARGS, 1);
    blob_text(&blob, "");
    blob_node_end(&blob);
    blob_node_end(&blob);
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
    blob_begin(&blob, 0);
    for (unsigned i = 0; i < 100; i++)
        blob_node(&blob, "memory");
    blob_end(&blob);
    assert_false(parse(&blob, blob.size, &info, NULL, 0));

    blob_begin(&blob, 0);
    blob_node_end(&blob); /* an end without a beginning */
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
