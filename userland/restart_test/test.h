/*
 * The tests of root's supervisor: `run restart_test` and `storm` in the shell.
 * What fails is printed, and counted.
 */
#ifndef RESTART_TEST_TEST_H
#define RESTART_TEST_TEST_H

#include "service.h"
#include "victim.h"

/* Counts a check, and prints it if it fails. */
#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
bool check(bool holds, const char *what, const char *file, int line);
/* Prints how many there were; the failed ones. */
int failures_report(const char *program);

/* The tests, a file each. */
void test_policies(void);
void test_starts(void);
void test_calls(void);
void test_finding(void);
void test_names(void);
void test_sessions(void);
void test_priority(void);
int storm_main(word_t count);

/* helpers.c, totals.c */
#define RESTARTS_OF_ALWAYS 3 /* then root gives victim_always up */

/* What must not grow. */
enum total {
    TOTAL_MEMORY,
    TOTAL_PROGRAMS,
    TOTAL_ROOT_SLOTS,
    TOTAL_ROOT_FILLED,
    TOTAL_FINDS,
    TOTAL_OWN_SLOTS,
    TOTALS
};
struct totals {
    word_t words[TOTALS];
};
void totals_take(struct totals *totals);
/* Checks that they are the same; prints them if `all`, else what is wrong. */
void totals_compare(const struct totals *before, const struct totals *after,
                    bool all);

struct fate {
    bool running;
    word_t restarts; /* since it was started, or in this window */
    word_t total;
    word_t end; /* enum program_end; 0: none */
};
struct fate fate_of(const char *program);

/* Starts a victim, and waits for its service if it registers one. */
bool victim_start(const char *program, const char *argument);
/* Ends it for good, if it runs. */
void victim_stop(const char *program);
/* Its restarts as it says itself; UINT64_MAX: it is not there. */
word_t victim_restarts(void);
/* Has it die; whether the call ended as it should. */
bool victim_die(enum victim_death how);
/* Waits for a millisecond. */
void nap(void);

/* workers.c: threads of lower priority, each of which does one thing at a time.
 */
#define WORKERS 10
typedef int64_t work_function(unsigned worker);

bool workers_start(void);
/* Lets the first `count` do it, and returns when all of them wait in a call. */
bool workers_do(unsigned count, work_function *work);
/* Lets them do it, and goes on. */
void workers_begin(unsigned count, work_function *work);
/* Waits until the first `count` have done it; how many with this status. */
unsigned workers_done(unsigned count, int64_t status);

#endif
