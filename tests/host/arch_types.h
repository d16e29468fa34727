/*
 * The fake processor: the sizes and structures that nucleus/arch.h asks for.
 * Everything is tiny, so that a world with all kinds of objects fits into a few
 * kilobytes and every boundary is near.
 */
#ifndef HOST_ARCH_TYPES_H
#define HOST_ARCH_TYPES_H

#include "abi.h"

/* 64-byte pages, 8 entries per table, five levels: a window of 2 MiB. */
#define ARCH_PAGE_BITS 6
#define ARCH_TABLE_BITS 3
#define ARCH_LEVELS 5
#define ARCH_WINDOW_BITS 21
#define ARCH_THREAD_LINK 16
#define ARCH_LOCK_BYTE 0
#define ARCH_LOCK_FREE 0
#define ARCH_LOCK_HELD 1
#define ARCH_CLEAR_STEP 256
/* Few ids with few generations, so that a test can use them all up. */
#define ARCH_DOMAIN_IDS 64
#define ARCH_GENERATION_BITS 2
#define ARCH_ROOT_TABLE_BITS 10
#define ARCH_ROOT_DOMAIN_BITS 12
#define ARCH_ROOT_STACK_BITS 12
#define ARCH_ELF_MACHINE 0x4854
#define ARCH_NOINIT

/* Where struct thread has its registers. */
#define THREAD_REGS_OFFSET 96

struct arch_regs {
    word_t capability; /* out: status; at a gate's entry: badge */
    word_t words[MESSAGE_WORDS];
    word_t operation;
    word_t sp;
    word_t pc;
    word_t flags;
    word_t thread_pointer;
};

struct arch_fp {
    word_t token;
};

struct arch_core {
    bool save_all; /* as arch_save_all said last */
    word_t vector; /* for tests of the PC's board: of the interrupt */
};

/* From here on a file's variables are the kernel's: they lie together, so that
   the harness can save, compare and restore the whole kernel (snapshot.c). A
   file that is no part of the kernel includes host.h, which ends that. */
#pragma clang section bss = "kernel_bss" data = "kernel_data"

#endif
