/*
 * Names for the bits of system registers and page-table entries that the
 * kernel uses, and where entry code finds fields of C structures. Read by C and
 * by the assembler. Sections are those of the Arm Architecture Reference Manual
 * for A-profile (DDI 0487).
 */
#ifndef NUCLEUS_ARCH_REGISTERS_H
#define NUCLEUS_ARCH_REGISTERS_H

/* The kernel's half of the address space, where RAM is mapped one to one. */
#define KERNEL_OFFSET 0xFFFFFF8000000000
#define WINDOW_BITS 39

/* Where the assembly finds members of structures: checked in offsets.c. In
   struct arch_regs: */
#define REGS_SP 248
#define REGS_FLAGS 264
#define REGS_BRIEF 280
#define REGS_BYTES 288
/* In struct thread, to which SP_EL1 points while it runs: */
#define THREAD_DOMAIN 8
#define THREAD_GATE 72
#define THREAD_REGS 96
#define THREAD_SERVER 384
#define THREAD_CALLER 408
#define THREAD_CALLING 400
#define THREAD_RETURNING 404
#define THREAD_IDLE_NEXT 416
#define THREAD_STACK 424
#define THREAD_FP_ON 0x80000000 /* in `calling` */
/* In struct core: */
#define CORE_CURRENT 0
#define CORE_KERNEL_STACK 8
#define CORE_TIME 40
#define CORE_CHANGED 49
#define CORE_OUT 168 /* invocation.out */
#define TIME_THREAD 32 /* in struct sched_context */
/* In struct domain: */
#define DOMAIN_TABLE 96
#define DOMAIN_BOUND 104
#define DOMAIN_SPACE 112
/* In struct gate: */
#define GATE_ENTRY 64
#define GATE_DOMAIN 72
#define GATE_IDLE 80
#define GATE_NONE_BIT 0
#define GATE_UNUSUAL_BIT 1
/* In struct lock: */
#define LOCK_ZEROS 16
#define SLOT_CALLABLE_BIT 15
#define CAP_SELF_SLOT 0xFFFFF /* CAP_SELF */
#define STATUS_EMPTY_SLOT -1 /* EMPTY_SLOT */
#define STATUS_ANSWERED 3 /* ANSWERED */
#define CALLS_MAX 64
#define OPERATION_YIELD 0x1100
/* What a panic runs on after an exception in the kernel. */
#define EMERGENCY_STACK_BYTES 4096

/* ---- page-table entries (D8.3, stage 1, 4 KiB granule) ---- */
#define ENTRY_VALID (1 << 0)
#define ENTRY_IS_TABLE (1 << 1) /* at the last level: a page */
#define ENTRY_TABLE (ENTRY_VALID + ENTRY_IS_TABLE)
#define ENTRY_NORMAL (0 << 2) /* AttrIndx: an index into MAIR */
#define ENTRY_DEVICE (1 << 2)
#define ENTRY_WRITE_COMBINING (2 << 2)
#define ENTRY_USER (1 << 6)      /* AP[1]: data access from EL0 */
#define ENTRY_READ_ONLY (1 << 7) /* AP[2] */
#define ENTRY_SHARED (3 << 8)    /* inner shareable */
#define ENTRY_ACCESSED (1 << 10)
#define ENTRY_NOT_GLOBAL (1 << 11)
#define ENTRY_PXN (1UL << 53) /* not executable by the kernel */
#define ENTRY_UXN (1UL << 54) /* not executable by the user */
#define ENTRY_COUNT_SHIFT 2 /* a table entry's ignored bits 11-2 */
#define ENTRY_COUNT_MASK 0x3FF
#define ENTRY_ADDRESS_MASK 0x0000FFFFFFFFF000

/* What the kernel's own pages and blocks have in common. */
#define KERNEL_BLOCK                                                           \
    (ENTRY_VALID + ENTRY_NORMAL + ENTRY_SHARED + ENTRY_ACCESSED)
#define KERNEL_PAGE (KERNEL_BLOCK + 2)
#define KERNEL_TEXT (ENTRY_READ_ONLY + ENTRY_UXN)
#define KERNEL_RODATA (ENTRY_READ_ONLY + ENTRY_UXN + ENTRY_PXN)
#define KERNEL_DATA (ENTRY_UXN + ENTRY_PXN)
#define KERNEL_DEVICE_PAGE (KERNEL_PAGE + KERNEL_DATA + ENTRY_DEVICE)

/* MAIR_EL1 (D17.2.97): normal write-back, device nGnRE, normal uncached. */
#define MAIR_VALUE 0x4404FF

/*
 * TCR_EL1 (D17.2.139): 39 bits in both halves, write-back inner-shareable
 * walks, 4 KiB granules, 16-bit ASID in TTBR0; IPS (bits 34-32) is filled in
 * at run time.
 */
#define TCR_HALF (25 | 1 << 8 | 1 << 10 | 3 << 12)
#define TCR_TG1_4K (2UL << 30)
#define TCR_ASID16 (1UL << 36)
#define TCR_VALUE (TCR_HALF | TCR_HALF << 16 | TCR_TG1_4K | TCR_ASID16)
#define TCR_IPS_SHIFT 32

/*
 * SCTLR_EL1 (D17.2.118). On: MMU (M), caches (C, I), stack alignment checks
 * (SA, SA0), nothing both writable and executable (WXN). User code may zero,
 * clean and invalidate its own cache lines (DZE, UCT, UCI) and may sleep in WFI
 * and WFE (nTWI, nTWE): its time goes on being charged, and interrupts, which
 * it cannot mask, wake it.
 */
#define SCTLR_RES1 0x30D00800
#define SCTLR_VALUE                                                            \
    (SCTLR_RES1 | 1 << 0 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 12 | 1 << 14 |      \
     1 << 15 | 1 << 16 | 1 << 18 | 1 << 19 | 1 << 26)

/* PSTATE as in SPSR (C5.2.19): exceptions masked, at EL1 or EL2 with its own
   stack pointer. User code runs with everything zero but N, Z, C, V. */
#define PSTATE_EL1 0x3C5
#define PSTATE_EL2 0x3C9
#define PSTATE_USER_FLAGS 0xF0000000UL

/* Exception levels as CurrentEL shows them. */
#define CURRENT_EL1 (1 << 2)
#define CURRENT_EL2 (2 << 2)
#define CURRENT_EL3 (3 << 2)

/* EL3: lower levels are AArch64 and not secure (D17.2.117, SCR_EL3). */
#define SCR_VALUE (1 << 0 | 3 << 4 | 1 << 8 | 1 << 10)
/* Cortex-A53 (DDI 0500, 4.3.68): the core takes part in coherency. */
#define CPUECTLR_SMPEN (1 << 6)
/* EL2: EL1 is AArch64 (D17.2.48) and may use counters and FP (D17.2.31). */
#define HCR_VALUE (1UL << 31)
#define CNTHCTL_VALUE 3
#define CPTR_EL2_VALUE 0x33FF
/* The cycle counter counts at all levels, with 64 bits, and can be read at EL0
   (D13.4), as the virtual counter can. */
#define PMCR_CYCLES (1 | 1 << 6)
#define PMCNTEN_CYCLES ((word_t)1 << 31)
#define PMUSERENR_READ_CYCLES (1 << 2)
#define PMCR_N_SHIFT 11 /* how many event counters there are: 5 bits */

/* CPACR_EL1.FPEN (D17.2.29): FP is on for the kernel; also for the user? */
#define CPACR_FP_KERNEL (1 << 20)
#define CPACR_FP_USER (3 << 20)
/* CNTKCTL_EL1 (D17.11.15): the user reads the virtual counter, no more. */
#define CNTKCTL_VALUE 2
/* MDSCR_EL1 (D17.3.20): no debug events; TDCC keeps the user off the debug
   communications channel. */
#define MDSCR_VALUE (1 << 12)
/* CNTV_CTL_EL0 (D17.11.16) */
#define CNTV_ENABLE 1
/* ISR_EL1 (D17.2.66): an IRQ is pending */
#define ISR_IRQ_BIT 7
/* DCZID_EL0 (D17.2.40): log2 of the words that DC ZVA zeroes, or prohibited */
#define DCZID_MASK 0x1F
#define DCZID_64_BYTES 4

/* ESR_ELx (D17.2.37): the exception's class and what it tells. */
#define ESR_CLASS_SHIFT 26
#define ESR_FP 0x07
#define ESR_SVC 0x15
#define ESR_INSTRUCTION_ABORT 0x20
#define ESR_PC_ALIGNMENT 0x22
#define ESR_DATA_ABORT 0x24
#define ESR_SP_ALIGNMENT 0x26
#define ESR_FP_EXCEPTION 0x2C
#define ESR_SERROR 0x2F
#define ESR_BREAKPOINT_FIRST 0x30 /* hardware debug events */
#define ESR_BREAKPOINT_LAST 0x35
#define ESR_BRK 0x3C
#define ESR_WRITE (1 << 6)
#define ESR_CACHE_MAINTENANCE (1 << 8)
#define ESR_FAR_INVALID (1 << 10)
#define ESR_FAULT_MASK 0x3F
#define ESR_FAULT_PERMISSION_LAST 0x0F /* up to here the page tables' doing */
#define ESR_FAULT_ALIGNMENT 0x21

#endif
