/*
 * AArch64: the sizes and structures that nucleus/arch.h asks for.
 */
#ifndef NUCLEUS_ARCH_TYPES_H
#define NUCLEUS_ARCH_TYPES_H

#include "abi.h"

/* 4 KiB pages, 39 bits of address in three levels of page tables. */
#define ARCH_PAGE_BITS 12
#define ARCH_TABLE_BITS 9
#define ARCH_LEVELS 3
#define ARCH_WINDOW_BITS 39
#define ARCH_THREAD_LINK 0
#define ARCH_LOCK_BYTE 0
#define ARCH_LOCK_FREE 0
#define ARCH_LOCK_HELD 1
#define ARCH_CLEAR_STEP 4096
/* A domain's id is its ASID. */
#define ARCH_DOMAIN_IDS 65536
#define ARCH_GENERATION_BITS 25
/* Root: 4096 slots, 30 page tables, 64 KiB of stack. */
#define ARCH_ROOT_TABLE_BITS 12
#define ARCH_ROOT_DOMAIN_BITS 17
#define ARCH_ROOT_STACK_BITS 16
#define ARCH_ELF_MACHINE 183 /* EM_AARCH64 */
#define ARCH_NOINIT [[gnu::section(".noinit")]]

/* In the order in which entry.S saves them, which is that of the numbers of
   thread.read_registers. */
#define ARCH_REGISTERS 35

struct arch_regs {
    union {
        word_t by_number[ARCH_REGISTERS];
        struct {
            word_t x[31];
            word_t sp;
            word_t pc;
            word_t flags; /* PSTATE */
            word_t thread_pointer;
        };
    };
    /* x8-x30 are zero, whatever stands in `x`: so after an invocation. */
    word_t brief;
};

struct arch_fp {
    word_t v[64]; /* v0-v31 */
    word_t control;
    word_t status;
};

struct arch_core {
    word_t stack_base; /* the lowest address of the kernel stack */
};

#endif
