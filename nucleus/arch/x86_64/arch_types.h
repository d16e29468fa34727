/*
 * x86_64: the sizes and structures that nucleus/arch.h asks for.
 */
#ifndef NUCLEUS_ARCH_TYPES_H
#define NUCLEUS_ARCH_TYPES_H

#include "abi.h"

/* 4 KiB pages, four levels of page tables; the lower half is the window. */
#define ARCH_PAGE_BITS 12
#define ARCH_TABLE_BITS 9
#define ARCH_LEVELS 4
#define ARCH_WINDOW_BITS 47
#define ARCH_THREAD_LINK 288 /* where its registers end */
/* One addition takes the lock, and leaves zero. */
#define ARCH_LOCK_BYTE 3
#define ARCH_LOCK_FREE 0xFF
#define ARCH_LOCK_HELD 0
#define ARCH_CLEAR_STEP 4096
#define ARCH_DOMAIN_IDS 65536
#define ARCH_GENERATION_BITS 25
/* Root: 4096 slots, 30 page tables, 64 KiB of stack. */
#define ARCH_ROOT_TABLE_BITS 12
#define ARCH_ROOT_DOMAIN_BITS 17
#define ARCH_ROOT_STACK_BITS 16
#define ARCH_ELF_MACHINE 62 /* EM_X86_64 */
#define ARCH_NOINIT [[gnu::section(".noinit")]]

/* As entry.S and the processor push them: while the thread runs, an exception's
   stack is the end of this structure. */
struct arch_regs {
    word_t thread_pointer;
    word_t rax;
    word_t rdi;
    struct message message; /* rsi rdx r10 r8 r9 r12 */
    /* Not 0: rcx is the program counter, r11 the flags, and those that follow
       are zero, whatever stands here. So after an invocation. */
    word_t brief;
    word_t rcx;
    word_t r11;
    word_t rbx;
    word_t rbp;
    word_t r13;
    word_t r14;
    word_t r15;
    word_t vector;
    word_t error;
    word_t pc;
    word_t cs;
    word_t flags;
    word_t sp;
    word_t ss;
};

/* XSAVE's area for x87, SSE and AVX, or FXSAVE's. The bytes from 464 on are
   left to software (volume 1, 10.5.1). */
#define ARCH_FP_WORDS (832 / 8)
#define ARCH_FP_SAVED 58 /* this word is 1 in a state that was saved */

struct arch_fp {
    alignas(64) word_t area[ARCH_FP_WORDS];
};

/* Task-state segment (7.7): stacks, and no I/O port for user code. */
struct [[gnu::packed]] task_state {
    uint32_t reserved;
    word_t rsp[3];
    word_t reserved1;
    word_t interrupt_stack[7];
    word_t reserved2;
    uint16_t reserved3;
    uint16_t port_map;
};

#define ARCH_GDT_WORDS 8 /* so that selectors fit into a byte */

/* GS points to the core's structure while the kernel runs. */
struct arch_core {
    struct core *self;
    word_t scratch; /* of the first instructions of an entry */
    word_t fs_base; /* as loaded */
    word_t vector; /* of the interrupt that is being taken */
    /* What a system call came with, a byte for each selector, DS, ES, FS, GS;
       and [5]: whether `fs_base` is not 0. */
    alignas(word_t) uint8_t segments[8];
    word_t stack_base; /* the lowest address of the kernel stack */
    word_t gdt[ARCH_GDT_WORDS];
    struct task_state task;
};

#endif
