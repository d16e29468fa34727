/* x86_64's page-table entries, against the bits of the manual (volume 3, 4.5).
 */
#include "boot.h"

#include "../../nucleus/arch/x86_64/arch_types.h"

#include "../../nucleus/arch/x86_64/arch_inline.h"

bool arch_large_leaves = true;

/* Where there is certainly no memory (L1TF). */
#define NOWHERE ((word_t)0x1FF << 43)

static word_t bits_of_leaf(word_t address, unsigned level, unsigned rights,
                           enum memory_type memory)
{
    /* Normal memory is PAT 0; PCD and PWT say which other. */
    static const word_t kinds[] = {0, 3u << 3, 1u << 3};
    word_t bits = kinds[memory] | 1u << 2 | 1u << 5 | 1u << 6;

    bits |= rights ? address | 1u << 0 : address ^ NOWHERE;
    if (rights & FRAME_WRITE)
        bits |= 1u << 1;
    if (!(rights & FRAME_EXECUTE))
        bits |= (word_t)1 << 63;
    return level ? bits | 1u << 7 : bits;
}

/* Present, writable, the user's, accessed, and one that is left to software. */
static word_t bits_of_table(word_t table, unsigned count)
{
    return table | 7 | 1u << 5 | 1u << 9 | (word_t)count << 52;
}

#include "../support/page_entries.h"

/* Without leaves of 1 GiB there are none. */
static void large_leaves_only_where_there_are_any(void **state)
{
    (void)state;
    assert_true(arch_leaf_allowed(2));
    assert_false(arch_leaf_allowed(3));
    arch_large_leaves = false;
    assert_true(arch_leaf_allowed(1));
    assert_false(arch_leaf_allowed(2));
    arch_large_leaves = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE_ENTRY_TESTS,
        cmocka_unit_test(large_leaves_only_where_there_are_any),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
