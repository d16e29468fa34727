/*
 * Runs the tests of crossings; ends with 0 if no check failed, else 1.
 */
#include "console.h"
#include "other.h"
#include "program.h"
#include "record.h"
#include "status.h"
#include "stdio.h"
#include "test.h"

#define PRINTED_MAX 40
#define NAME_BYTES 16

static unsigned checks;
static unsigned failures;

/* Counts, and says whether this failure is one to be printed. */
static bool count(bool holds)
{
    checks++;
    if (!holds)
        failures++;
    return !holds && failures <= PRINTED_MAX;
}

bool check(bool holds, const char *what, const char *file, int line)
{
    if (count(holds))
        printf("%s:%d: %s\n", file, line, what);
    return holds;
}

void check_word(const char *what, unsigned word, word_t found, word_t expected)
{
    char name[NAME_BYTES];

    if (!count(found == expected))
        return;
    record_word_name(name, sizeof name, word);
    printf("%s: %s is 0x%lx, not 0x%lx\n", what, name, found, expected);
}

int program_main(word_t argument)
{
    (void)argument;
    (void)status_check(console_share(), "leak_test: the console's frame");
    if (!status_check(other_start(), "leak_test: the other domain"))
        return 1;
    test_invocations();
    test_threads();
    test_gates();
    test_replies();
    test_faults();
    printf("leak_test: %u checks, %u failed\n", checks, failures);
    return failures != 0;
}
