/*
 * The way into and out of the kernel. While a thread runs, SP_EL1 points to its
 * structure, where its registers are saved, and TPIDR_EL1 to the core's. An
 * exception from EL0 saves every register there, goes to the core's one kernel
 * stack and calls the portable kernel, which returns the thread to go on with,
 * or NULL to wait for an interrupt. Interrupts are masked from entry to exit,
 * so that nothing nests: an exception from EL1 is a panic.
 */
#include "registers.h"

.arch_extension fp
.arch_extension simd

.macro vector target
    .balign 0x80
    b       \target
.endm

/* From EL0: x29 and x30 are saved so that a subroutine can save the rest. */
.macro user_vector target
    .balign 0x80
    stp     x29, x30, [sp, #THREAD_REGS + 29 * 8]
    bl      save_user
    b       \target
.endm

/* Stores or loads registers of a bank, two by two, each at its number's place
   in a row of them, which begins at `at` from the base. */
.macro pairs operation, bank, base, at, bytes, first, second, more:vararg
    \operation \bank\first, \bank\second, [\base, #\at + \first * \bytes]
    .ifnb   \more
    pairs   \operation, \bank, \base, \at, \bytes, \more
    .endif
.endm

/* A table of vectors. From EL1, with either stack pointer; from EL0; from
   AArch32, which nothing enters. */
.macro vectors name, synchronous
    .balign 0x800
    .global \name
\name:
    .rept 8
    vector  kernel_exception
    .endr
    .balign 0x80
    \synchronous
    user_vector user_interrupt      // IRQ
    user_vector user_interrupt      // FIQ
    user_vector user_fault          // SError
    .rept 4
    vector  kernel_exception
    .endr
.endm

/* An invocation goes to the fast path, whatever the instruction's immediate. */
.macro invocation_is_fast
    stp     x29, x30, [sp, #THREAD_REGS + 29 * 8]
    mrs     x30, esr_el1
    lsr     w30, w30, #ESR_CLASS_SHIFT
    cmp     w30, #ESR_SVC
    b.eq    fast_invoke
    bl      save_user
    b       user_synchronous
.endm

/* In a domain with a syscall gate every register is saved. */
.macro invocation_is_foreign
    stp     x29, x30, [sp, #THREAD_REGS + 29 * 8]
    bl      save_user
    mrs     x1, esr_el1
    lsr     w2, w1, #ESR_CLASS_SHIFT
    cmp     w2, #ESR_SVC
    b.ne    user_synchronous
    bl      kernel_invoke
    b       arch_leave
.endm

    .section .text.vectors, "ax"
    vectors arch_vectors, invocation_is_fast
    vectors arch_vectors_foreign, invocation_is_foreign

    .text
/* Saves all but x29 and x30; returns x0 = core, on its kernel stack. */
save_user:
    pairs   stp, x, sp, THREAD_REGS, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    pairs   stp, x, sp, THREAD_REGS, 8, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
    pairs   stp, x, sp, THREAD_REGS, 8, 22, 23, 24, 25, 26, 27
    str     x28, [sp, #THREAD_REGS + 28 * 8]
    mrs     x1, sp_el0
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    mrs     x4, tpidr_el0
    stp     x1, x2, [sp, #THREAD_REGS + REGS_SP]
    stp     x3, x4, [sp, #THREAD_REGS + REGS_FLAGS]
    str     xzr, [sp, #THREAD_REGS + REGS_BRIEF]
    mrs     x0, tpidr_el1
    mov     x1, sp
    ldr     x2, [x0, #CORE_KERNEL_STACK]
    str     x1, [x0, #CORE_CURRENT]
    mov     sp, x2
    ret

user_synchronous:
    mrs     x1, esr_el1
    lsr     w2, w1, #ESR_CLASS_SHIFT
    cmp     w2, #ESR_FP
    b.ne    user_fault
    bl      kernel_fp
    b       arch_leave
user_fault:
    bl      arch_fault
    b       arch_leave
user_interrupt:
    bl      kernel_interrupt
    /* falls through */

/* Goes on with the thread in x0, or waits for an interrupt. */
    .global arch_leave
arch_leave:
    cbz     x0, idle
    mov     sp, x0
    ldp     x1, x2, [sp, #THREAD_REGS + REGS_SP]
    ldp     x3, x4, [sp, #THREAD_REGS + REGS_FLAGS]
    msr     sp_el0, x1
    msr     elr_el1, x2
    msr     spsr_el1, x3
    msr     tpidr_el0, x4
    ldr     x5, [sp, #THREAD_REGS + REGS_BRIEF]
    cbnz    x5, 1f
    pairs   ldp, x, sp, THREAD_REGS, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    pairs   ldp, x, sp, THREAD_REGS, 8, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
    pairs   ldp, x, sp, THREAD_REGS, 8, 22, 23, 24, 25, 26, 27, 28, 29
    ldr     x30, [sp, #THREAD_REGS + 30 * 8]
    clrex                           // no reservation outlives a crossing
    eret
1:  pairs   ldp, x, sp, THREAD_REGS, 8, 0, 1, 2, 3, 4, 5, 6, 7
    adrp    x8, empty_page_table    // zeros, from the start of a page
    pairs   ldp, x, x8, 0, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
    pairs   ldp, x, x8, 0, 8, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    mov     x8, xzr
    clrex
    eret

idle:
    mrs     x0, tpidr_el1
    ldr     x1, [x0, #CORE_KERNEL_STACK]
    mov     sp, x1
1:  dsb     sy
    wfi                             // a masked interrupt ends it too
    mrs     x1, isr_el1
    tbz     w1, #ISR_IRQ_BIT, 1b
    b       user_interrupt

/*
 * An exception in the kernel: saves the registers in a place of its own, since
 * the stack may be what is wrong, and panics on an emergency stack. The scratch
 * registers are ones that user code will never see again.
 */
kernel_exception:
    msr     tpidrro_el0, x0
    msr     tpidr_el0, x1
    mrs     x0, elr_el1
    adr     x1, semihosting_call
    cmp     x0, x1
    b.eq    semihosting_absent
    mrs     x1, tpidr_el0
    adrp    x0, arch_crash
    add     x0, x0, :lo12:arch_crash
    pairs   stp, x, x0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
    pairs   stp, x, x0, 0, 8, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26
    pairs   stp, x, x0, 0, 8, 27, 28, 29, 30
    mov     x1, sp
    mrs     x2, elr_el1
    stp     x1, x2, [x0, #REGS_SP]
    mrs     x3, spsr_el1
    stp     x3, xzr, [x0, #REGS_FLAGS]
    mrs     x1, tpidrro_el0
    str     x1, [x0]
    adrp    x1, arch_emergency_stack
    add     x1, x1, :lo12:arch_emergency_stack
    add     sp, x1, #EMERGENCY_STACK_BYTES
    b       arch_kernel_exception

/*
 * void arch_semihosting_exit(word_t status): ends an emulator that provides
 * semihosting (SYS_EXIT_EXTENDED, ADP_Stopped_ApplicationExit). Elsewhere the
 * instruction is undefined, and the function returns by way of that exception.
 */
    .global arch_semihosting_exit
arch_semihosting_exit:
    mov     x9, x30
    mov     x1, #0x26
    movk    x1, #2, lsl #16
    stp     x1, x0, [sp, #-16]!
    mov     w0, #0x20
    mov     x1, sp
semihosting_call:
    hlt     #0xF000
semihosting_absent:
    add     sp, sp, #16
    ret     x9

/* void arch_fp_save(struct arch_fp *fp) */
    .global arch_fp_save
arch_fp_save:
    pairs   stp, q, x0, 0, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    pairs   stp, q, x0, 0, 16, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25
    pairs   stp, q, x0, 0, 16, 26, 27, 28, 29, 30, 31
    mrs     x1, fpcr
    mrs     x2, fpsr
    add     x0, x0, #32 * 16
    stp     x1, x2, [x0]
    ret

/* void arch_fp_load(const struct arch_fp *fp) */
    .global arch_fp_load
arch_fp_load:
    pairs   ldp, q, x0, 0, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    pairs   ldp, q, x0, 0, 16, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25
    pairs   ldp, q, x0, 0, 16, 26, 27, 28, 29, 30, 31
    add     x0, x0, #32 * 16
    ldp     x1, x2, [x0]
    msr     fpcr, x1
    msr     fpsr, x2
    mov     x1, #CPACR_FP_USER
    msr     cpacr_el1, x1
    ret

    .bss
    .balign 16
    .global arch_crash
arch_crash:
    .skip   REGS_BYTES
    .balign 16
arch_emergency_stack:
    .skip   EMERGENCY_STACK_BYTES
