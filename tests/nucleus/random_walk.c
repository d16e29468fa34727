/*
 * Random walks: several threads invoke, fault and die at random, with
 * preemption after every step and operations abandoned half-way; the invariants
 * hold after every step of the short walks and after every few of the long.
 */
#include "walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define STEPS_PER_WORLD 600

/* Walks until `steps` or `seconds` are over; HESPER_WALK_SEED does one world. */
static void walk_for(word_t steps, unsigned check_every, uint64_t first_seed,
                     double seconds)
{
    const char *only = getenv("HESPER_WALK_SEED");
    clock_t begin = clock();
    struct walk walk = {.check_every = check_every};
    uint64_t seed = only ? strtoull(only, NULL, 0) : first_seed;

    while (walk.steps < steps &&
           (double)(clock() - begin) / CLOCKS_PER_SEC < seconds) {
        walk_begin(&walk, seed++);
        for (unsigned i = 0; i < STEPS_PER_WORLD; i++)
            walk_step(&walk);
        walk_end(&walk);
        if (only)
            break;
    }
    print_message("%lu steps, %lu succeeded, %lu preempted, %lu abandoned, "
                  "%lu calls served\n",
                  (unsigned long)walk.steps, (unsigned long)walk.ok,
                  (unsigned long)walk.restarted, (unsigned long)walk.abandoned,
                  (unsigned long)walk.served);
    assert_true(only || walk.ok > walk.steps / 10);
}

static void short_walks_checked_at_every_step(void **state)
{
    (void)state;
    walk_for(1000000, 1, 1, 20);
}

static void long_walks(void **state)
{
    (void)state;
    walk_for(20000000, 50, 1000000, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_walks_checked_at_every_step),
        cmocka_unit_test(long_walks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
