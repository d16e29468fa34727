/*
 * The library's contract with the processor; lib/arch/<cpu>/ defines all of it.
 */
#ifndef LIB_ARCH_H
#define LIB_ARCH_H

#include "abi_arch.h"

/* e_machine of programs for this processor. */
extern const uint16_t arch_elf_machine;

/* The counter, in the ticks of deadlines. */
word_t arch_ticks(void);

/* Makes code that was just written visible to instruction fetch. */
void arch_code_ready(const void *start, size_t bytes);

/* Where activations begin (of a server's gate; of the recovery gate). */
void gate_enter(void);
void recovery_enter(void);

/* Copies; false if an access faulted and the program's recovery is started
   (recovery.h). A fault with its program counter in [copy_begin, copy_end) is
   mended by going on at copy_recover. */
bool copy_bytes(void *to, const void *from, size_t bytes);
extern const char copy_begin[], copy_end[], copy_recover[];

/* Things that are forbidden to user code, for the crash demonstration. None of
   them returns unless the system is broken. */
void provoke_privileged(void);
void provoke_undefined(void);
void provoke_misaligned(void);
void provoke_breakpoint(void);
void provoke_jump(word_t address);
/* An address of the kernel's half. */
word_t provoke_kernel_address(void);

#endif
