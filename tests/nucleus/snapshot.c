/*
 * The whole kernel is a value: a world can be saved, gone on with, and taken up
 * again where it was; the same steps then lead to the same state.
 */
#include "host.h"
#include "walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint64_t go_on(struct walk *walk, unsigned steps)
{
    for (unsigned i = 0; i < steps; i++)
        walk_step(walk);
    return host_state_hash(HOST_MEMORY_BYTES);
}

static void taken_up_again(void **state)
{
    struct walk walk = {.check_every = 10}, saved;
    struct host_snapshot *snapshot;
    uint64_t before, after;

    (void)state;
    walk_begin(&walk, 42);
    (void)go_on(&walk, 300);
    saved = walk;
    before = host_state_hash(HOST_MEMORY_BYTES);
    snapshot = host_snapshot_take();
    after = go_on(&walk, 300);
    assert_int_not_equal(after, before);
    for (unsigned round = 0; round < 3; round++) {
        host_snapshot_restore(snapshot);
        assert_int_equal(host_state_hash(HOST_MEMORY_BYTES), before);
        walk = saved;
        assert_int_equal(go_on(&walk, 300), after);
    }
    host_snapshot_free(snapshot);
}

static void the_same_from_the_start(void **state)
{
    struct walk walk = {.check_every = 100};
    uint64_t first;

    (void)state;
    walk_begin(&walk, 43);
    first = go_on(&walk, 500);
    walk = (struct walk){.check_every = 100};
    walk_begin(&walk, 43);
    assert_int_equal(go_on(&walk, 500), first);
    walk_begin(&walk, 44);
    assert_int_not_equal(go_on(&walk, 500), first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_up_again),
        cmocka_unit_test(the_same_from_the_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
