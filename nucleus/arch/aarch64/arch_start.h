/*
 * What a board asks of AArch64 beyond the contract with portable code: getting
 * a core going, devices' registers, and ending an emulator.
 */
#ifndef NUCLEUS_ARCH_START_H
#define NUCLEUS_ARCH_START_H

#include "arch.h"

/* This core's structure and kernel stack, exception vectors, and everything
   that user code must not change. The user's half becomes empty. */
void arch_core_start(struct core *core, word_t stack_base, word_t stack_bytes);

/* Goes on with the thread that boot() returned. */
[[noreturn]] void arch_leave(struct thread *thread);

/* Ends the machine if it is an emulator with semihosting; else returns. */
void arch_semihosting_exit(word_t status);

/* A block or page of the kernel's half has changed in the page table. */
void arch_kernel_mapping_changed(void);

/* Device registers: 32 bits wide, in program order. */
static inline uint32_t device_read(const volatile uint32_t *place)
{
    return *place;
}

static inline void device_write(volatile uint32_t *place, uint32_t value)
{
    *place = value;
}

#endif
