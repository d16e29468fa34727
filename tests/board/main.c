/*
 * The test program, in root's place in the image: runs every file of tests/caps
 * and powers off with 0 if all tests passed. Its lines are CMocka's.
 */
#include "cmocka.h"

#include "board.h"
#include "boot_info.h"
#include "caps.h"
#include "program.h"
#include "raw.h"
#include "setjmp.h"
#include "stdio.h"
#include "string.h"

struct test_file {
    const char *name;
    int (*run)(void);
};
extern const struct test_file test_files[];
extern const unsigned test_file_count;
extern const struct root_boot_info *board_info;

static jmp_buf leave;
static const char *file_name;
static unsigned passed, failed;
static bool skipped; /* the running test */

/* ---- printing, through the kernel's console ---- */

static void write_all(const char *text, size_t bytes)
{
    while (bytes > 0) {
        size_t part = bytes < 40 ? bytes : 40;
        struct message message = {{part}};

        memcpy(&message.words[1], text, part);
        (void)raw_invoke(BOOT_SLOT_CONSOLE, OP_CONSOLE_WRITE, &message);
        text += part;
        bytes -= part;
    }
}

static void write_list(const char *format, va_list arguments)
{
    char text[256];
    int length = vsnprintf(text, sizeof text, format, arguments);

    write_all(text,
              length < (int)sizeof text ? (size_t)length : sizeof text - 1);
}

void print_message(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_list(format, arguments);
    va_end(arguments);
}

/* ---- running ---- */

void cmocka_fail(const char *text, uint64_t left, uint64_t right,
                 const char *file, int line)
{
    print_message("[  ERROR   ] --- %s: %llx, %llx\n", text,
                  (unsigned long long)left, (unsigned long long)right);
    print_message("[   LINE   ] --- %s:%d: error: Failure!\n", file, line);
    longjmp(leave, 1);
}

void cmocka_skip(void)
{
    skipped = true;
    longjmp(leave, 1);
}

/* One part of a test; false if it failed. */
static bool part_passes(const struct CMUnitTest *test, unsigned part)
{
    void *state = NULL;

    if (setjmp(leave))
        return false;
    if (part == 0 && test->setup_func)
        return test->setup_func(&state) == 0;
    if (part == 1)
        test->test_func(&state);
    if (part == 2 && test->teardown_func)
        return test->teardown_func(&state) == 0;
    return true;
}

/* The teardown comes in any case: the next test has the same kernel. */
static bool test_passes(const struct CMUnitTest *test)
{
    bool good;

    skipped = false;
    good = part_passes(test, 0) && part_passes(test, 1);
    return part_passes(test, 2) && (good || skipped);
}

int cmocka_run(const struct CMUnitTest *tests, size_t count)
{
    unsigned before = failed;

    for (size_t i = 0; i < count; i++) {
        bool good;

        print_message("[ RUN      ] %s_%s\n", file_name, tests[i].name);
        good = test_passes(&tests[i]);
        if (good && skipped)
            print_message("[  SKIPPED ] %s_%s\n", file_name, tests[i].name);
        else
            print_message("[ %s ] %s_%s\n", good ? "      OK" : "  FAILED",
                          file_name, tests[i].name);
        passed += good && !skipped;
        failed += !good;
    }
    return (int)(failed - before);
}

int program_main(word_t argument)
{
    struct message status = {{0}};

    board_info = (const struct root_boot_info *)argument;
    for (unsigned i = 0; i < test_file_count; i++) {
        file_name = test_files[i].name;
        (void)test_files[i].run();
    }
    print_message("tests %u passed, %u failed\n", passed, failed);
    status.words[0] = failed > 0;
    (void)raw_invoke(BOOT_SLOT_CONSOLE, OP_CONSOLE_POWER_OFF, &status);
    return 1;
}
