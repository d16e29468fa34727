/* Cores: what caps/cpu.cap promises. */
#include "../support/world.h"

static void limits(void **state)
{
    cap_t child = slot_new(), grandchild = slot_new();
    word_t core, priority;

    (void)state;
    MUST(cap_cpu_info(BOOT_SLOT_CPUS, &core, &priority));
    assert_int_equal(core, 0);
    assert_int_equal(priority, 255);
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 0, grandchild));
    MUST(cap_cpu_info(grandchild, NULL, &priority));
    assert_int_equal(priority, 0);
    MUST(cap_table_delete(home.table, grandchild));
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 50, child));
    MUST(cap_cpu_limit(child, 50, grandchild));
    MUST(cap_cpu_info(grandchild, NULL, &priority));
    assert_int_equal(priority, 50);
    FAILS(SLOT_OCCUPIED, cap_cpu_limit(child, 10, grandchild));
    MUST(cap_table_delete(home.table, grandchild));
    FAILS(PRIORITY_TOO_HIGH, cap_cpu_limit(child, 51, grandchild));
    FAILS(INVALID_ARGUMENT, cap_cpu_limit(child, 256, grandchild));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_cpu_limit(child, huge_words[i], grandchild));
}

static void configure(void **state)
{
    cap_t limited = slot_new(), time = make(TYPE_SCHED_CONTEXT, 0);
    word_t priority;

    (void)state;
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 7, limited));
    MUST(cap_cpu_configure(limited, 7, time));
    MUST(cap_cpu_configure(limited, 0, time));
    FAILS(PRIORITY_TOO_HIGH, cap_cpu_configure(limited, 8, time));
    FAILS(INVALID_ARGUMENT, cap_cpu_configure(limited, 256, time));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_cpu_configure(limited, huge_words[i], time));
    MUST(cap_sched_context_info(time, NULL, &priority, NULL, NULL));
    assert_int_equal(priority, 0);
    leave_closed(limited);
    FAILS(CLOSED, cap_cpu_configure(limited, 1, time));
    FAILS(CLOSED, cap_cpu_limit(limited, 1, slot_new()));
}

static void ceilings(void **state)
{
    cap_t limited = slot_new(), gate = gate_new(&home);

    (void)state;
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 20, limited));
    MUST(cap_cpu_set_ceiling(limited, 20, gate));
    FAILS(PRIORITY_TOO_HIGH, cap_cpu_set_ceiling(limited, 21, gate));
    FAILS(INVALID_ARGUMENT, cap_cpu_set_ceiling(limited, 256, gate));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_cpu_set_ceiling(limited, huge_words[i], gate));
    FAILS(MISSING_RIGHT, cap_cpu_set_ceiling(derive(limited, 0, 0), 1, gate));
    FAILS(ARGUMENT_RIGHT, cap_cpu_set_ceiling(limited, 1, callable(gate, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(limits),
        world_test(configure),
        world_test(ceilings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
