/*
 * Copies that survive a fault. Memory shared with a client can vanish at any
 * moment; copy_in and copy_out then return false, and the program goes on.
 * That takes a fault gate of the program's own, which recovery_start() makes;
 * it passes every other fault on to root.
 */
#ifndef LIB_RECOVERY_H
#define LIB_RECOVERY_H

#include "abi.h"

[[nodiscard]] enum status recovery_start(void);

/* Copies from memory, or to memory, that may be gone. Each byte is accessed
   once. False: an access faulted; some bytes may have been copied. */
[[nodiscard]] bool copy_in(void *to, const void *shared, size_t bytes);
[[nodiscard]] bool copy_out(void *shared, const void *from, size_t bytes);

/* Where the assembly at the fault gate's entry goes. */
[[noreturn]] void recovery_entered(word_t badge, word_t kind, word_t address,
                                   word_t pc, word_t word, word_t detail,
                                   word_t w5, word_t operation);

#endif
