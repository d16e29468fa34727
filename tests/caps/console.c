/* The kernel's console: what caps/console.cap promises. */
#include "../support/world.h"

static void writing(void **state)
{
    (void)state;
    assert_int_equal(badge_of(BOOT_SLOT_CONSOLE), 0);
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

/* Release kernels have neither the self-check nor the digest. */
#ifdef NDEBUG
#define CHECKED 0
#else
#define CHECKED 1
#endif

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
    assert_int_equal(checked, CHECKED);
    assert_int_equal(violations, 0);
}

#define GROUPS 12
#define SLOTS 6
#define NOTIFICATIONS 7

static void digest(word_t *groups)
{
    for (unsigned i = 0; i < GROUPS; i += MESSAGE_WORDS)
        MUST(cap_console_digest(BOOT_SLOT_CONSOLE, i, &groups[i],
                                &groups[i + 1], &groups[i + 2], &groups[i + 3],
                                &groups[i + 4], &groups[i + 5]));
}

/* The one group that has changed since `before` is `group`. */
static void only_changed(const word_t *before, unsigned group)
{
    word_t after[GROUPS];

    digest(after);
    for (unsigned i = 0; i < GROUPS; i++)
        assert_int_equal(after[i] != before[i], i == group);
}

static void a_digest_tells_what_has_changed(void **state)
{
    cap_t notification = make(TYPE_NOTIFICATION, 0);
    cap_t sender = derive(notification, NOTIFICATION_SEND, 5);
    word_t before[GROUPS], beyond;

    (void)state;
    if (!CHECKED)
        skip();
    digest(before);
    only_changed(before, GROUPS);
    MUST(cap_notification_signal(sender));
    only_changed(before, NOTIFICATIONS);
    MUST(cap_notification_poll(notification, NULL));
    only_changed(before, GROUPS);
    (void)derive(notification, NOTIFICATION_SEND, 6);
    only_changed(before, SLOTS);
    MUST(cap_console_digest(BOOT_SLOT_CONSOLE, GROUPS, &beyond, NULL, NULL,
                            NULL, NULL, NULL));
    assert_int_equal(beyond, 0);
    FAILS(MISSING_RIGHT,
          cap_console_digest(derive(BOOT_SLOT_CONSOLE, CONSOLE_WRITE, 0), 0,
                             NULL, NULL, NULL, NULL, NULL, NULL));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_console_digest(BOOT_SLOT_CONSOLE, huge_words[i], NULL, NULL,
                                 NULL, NULL, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(writing),
        world_test(powering_off_needs_a_status_and_the_right),
        world_test(a_digest_tells_what_has_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
