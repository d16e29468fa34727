/*
 * The test of crossings: `run leak_test` in the shell. Whatever crosses from
 * one thread or domain to another, every register is full of secrets before and
 * is looked at behind it. Each file tests a kind of crossing; what is wrong is
 * printed, and counted.
 */
#ifndef LEAK_TEST_TEST_H
#define LEAK_TEST_TEST_H

#include "abi.h"

/* Counts a check, and prints it if it fails. */
#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
bool check(bool holds, const char *what, const char *file, int line);

/* The same for a word of a record (record.h). */
void check_word(const char *what, unsigned word, word_t found, word_t expected);

void test_invocations(void);
void test_threads(void);
void test_gates(void);
void test_replies(void);
void test_faults(void);

#endif
