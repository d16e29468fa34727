/*
 * What a board's start code calls with the MMU off, at physical addresses: down
 * to EL1 from wherever firmware left the core, and MMU on. Position independent
 * and without a stack.
 */
#include "registers.h"

    .section .text.start, "ax"

/* Returns at EL1, MMU off, exceptions masked; keeps x0 and x19-x28. x1: the
   exception level that the core came from, as CurrentEL shows it. */
    .global arch_start_el1
arch_start_el1:
    msr     daifset, #0xF
    mrs     x1, CurrentEL
    cmp     x1, #CURRENT_EL2
    b.eq    from_el2
    b.lo    from_el1

    mov     x2, #SCR_VALUE          // EL3
    msr     scr_el3, x2
    msr     cptr_el3, xzr
    mrs     x2, s3_1_c15_c2_1       // CPUECTLR_EL1
    orr     x2, x2, #CPUECTLR_SMPEN
    msr     s3_1_c15_c2_1, x2
    adr     x2, from_el2
    msr     elr_el3, x2
    mov     x2, #PSTATE_EL2
    msr     spsr_el3, x2
    isb
    eret

from_el2:
    mov     x2, #HCR_VALUE
    msr     hcr_el2, x2
    mov     x2, #CNTHCTL_VALUE
    msr     cnthctl_el2, x2
    msr     cntvoff_el2, xzr
    mov     x2, #CPTR_EL2_VALUE
    msr     cptr_el2, x2
    msr     hstr_el2, xzr
    msr     vttbr_el2, xzr
    mrs     x2, pmcr_el0            // EL1 has all event counters
    ubfx    x2, x2, #PMCR_N_SHIFT, #5
    msr     mdcr_el2, x2
    mrs     x2, midr_el1
    msr     vpidr_el2, x2
    mrs     x2, mpidr_el1
    msr     vmpidr_el2, x2
    ldr     x2, =SCTLR_RES1
    msr     sctlr_el1, x2
    msr     elr_el2, x30
    mov     x2, #PSTATE_EL1
    msr     spsr_el2, x2
    isb
    eret

from_el1:
    ldr     x2, =SCTLR_RES1
    msr     sctlr_el1, x2
    isb
    ret

/* x0: physical address of the root page table, which maps the image at its
   physical addresses too. Returns to the caller's place in the kernel's half;
   the tables serve for both halves until the user's is replaced. */
    .global arch_start_mmu
arch_start_mmu:
    msr     ttbr0_el1, x0
    msr     ttbr1_el1, x0
    ldr     x1, =MAIR_VALUE
    msr     mair_el1, x1
    ldr     x1, =TCR_VALUE
    mrs     x2, id_aa64mmfr0_el1    // PARange becomes IPS
    bfi     x1, x2, #TCR_IPS_SHIFT, #3
    msr     tcr_el1, x1
    ic      iallu
    tlbi    vmalle1
    dsb     sy
    isb
    ldr     x1, =SCTLR_VALUE
    msr     sctlr_el1, x1
    isb
    mov     x1, #KERNEL_OFFSET
    add     x30, x30, x1
    ret
