/*
 * Three programs in one file, told apart by their names: restart_test, storm,
 * and the victims. Ends with the number of failed checks.
 */
#include "console.h"
#include "program.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "test.h"

static unsigned checks;
static unsigned failures;

bool check(bool holds, const char *what, const char *file, int line)
{
    checks++;
    if (!holds) {
        failures++;
        printf("%s:%d: %s\n", file, line, what);
    }
    return holds;
}

int failures_report(const char *program)
{
    printf("%s: %u checks, %u failed\n", program, checks, failures);
    return (int)failures;
}

static void test_all(void)
{
    test_policies();
    test_starts();
    test_calls();
    test_finding();
    test_names();
    test_sessions();
    test_priority();
}

/* Twice: what the first round made is made again of the same. */
static int test_main(void)
{
    struct totals before;
    struct totals after;

    if (!CHECK(workers_start()))
        return 1;
    test_all();
    totals_take(&before);
    test_all();
    totals_take(&after);
    totals_compare(&before, &after, false);
    return failures_report("restart_test");
}

int program_main(word_t argument)
{
    (void)argument;
    if (strncmp(program_info->name, "victim_", 7) == 0)
        return victim_main();
    (void)status_check(console_share(), "the console's frame");
    if (strcmp(program_info->name, "storm") == 0)
        return storm_main(program_info->value);
    return test_main();
}
