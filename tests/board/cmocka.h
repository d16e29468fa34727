/*
 * CMocka's names on a board: as much of it as the tests of tests/caps/ use. Its
 * lines are CMocka's too, with the file's name before each test's.
 */
#ifndef BOARD_CMOCKA_H
#define BOARD_CMOCKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void (*CMUnitTestFunction)(void **state);
typedef int (*CMFixtureFunction)(void **state);

struct CMUnitTest {
    const char *name;
    CMUnitTestFunction test_func;
    CMFixtureFunction setup_func;
    CMFixtureFunction teardown_func;
};

#define cmocka_unit_test(function) {#function, function, NULL, NULL}
#define cmocka_unit_test_setup_teardown(function, setup, teardown)             \
    {#function, function, setup, teardown}

/* Each file's own, which the build renames. */
int main(void);

int cmocka_run(const struct CMUnitTest *tests, size_t count);
#define cmocka_run_group_tests(tests, setup, teardown)                         \
    cmocka_run(tests, sizeof(tests) / sizeof *(tests))

/* Ends the running test; `text` says which assertion failed. */
[[noreturn]] void cmocka_fail(const char *text, uint64_t left, uint64_t right,
                              const char *file, int line);
/* Ends the running test, which counts as skipped. */
[[noreturn]] void cmocka_skip(void);
void print_message(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#define CMOCKA_ASSERT(left, operator, right)                                   \
    do {                                                                       \
        uint64_t cmocka_left = (uint64_t)(left);                               \
        uint64_t cmocka_right = (uint64_t)(right);                             \
        if (!(cmocka_left operator cmocka_right))                              \
            cmocka_fail(#left " " #operator" " #right, cmocka_left,            \
                        cmocka_right, __FILE__, __LINE__);                     \
    } while (false)

#define assert_int_equal(a, b) CMOCKA_ASSERT(a, ==, b)
#define assert_int_not_equal(a, b) CMOCKA_ASSERT(a, !=, b)
#define assert_true(a) CMOCKA_ASSERT(!!(a), ==, true)
#define assert_false(a) CMOCKA_ASSERT(!!(a), ==, false)
#define assert_null(a) CMOCKA_ASSERT((uintptr_t)(a), ==, 0)
#define assert_non_null(a) CMOCKA_ASSERT((uintptr_t)(a), !=, 0)
#define assert_in_range(value, low, high)                                      \
    do {                                                                       \
        CMOCKA_ASSERT(value, >=, low);                                         \
        CMOCKA_ASSERT(value, <=, high);                                        \
    } while (false)
#define skip() cmocka_skip()
#define fail() cmocka_fail("fail()", 0, 0, __FILE__, __LINE__)
#define fail_msg(text) cmocka_fail(text, 0, 0, __FILE__, __LINE__)

#endif
