/*
 * A kernel that crashes, panics or does not come back is a finding: the signal
 * ends the step, not the program.
 */
#include "explore.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

/* Of this process' own time: others may use the processor as they like. */
#define STEP_SECONDS 5

sigjmp_buf guard_back;
volatile bool guard_on;
static volatile sig_atomic_t caught;
/* Steps taken so far. */
volatile word_t guard_steps;

const char *guard_what(void)
{
    switch (caught) {
    case SIGABRT:
        return "the kernel panicked";
    case SIGPROF:
        return "a step does not end";
    default:
        return "the kernel crashed";
    }
}

/* A step has hung when it is still the same one at the second signal. */
static void on_signal(int number)
{
    static word_t steps_before;

    if (number == SIGPROF && (!guard_on || guard_steps != steps_before)) {
        steps_before = guard_steps;
        return;
    }
    if (!guard_on) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    guard_on = false;
    caught = number;
    siglongjmp(guard_back, 1);
}

void guard_begin(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS,  SIGILL,
                                  SIGFPE,  SIGABRT, SIGPROF};
    static unsigned char stack[65536];
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct itimerval every = {{STEP_SECONDS, 0}, {STEP_SECONDS, 0}};
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = SA_ONSTACK | SA_RESTART};

    sigaltstack(&other, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
    setitimer(ITIMER_PROF, &every, NULL);
}
