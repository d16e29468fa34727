/*
 * Corners of the kernel's parts that no invocation reaches: formats that are
 * wrong, trees that are broken, device trees with too much in them.
 */
#include "host.h"

#include "device_tree.h"
#include "frame.h"
#include "host_globals.h"
#include "ordered.h"
#include "print.h"
#include "slot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RESERVATIONS (BOOT_RANGES_MAX + 3)

static void formats_that_are_wrong(void **state)
{
    const char *none = NULL;
    const char *cut = "a%", *wide = "%99999u|", *unknown = "%q|%u";

    (void)state;
    (void)host_console_take();
    print("%s", none);
    assert_string_equal(host_console_take(), "(null)");
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
#pragma clang diagnostic ignored "-Wformat-security"
    print(cut);
    assert_int_equal(host_console_take()[0], 'a');
    print(wide, 1u);
    assert_non_null(strstr(host_console_take(), "1|"));
    print(unknown, 7u);
    assert_non_null(strstr(host_console_take(), "|"));
#pragma clang diagnostic pop
}

/* ordered_check() is what other tests rely on. */
static void broken_trees_are_seen(void **state)
{
    struct ordered tree = {0};
    struct ordered_node nodes[3] = {0};
    struct ordered_node *root;

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        ordered_insert(&tree, &nodes[i], 10 + i);
    assert_true(ordered_check(&tree));
    root = tree.root;
    assert_ptr_equal(root, &nodes[1]);
    root->parent = &nodes[0];
    assert_false(ordered_check(&tree));
    root->parent = NULL;
    tree.first = root;
    assert_false(ordered_check(&tree));
    tree.first = &nodes[0];
    nodes[2].parent = &nodes[0];
    assert_false(ordered_check(&tree));
    nodes[2].parent = root;
    root->height++;
    assert_false(ordered_check(&tree));
    root->height--;
    nodes[2].key = 5;
    assert_false(ordered_check(&tree));
    nodes[2].key = 12;
    assert_true(ordered_check(&tree));
}

/* ---- device trees ---- */

static void put_word(uint8_t **at, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *(*at)++ = (uint8_t)(value >> shift);
}

static void put_long(uint8_t **at, uint64_t value)
{
    put_word(at, (uint32_t)(value >> 32));
    put_word(at, (uint32_t)value);
}

/* A tree with nothing but reservations: a page at each 64 KiB, then `last`. */
static bool read_reservations(unsigned count, uint64_t last, uint64_t size,
                              struct boot_info *info)
{
    uint32_t reserved = 40, structure = reserved + 16 * (count + 2);
    uint32_t total = structure + 16;
    uint8_t *blob = calloc(1, total), *at = blob;
    const uint32_t header[] = {0xD00DFEED, total, structure, total, reserved,
                               17,         16,    0,         0,     16};
    bool good;

    for (unsigned i = 0; i < 10; i++)
        put_word(&at, header[i]);
    for (unsigned i = 0; i < count; i++) {
        put_long(&at, 0x10000 * (uint64_t)(i + 1));
        put_long(&at, 4096);
    }
    put_long(&at, last);
    put_long(&at, size);
    at = blob + structure;
    put_word(&at, 1);
    put_word(&at, 0);
    put_word(&at, 2);
    put_word(&at, 9);
    memset(info, 0, sizeof *info);
    good = device_tree_read(blob, total, info);
    free(blob);
    return good;
}

/* What does not fit makes the last range larger: rather too much is kept. */
static void more_reservations_than_fit(void **state)
{
    static struct boot_info info;
    const struct physical_range *last = &info.reserved[BOOT_RANGES_MAX - 1];

    (void)state;
    assert_true(read_reservations(RESERVATIONS, 0x4000, 4096, &info));
    assert_int_equal(info.reserved_count, BOOT_RANGES_MAX);
    assert_int_equal(last->base, 0x4000);
    assert_int_equal(last->end, 0x10000 * RESERVATIONS + 4096);
}

static void reservations_end_with_the_addresses(void **state)
{
    static struct boot_info info;

    (void)state;
    assert_true(read_reservations(0, ~(uint64_t)0xFFFF, 0x20000, &info));
    assert_int_equal(info.reserved_count, 1);
    assert_int_equal(info.reserved[0].base, ~(uint64_t)0xFFFF);
    assert_int_equal(info.reserved[0].end, ~(uint64_t)0xFFF);
    assert_true(read_reservations(0, ~(uint64_t)0xFFFF, 0xFFFF, &info));
    assert_int_equal(info.reserved[0].end, ~(uint64_t)0xFFF);
    assert_true(read_reservations(0, 0x1001, 0x1000, &info));
    assert_int_equal(info.reserved[0].base, 0x1000);
    assert_int_equal(info.reserved[0].end, 0x3000);
    assert_true(read_reservations(0, 0x1001, 0, &info));
    assert_int_equal(info.reserved_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_that_are_wrong),
        cmocka_unit_test(broken_trees_are_seen),
        cmocka_unit_test(more_reservations_than_fit),
        cmocka_unit_test(reservations_end_with_the_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
