/*
 * What went wrong, in words.
 */
#ifndef LIB_STATUS_H
#define LIB_STATUS_H

#include "abi.h"

/* The name of a kernel's or a common service's status; "status" otherwise. */
const char *status_name(int64_t status);

/* Prints "what: NAME" if `status` is not OK; whether it is OK. */
bool status_check(int64_t status, const char *what);

#endif
