/* AArch64's page-table entries, against the bits of the manual (D8.3). */
#include "boot.h"

#include "../../nucleus/arch/aarch64/arch_types.h"

#include "../../nucleus/arch/aarch64/arch_inline.h"

static word_t bits_of_leaf(word_t address, unsigned level, unsigned rights,
                           enum memory_type memory)
{
    /* Accessed, not global, inner shareable, never the kernel's code. */
    word_t bits = address | 1u << 10 | 1u << 11 | 3u << 8 | (word_t)1 << 53;

    bits |= (word_t)memory << 2; /* AttrIndx, as in MAIR */
    if (rights) /* valid, AP[1] */
        bits |= 1u << 0 | 1u << 6;
    if (!(rights & FRAME_WRITE)) /* AP[2] */
        bits |= 1u << 7;
    if (!(rights & FRAME_EXECUTE)) /* UXN */
        bits |= (word_t)1 << 54;
    return level == 0 ? bits | 1u << 1 : bits;
}

static word_t bits_of_table(word_t table, unsigned count)
{
    return table | 3 | count << 2;
}

#include "../support/page_entries.h"

/* No code in what is no memory. */
static void devices_are_not_executed(void **state)
{
    (void)state;
    for (unsigned memory = 1; memory <= MEMORY_TYPE_MAX; memory++)
        for (unsigned rights = 0; rights <= FRAME_RIGHTS; rights++)
            assert_false(
                arch_entry_rights(arch_entry_leaf(0, 0, rights, memory)) &
                FRAME_EXECUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE_ENTRY_TESTS,
        cmocka_unit_test(devices_are_not_executed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
