/*
 * Names for the bits of registers and page-table entries that the kernel uses,
 * and where entry code finds fields of C structures. Read by C and by the
 * assembler. Sections are those of Intel's Software Developer's Manual
 * (volume 3 unless another is named).
 */
#ifndef NUCLEUS_ARCH_REGISTERS_H
#define NUCLEUS_ARCH_REGISTERS_H

/* The upper half: RAM one to one from its beginning, the kernel's image in the
   last 2 GiB, where the compiler wants it, and devices' registers behind. */
#define DIRECT_BASE 0xFFFF800000000000
#define KERNEL_VIRTUAL 0xFFFFFFFF80200000
#define DEVICES_VIRTUAL 0xFFFFFFFF80400000
/* RAM above is not used: the direct map has room up to the image. */
#define DIRECT_BITS 46
#define DIRECT_SLOT 256 /* their entries in the root page table */
#define KERNEL_SLOT 511
/* What the boot page tables reach. */
#define BOOT_REACH 0x100000000

/* Offsets that static_asserts in offsets.c compare with the structures. */
#define THREAD_REGS_OFFSET 96
#define REGS_THREAD_POINTER 0
#define REGS_RAX 8
#define REGS_RDI 16
#define REGS_RSI 24
#define REGS_RDX 32
#define REGS_R10 40
#define REGS_R8 48
#define REGS_R9 56
#define REGS_R12 64
#define REGS_BRIEF 72
#define REGS_VECTOR 136
#define REGS_ERROR 144
#define REGS_PC 152
#define REGS_CS 160
#define REGS_FLAGS 168
#define REGS_SP 176
#define REGS_SS 184
#define REGS_BYTES 192
#define CORE_CURRENT 0
#define CORE_KERNEL_STACK 8
#define CORE_SELF 24
#define CORE_SCRATCH 32
#define CORE_FS_BASE 40
#define CORE_VECTOR 48
#define CORE_SEGMENTS 56
#define CORE_FS_USED (CORE_SEGMENTS + 5)
#define CORE_TIME 248
#define CORE_CHANGED 257
#define CORE_OUT 376 /* invocation.out */
#define TIME_THREAD 32 /* in struct sched_context */
#define CORE_REGS_TOP 140 /* the task state's RSP0 */

/* Where the registers of a thread end, to which RSP0 points while it runs, and
   what its structure has before and behind. */
#define THREAD_TOP (THREAD_REGS_OFFSET + REGS_BYTES)
#define THREAD_DOMAIN 8
#define THREAD_GATE 72
#define THREAD_SERVER 288
#define THREAD_CALLER 312
#define THREAD_CALLING 304
#define THREAD_RETURNING 308
#define THREAD_IDLE_NEXT 320
#define THREAD_STACK 328
#define THREAD_START_POINTER 336
#define THREAD_FP_ON 0x80000000 /* in `calling` */
#define DOMAIN_TABLE 96
#define DOMAIN_BOUND 104
#define DOMAIN_SPACE 112
#define GATE_ENTRY 64
#define GATE_DOMAIN 72
#define GATE_IDLE 80
#define GATE_NONE_MASK 1
#define GATE_UNUSUAL_MASK 2
#define SLOT_CALLABLE_BYTE 1 /* of a slot's head, and the bit in it */
#define SLOT_CALLABLE_MASK 0x80
#define CALLS_MAX 64
#define SLOT_BYTES 32
/* The lock's word is 0 when it is taken and nobody waits for it: what is added
   to that of a free one. */
#define LOCK_TAKEN 0x01000000
#define LOCK_BYTE 3
#define LOCK_FREE_BYTE 0xFF
#define LOCK_ZEROS 16
#define OPERATION_IS_RETURN 0x8000000000000000
#define OPERATION_YIELD 0x1100
#define CAP_SELF_SLOT 0xFFFFF /* CAP_SELF */
#define STATUS_EMPTY_SLOT -1 /* EMPTY_SLOT */
#define STATUS_ANSWERED 3 /* ANSWERED */

#define WINDOW_BITS 47

/* Selectors: SYSCALL and SYSRET want this order (5.8.8). */
#define KERNEL_CS 0x08
#define KERNEL_SS 0x10
#define SYSRET_BASE 0x1B
#define USER_SS 0x23
#define USER_CS 0x2B
#define TASK_SELECTOR 0x30

/* Exceptions (6.15) and, from 32 on, interrupts. */
#define VECTOR_DIVIDE 0
#define VECTOR_DEBUG 1
#define VECTOR_NMI 2
#define VECTOR_BREAKPOINT 3
#define VECTOR_OVERFLOW 4
#define VECTOR_NO_FP 7
#define VECTOR_DOUBLE_FAULT 8
#define VECTOR_PAGE_FAULT 14
#define VECTOR_X87 16
#define VECTOR_ALIGNMENT 17
#define VECTOR_MACHINE_CHECK 18
#define VECTOR_SIMD 19
#define VECTOR_LINES 32
#define VECTOR_TIMER 63 /* in one group of 32 with the first lines */
#define VECTOR_PIC 0xF0  /* nothing must come from there */
#define VECTOR_SPURIOUS 0xFF

/* Page-fault error code (4.7) */
#define PAGE_FAULT_WRITE (1 << 1)
#define PAGE_FAULT_FETCH (1 << 4)

/* RFLAGS (volume 1, 3.4.3) */
#define FLAGS_FIXED 0x002
#define FLAGS_TF 0x100
#define FLAGS_IF 0x200
#define FLAGS_USER_START (FLAGS_FIXED | FLAGS_IF)
/* CF PF AF ZF SF TF DF OF NT AC ID: what user code can change by itself. */
#define FLAGS_USER_MASK 0x244DD5

/* CR0 (2.5): protected mode, monitor coprocessor, numeric errors, write
   protection, alignment checks, paging; TS while FP is off. */
#define CR0_TS (1 << 3)
#define CR0_VALUE 0x80050033

/* CR4 (2.5) */
#define CR4_PAE (1 << 5)
#define CR4_MCE (1 << 6)
#define CR4_PGE (1 << 7)
#define CR4_OSFXSR (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)
#define CR4_UMIP (1 << 11)
#define CR4_PCIDE (1 << 17)
#define CR4_OSXSAVE (1 << 18)
#define CR4_SMEP (1 << 20)
#define CR4_SMAP (1 << 21)

/* CR3 (4.5; with PCIDs: bit 63 reads as zero) */
#define CR3_PCID 0xFFF
#define CR3_NO_FLUSH (1UL << 63)

/* Debug registers (17.2) with no breakpoint set. */
#define DR6_VALUE 0xFFFF0FF0
#define DR7_VALUE 0x400

#define XCR0_X87_SSE 3
#define XCR0_AVX 4

/* Model-specific registers (volume 4) */
#define MSR_APIC_BASE 0x1B
#define MSR_MACHINE_CHECKS 0x179 /* bits 7-0: how many banks */
#define MSR_BANK_STATUS 0x401    /* and 4 for each bank */
#define MSR_BANK_ADDRESS 0x402
#define MSR_PAT 0x277
#define MSR_TSC_DEADLINE 0x6E0
#define MSR_X2APIC 0x800 /* and the register's number */
#define MSR_X2APIC_END 0x80B
#define MSR_EFER 0xC0000080
#define MSR_STAR 0xC0000081
#define MSR_LSTAR 0xC0000082
#define MSR_CSTAR 0xC0000083
#define MSR_SFMASK 0xC0000084
#define MSR_FS_BASE 0xC0000100
#define MSR_GS_BASE 0xC0000101
#define MSR_KERNEL_GS_BASE 0xC0000102
#define MSR_SYSENTER_CS 0x174

#define BANKS_MASK 0xFF
#define BANK_STRIDE 4
#define BANK_VALID (1UL << 63)
#define BANK_ADDRESS_VALID (1UL << 58)
#define EFER_SCE (1 << 0)
#define EFER_LME (1 << 8)
#define EFER_NXE (1 << 11)
#define APIC_BASE_X2APIC (1 << 10)
#define APIC_BASE_ENABLE (1 << 11)

/* PAT (11.12): write-back, write-combining, uncached (MTRR), uncached. */
#define PAT_VALUE 0x0007010600070106

/* ---- page-table entries (4.5) ---- */
#define ENTRY_PRESENT (1 << 0)
#define ENTRY_WRITE (1 << 1)
#define ENTRY_USER (1 << 2)
#define ENTRY_WRITE_COMBINING (1 << 3)       /* PWT: PAT 1 */
#define ENTRY_DEVICE (1 << 3 | 1 << 4)       /* PWT and PCD: PAT 3 */
#define ENTRY_TOUCHED (1 << 5 | 1 << 6)      /* accessed and dirty */
#define ENTRY_LARGE (1 << 7)
#define ENTRY_GLOBAL (1 << 8)
#define ENTRY_IS_TABLE (1 << 9)              /* one of the ignored bits */
#define ENTRY_COUNT_SHIFT 52 /* ignored bits 61-52 of a table entry */
#define ENTRY_COUNT_MASK 0x3FF
#define ENTRY_NO_EXECUTE (1UL << 63)
#define ENTRY_ADDRESS_MASK 0x000FFFFFFFFFF000
#define ENTRY_HIDDEN 0x000FF80000000000 /* inverted while not present */

#define ENTRY_TABLE (ENTRY_PRESENT | ENTRY_WRITE | 1 << 5 | ENTRY_IS_TABLE)
#define KERNEL_ENTRY (ENTRY_PRESENT | ENTRY_TOUCHED | ENTRY_GLOBAL)

/* CPUID (volume 2) */
#define CPUID_EXTENDED 0x80000000
#define CPUID_EXTENDED_FEATURES 0x80000001
#define CPUID_LONG_MODE_BIT 29
#define CPUID_LEAVES_OF_1_GIB_BIT 26

#endif
