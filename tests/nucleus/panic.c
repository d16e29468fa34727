/*
 * The kernel's last words: panics, of which only the first is heard, their
 * backtraces, and the console that they are written to.
 */
#include "host.h"

#include "host_globals.h"
#include "operations.h"
#include "panic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The second one says nothing: it may be the saying that went wrong. */
static void a_panic_says_what_and_stops_the_machine(void **state)
{
    (void)state;
    host_boot();
    (void)host_console_take();
    host_power_expected = true;
    if (!setjmp(host_power_off))
        panic("%u of %s", 2, "three");
    assert_int_equal(host_power_status, PANIC_STATUS);
    assert_string_equal(host_console_take(), "\npanic: 2 of three\n");
    host_power_status = 0;
    if (!setjmp(host_power_off))
        panic("again");
    assert_int_equal(host_power_status, PANIC_STATUS);
    assert_string_equal(host_console_take(), "");
    host_power_expected = false;
}

/* The third stays where it is, and lets the other cores work meanwhile. */
static void the_third_panic_does_nothing(void **state)
{
    (void)state;
    host_boot();
    host_power_expected = true;
    for (unsigned i = 0; i < 4; i++) {
        (void)host_console_take();
        host_power_status = 0;
        if (!setjmp(host_power_off))
            panic("number %u", i);
        assert_int_equal(host_power_status, i < 2 ? PANIC_STATUS : 0);
        assert_string_equal(host_console_take(),
                            i ? "" : "\npanic: number 0\n");
    }
    host_power_expected = false;
}

/* Of what lies on the stack, that which could be an address to return to; the
   call is before it. No more than 24 of them. */
static void a_backtrace(void **state)
{
    const word_t stack[] = {1,
                            HOST_RETURN_ADDRESS - 1,
                            HOST_RETURN_ADDRESS + 8,
                            0,
                            HOST_RETURN_ADDRESS + 4095,
                            HOST_RETURN_ADDRESS + 4096,
                            HOST_RETURN_ADDRESS + 0x10};
    word_t many[40];
    const char *text;
    unsigned lines = 0;

    (void)state;
    (void)host_console_take();
    panic_backtrace((word_t)stack, (word_t)stack, (word_t)(stack + 6));
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000007\n"
                                             "backtrace: 0x0000700000000ffe\n");
    panic_backtrace((word_t)(stack + 3), (word_t)stack, (word_t)(stack + 6));
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000ffe\n");
    panic_backtrace(8, (word_t)(stack + 3), (word_t)(stack + 6)); /* outside */
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000ffe\n");
    panic_backtrace((word_t)stack + 1, (word_t)(stack + 3),
                    (word_t)(stack + 6)); /* no place of a word */
    assert_string_equal(host_console_take(), "backtrace: 0x0000700000000ffe\n");
    panic_backtrace((word_t)stack, (word_t)(stack + 2), (word_t)(stack + 2));
    assert_string_equal(host_console_take(), "");
    for (unsigned i = 0; i < 40; i++)
        many[i] = HOST_RETURN_ADDRESS + i;
    panic_backtrace((word_t)many, (word_t)many, (word_t)(many + 40));
    for (text = host_console_take(); *text; text++)
        lines += *text == '\n';
    assert_int_equal(lines, 24);
}

static void the_console_writes_each_byte(void **state)
{
    const char text[] = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
    word_t words[5];

    (void)state;
    host_boot();
    memcpy(words, text, sizeof words);
    for (word_t count = 0; count <= sizeof words; count++) {
        (void)host_console_take();
        assert_int_equal(console_write(NULL, count, words[0], words[1],
                                       words[2], words[3], words[4]),
                         OK);
        assert_int_equal(strlen(host_console_take()), count);
    }
    (void)console_write(NULL, sizeof words, words[0], words[1], words[2],
                        words[3], words[4]);
    assert_string_equal(host_console_take(), text);
}

static void the_console_can_power_off(void **state)
{
    (void)state;
    host_boot();
    host_power_expected = true;
    if (!setjmp(host_power_off))
        assert_int_equal(console_power_off(NULL, 7), OK);
    host_power_expected = false;
    assert_int_equal(host_power_status, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_panic_says_what_and_stops_the_machine),
        cmocka_unit_test(the_third_panic_does_nothing),
        cmocka_unit_test(a_backtrace),
        cmocka_unit_test(the_console_writes_each_byte),
        cmocka_unit_test(the_console_can_power_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
