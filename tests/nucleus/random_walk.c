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

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);

    return value ? strtoull(value, NULL, 0) : otherwise;
}

/* Walks until `steps` or `seconds` are over. HESPER_WALK_SEED repeats the world
   of that seed; HESPER_WALK_WORLDS does so many from there on. */
static void walk_for(word_t steps, unsigned check_every, uint64_t first_seed,
                     double seconds)
{
    uint64_t seed = setting("HESPER_WALK_SEED", first_seed);
    uint64_t worlds =
        setting("HESPER_WALK_WORLDS", getenv("HESPER_WALK_SEED") ? 1 : 0);
    struct walk walk = {.check_every = check_every};
    clock_t begin = clock();

    for (uint64_t i = 0;
         worlds ? i < worlds
                : walk.steps < steps &&
                      (double)(clock() - begin) / CLOCKS_PER_SEC < seconds;
         i++) {
        walk_begin(&walk, seed++);
        for (unsigned step = 0; step < STEPS_PER_WORLD; step++)
            walk_step(&walk);
        walk_end(&walk);
    }
    print_message("%lu steps, %lu succeeded, %lu preempted, %lu abandoned, "
                  "%lu calls served\n",
                  (unsigned long)walk.steps, (unsigned long)walk.ok,
                  (unsigned long)walk.restarted, (unsigned long)walk.abandoned,
                  (unsigned long)walk.served);
    assert_true(worlds || walk.ok > walk.steps / 10);
}

static void short_walks_checked_at_every_step(void **state)
{
    (void)state;
    walk_for(1000000, 1, 1, 20);
}

static void long_walks(void **state)
{
    (void)state;
    walk_for(5000000, 50, 1000000, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_walks_checked_at_every_step),
        cmocka_unit_test(long_walks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
