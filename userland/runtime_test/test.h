/*
 * The runtime's test program: `run runtime_test` in the shell. Each file tests
 * a part of userland/lib; what fails is printed, and counted.
 */
#ifndef RUNTIME_TEST_TEST_H
#define RUNTIME_TEST_TEST_H

#include "abi.h"

/* Counts a check, and prints it if it fails. */
#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
void check(bool holds, const char *what, const char *file, int line);

void test_text(void);
void test_heap(void);
void test_mutex(void);
void test_recovery(void);

#endif
