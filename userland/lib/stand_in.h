/*
 * A program that stands in root's place, as the benchmark and some tests do: it
 * has the boot capabilities, and nobody to ask for anything.
 */
#ifndef LIB_STAND_IN_H
#define LIB_STAND_IN_H

#include "abi.h"
#include "boot_info.h"

/* From here on printf() writes to the kernel's console. */
void stand_in_print(void);
/* Powers off with this status. */
[[noreturn]] void stand_in_end(unsigned status);
/* Boot memory of more than 2^bits bytes that nobody has used; 0: there is
   none. */
cap_t stand_in_memory(const struct root_boot_info *info, word_t bits);
/* Fills in `own`, whose untyped is 2^bits bytes of `memory` (NO_MEMORY if that
   is 0), and takes the free slots before `slots_end`. */
[[nodiscard]] int64_t stand_in_own(const struct root_boot_info *info,
                                   cap_t memory, word_t bits, cap_t slots_end);
/* What follows `name=` in the loader's command line; NULL: it is not there. */
const char *stand_in_option(const char *line, const char *name);
/* The same as a decimal number. */
word_t stand_in_number(const char *line, const char *name, word_t otherwise);

#endif
