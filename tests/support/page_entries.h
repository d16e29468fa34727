/*
 * What any processor's page-table entries must be, whatever its bits are. The
 * including test has its arch_inline.h in the place of the fake processor's,
 * and says what the processor makes of rights.
 */
#ifndef SUPPORT_PAGE_ENTRIES_H
#define SUPPORT_PAGE_ENTRIES_H

#include "operations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ENTRIES (1u << ARCH_TABLE_BITS)

/* What may be asked for. */
static const unsigned usual_rights[] = {0, FRAME_READ, FRAME_READ | FRAME_WRITE,
                                        FRAME_READ | FRAME_EXECUTE};

static word_t leaf_bytes(unsigned level)
{
    return (word_t)1 << (ARCH_PAGE_BITS + level * ARCH_TABLE_BITS);
}

static void check_leaf(word_t address, unsigned level, unsigned rights,
                       unsigned memory)
{
    word_t entry = arch_entry_leaf(address, level, rights, memory);

    assert_true(arch_entry_used(entry));
    assert_false(arch_entry_is_table(entry, level));
    assert_int_equal(arch_entry_address(entry), address);
    assert_int_equal(arch_entry_memory(entry), memory);
    assert_int_equal(arch_entry_rights(entry), rights);
    assert_int_equal(
        entry, bits_of_leaf(address, level, rights, (enum memory_type)memory));
}

static void leaves_are_what_they_were_made_of(void **state)
{
    (void)state;
    for (unsigned level = 0; level < ARCH_LEVELS; level++) {
        word_t bytes = leaf_bytes(level);
        word_t last = ((word_t)1 << ARCH_WINDOW_BITS) - bytes;

        if (!arch_leaf_allowed(level))
            continue;
        for (unsigned memory = 0; memory <= MEMORY_TYPE_MAX; memory++)
            for (unsigned i = 0; i < (memory ? 3 : 4); i++) {
                check_leaf(0, level, usual_rights[i], memory);
                check_leaf(last, level, usual_rights[i], memory);
                for (word_t at = bytes; at <= last; at *= 2)
                    check_leaf(at, level, usual_rights[i], memory);
            }
    }
}

/* A row of them, from any place where a frame may begin, is filled by adding.
 */
static void leaves_differ_by_their_addresses(void **state)
{
    const word_t bytes = leaf_bytes(0), last = leaf_bytes(1) - bytes;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        word_t first = arch_entry_leaf(leaf_bytes(1), 0, usual_rights[i], 0);

        for (word_t at = 0; at <= last; at += bytes)
            assert_int_equal(
                arch_entry_leaf(leaf_bytes(1) + at, 0, usual_rights[i], 0),
                first + at);
    }
}

/* From one entry in use to all of them, and back. */
static void tables_count(void **state)
{
    const word_t table = 0x12345000;
    word_t entry = arch_entry_table(table, 1);

    (void)state;
    for (unsigned count = 1; count <= ENTRIES; count++) {
        assert_int_equal(entry, arch_entry_table(table, count));
        assert_int_equal(arch_entry_count(entry), count);
        assert_int_equal(arch_entry_address(entry), table);
        assert_int_equal(entry, bits_of_table(table, count));
        for (unsigned level = 1; level < ARCH_LEVELS; level++)
            assert_true(arch_entry_is_table(entry, level));
        entry = arch_entry_counted(entry, 1);
    }
    entry = arch_entry_counted(entry, -(int)ENTRIES);
    assert_int_equal(arch_entry_count(entry), 1);
    assert_int_equal(arch_entry_count(arch_entry_counted(entry, -1)), 0);
    assert_int_equal(arch_entry_address(arch_entry_counted(entry, -1)), table);
}

#define PAGE_ENTRY_TESTS                                                       \
    cmocka_unit_test(leaves_are_what_they_were_made_of),                       \
        cmocka_unit_test(leaves_differ_by_their_addresses),                    \
        cmocka_unit_test(tables_count)

#endif
