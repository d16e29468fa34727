/*
 * Which statuses each operation has given so far, by everybody's invocations.
 * At its end a test program writes them to statuses/<program>.txt beside
 * itself; tests/host/check_statuses.py says which of those that the .cap files
 * list have never been seen.
 */
#ifndef HOST_RECORD_H
#define HOST_RECORD_H

#include "abi.h"

void record_status(word_t operation, int64_t status);

#endif
