/* The kernel's console: what caps/console.cap promises. */
#include "../support/world.h"

static void writing(void **state)
{
    (void)state;
    MUST(cap_console_write(BOOT_SLOT_CONSOLE, 0, 0, 0, 0, 0, 0));
    MUST(cap_console_write(BOOT_SLOT_CONSOLE, 1, '\n', 0, 0, 0, 0));
    MUST(cap_console_write(BOOT_SLOT_CONSOLE, 40, 0x3736353433323130,
                           0x3736353433323130, 0x3736353433323130,
                           0x3736353433323130, 0x0A36353433323130));
    FAILS(INVALID_ARGUMENT,
          cap_console_write(BOOT_SLOT_CONSOLE, 41, 0, 0, 0, 0, 0));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(
            INVALID_ARGUMENT,
            cap_console_write(BOOT_SLOT_CONSOLE, huge_words[i], 0, 0, 0, 0, 0));
}

static void powering_off_needs_a_status_and_the_right(void **state)
{
    cap_t writer = derive(BOOT_SLOT_CONSOLE, CONSOLE_WRITE, 0);
    word_t violations, checked;

    (void)state;
    FAILS(INVALID_ARGUMENT, cap_console_power_off(BOOT_SLOT_CONSOLE, 256));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_console_power_off(BOOT_SLOT_CONSOLE, huge_words[i]));
    FAILS(MISSING_RIGHT, cap_console_power_off(writer, 0));
    FAILS(MISSING_RIGHT, cap_console_check(writer, NULL, NULL));
    FAILS(MISSING_RIGHT,
          cap_console_write(derive(BOOT_SLOT_CONSOLE, CONSOLE_POWER, 0), 1, 0,
                            0, 0, 0, 0));
    MUST(cap_console_check(BOOT_SLOT_CONSOLE, &violations, &checked));
    assert_int_equal(checked, 1);
    assert_int_equal(violations, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(writing),
        world_test(powering_off_needs_a_status_and_the_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
