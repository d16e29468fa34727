/*
 * The plan of memory that booting makes: which ranges count, what is kept out
 * of them, and into what pieces they fall.
 */
#include "host.h"

#include "boot_memory.h"
#include "host_globals.h"
#include "untyped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PAGE ((paddr_t)1 << ARCH_PAGE_BITS)

static void excluded_ranges_grow_to_pages(void **state)
{
    static struct memory_plan plan;

    (void)state;
    host_boot();
    (void)host_console_take();
    memory_plan_begin(&plan, NULL, 0);
    memory_exclude(&plan, 100, 100);
    memory_exclude(&plan, 200, 100);
    assert_int_equal(plan.exclude_count, 0);
    memory_exclude(&plan, PAGE + 1, 2 * PAGE + 1);
    assert_int_equal(plan.exclude_count, 1);
    assert_int_equal(plan.exclude[0].base, PAGE);
    assert_int_equal(plan.exclude[0].end, 3 * PAGE);
    host_power_expected = true;
    if (!setjmp(host_power_off))
        for (unsigned i = 0; i <= EXCLUDES_MAX; i++)
            memory_exclude(&plan, i * PAGE, (i + 1) * PAGE);
    host_power_expected = false;
    assert_int_equal(plan.exclude_count, EXCLUDES_MAX);
    assert_non_null(strstr(host_console_take(), "ranges of memory to keep"));
}

/* Pieces of the included ranges, which shrink to pages and may overlap. */
static void included_ranges_shrink_to_pages(void **state)
{
    const struct physical_range ranges[] = {
        {8 * PAGE, 10 * PAGE, ""},
        {3 * PAGE + 1, 6 * PAGE - 1, ""},
        {9 * PAGE, 12 * PAGE, ""},
        {HOST_WINDOW_BYTES - PAGE, HOST_WINDOW_BYTES + PAGE, ""},
    };
    const paddr_t expected[] = {4 * PAGE, 8 * PAGE, 10 * PAGE,
                                HOST_WINDOW_BYTES - PAGE};
    static struct memory_plan plan;
    paddr_t base = 0;
    unsigned bits;

    (void)state;
    memory_plan_begin(&plan, ranges, 4);
    for (unsigned i = 0; i < 4; i++) {
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, expected[i]);
        assert_int_equal(bits, i == 1 || i == 2 ? ARCH_PAGE_BITS + 1
                                                : ARCH_PAGE_BITS);
        base += (paddr_t)1 << bits;
    }
    assert_false(memory_next_piece(&plan, &base, &bits));
    for (base = 0; base <= 5 * PAGE; base += PAGE) { /* and again */
        paddr_t found = base;

        assert_true(memory_next_piece(&plan, &found, &bits));
        assert_int_equal(found, base <= 4 * PAGE ? 4 * PAGE : 8 * PAGE);
    }
}

static void pieces_are_aligned_and_as_large_as_they_can_be(void **state)
{
    const paddr_t huge = (paddr_t)1 << 63;

    (void)state;
    assert_int_equal(memory_piece_bits(0, ~(paddr_t)0), UNTYPED_MAX_BITS);
    assert_int_equal(memory_piece_bits(0, 3 * PAGE), ARCH_PAGE_BITS + 1);
    assert_int_equal(memory_piece_bits(PAGE, 8 * PAGE), ARCH_PAGE_BITS);
    assert_int_equal(memory_piece_bits(4 * PAGE, 8 * PAGE), ARCH_PAGE_BITS + 2);
    assert_int_equal(memory_piece_bits(huge, ~(paddr_t)0), UNTYPED_MAX_BITS);
}

static void a_plan_that_is_begun_again(void **state)
{
    const struct physical_range first = {4 * PAGE, 16 * PAGE, ""};
    const struct physical_range second = {8 * PAGE, 12 * PAGE, ""};
    static struct memory_plan plan;
    paddr_t base = 0;
    unsigned bits;

    (void)state;
    memory_plan_begin(&plan, &first, 1);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 4 * PAGE);
    memory_plan_begin(&plan, &second, 1);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 8 * PAGE);
    assert_int_equal(bits, ARCH_PAGE_BITS + 2);
    memory_exclude(&plan, 8 * PAGE, 9 * PAGE);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 9 * PAGE);
    memory_plan_begin(&plan, &second, 0);
    base = 0;
    assert_false(memory_next_piece(&plan, &base, &bits));
}

/* One range inside of another, in both orders: it ends where the larger does.
 */
static void ranges_inside_of_others(void **state)
{
    const struct physical_range ranges[] = {{8 * PAGE, 9 * PAGE, ""},
                                            {8 * PAGE, 16 * PAGE, ""},
                                            {8 * PAGE, 10 * PAGE, ""}};
    static struct memory_plan plan;
    unsigned bits;

    (void)state;
    for (unsigned count = 1; count <= 3; count++) {
        paddr_t base = 0;

        memory_plan_begin(&plan, ranges, count);
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, 8 * PAGE);
        assert_int_equal(bits,
                         count == 1 ? ARCH_PAGE_BITS : ARCH_PAGE_BITS + 3);
        base += (paddr_t)1 << bits;
        assert_false(memory_next_piece(&plan, &base, &bits));
    }
}

/* One that holds no whole page, though it begins with one. */
static void a_range_of_less_than_a_page(void **state)
{
    const struct physical_range ranges[] = {{8 * PAGE, 8 * PAGE + 1, ""},
                                            {9 * PAGE, 10 * PAGE, ""}};
    static struct memory_plan plan;
    paddr_t base = 0;
    unsigned bits;

    (void)state;
    memory_plan_begin(&plan, ranges, 2);
    assert_true(memory_next_piece(&plan, &base, &bits));
    assert_int_equal(base, 9 * PAGE);
    base += PAGE;
    assert_false(memory_next_piece(&plan, &base, &bits));
}

/* What another plan excluded does not count. */
static void exclusions_are_forgotten(void **state)
{
    const struct physical_range range = {8 * PAGE, 12 * PAGE, ""};
    static struct memory_plan plan;

    (void)state;
    for (unsigned kept = 0; kept < 2; kept++) {
        paddr_t base = 0;
        unsigned bits;

        memory_plan_begin(&plan, &range, 1);
        memory_exclude(&plan, 0, PAGE);
        memory_exclude(&plan, 8 * PAGE, 11 * PAGE);
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, 11 * PAGE);
        memory_plan_begin(&plan, &range, 1);
        if (kept)
            memory_exclude(&plan, 0, PAGE);
        base = 0;
        assert_true(memory_next_piece(&plan, &base, &bits));
        assert_int_equal(base, 8 * PAGE);
        assert_int_equal(bits, ARCH_PAGE_BITS + 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(excluded_ranges_grow_to_pages),
        cmocka_unit_test(included_ranges_shrink_to_pages),
        cmocka_unit_test(pieces_are_aligned_and_as_large_as_they_can_be),
        cmocka_unit_test(a_plan_that_is_begun_again),
        cmocka_unit_test(ranges_inside_of_others),
        cmocka_unit_test(a_range_of_less_than_a_page),
        cmocka_unit_test(exclusions_are_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
