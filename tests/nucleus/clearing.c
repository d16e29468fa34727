/*
 * How much is cleared when memory becomes an object: what the object takes and
 * is not clear yet, a step at a time, and nothing else.
 */
#include "../support/world.h"

#include "host.h"

#define LARGE_BITS 12
#define LARGE_STEPS ((1u << LARGE_BITS) / ARCH_CLEAR_STEP)

/* In how many steps a large object of this type is made. */
static word_t steps_of(cap_t untyped, enum object_type type)
{
    cap_t large = slot_new();
    word_t before = host_clock.looks;

    MUST(cap_untyped_retype(untyped, type, LARGE_BITS, large));
    return host_clock.looks - before;
}

/* Behind something small lies a gap, since a large object begins at a multiple
   of its size: nobody gets that, so it costs nothing. */
static void not_the_gap(void **state)
{
    static const enum object_type types[] = {TYPE_FRAME, TYPE_TABLE,
                                             TYPE_UNTYPED};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        cap_t untyped = make(TYPE_UNTYPED, LARGE_BITS + 2);

        MUST(
            cap_untyped_retype(untyped, TYPE_FRAME, ABI_PAGE_BITS, slot_new()));
        assert_int_equal(steps_of(untyped, types[i]),
                         types[i] == TYPE_UNTYPED ? 0 : LARGE_STEPS);
    }
}

/* What has been cleared before is not cleared again. */
static void not_twice(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, LARGE_BITS + 2);
    word_t half = (word_t)1 << (LARGE_BITS - 1);

    (void)state;
    MUST(cap_untyped_clear(untyped, half));
    assert_int_equal(steps_of(untyped, TYPE_FRAME), LARGE_STEPS / 2);
    MUST(cap_untyped_clear(untyped, 2 * half));
    assert_int_equal(steps_of(untyped, TYPE_FRAME), 0);
    assert_int_equal(steps_of(untyped, TYPE_TABLE), LARGE_STEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(not_the_gap),
        world_test(not_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
