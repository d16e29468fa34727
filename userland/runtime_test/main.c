/*
 * Runs the runtime's tests; ends with the number of failed checks.
 */
#include "console.h"
#include "program.h"
#include "status.h"
#include "stdio.h"
#include "test.h"

static unsigned checks;
static unsigned failures;

void check(bool holds, const char *what, const char *file, int line)
{
    checks++;
    if (holds)
        return;
    failures++;
    printf("%s:%d: %s\n", file, line, what);
}

int program_main(word_t argument)
{
    (void)argument;
    (void)status_check(console_share(), "runtime_test: the console's frame");
    test_text();
    test_heap();
    test_mutex();
    test_recovery();
    printf("runtime_test: %u checks, %u failed\n", checks, failures);
    return (int)failures;
}
