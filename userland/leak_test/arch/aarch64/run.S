/*
 * Position-independent code that a copy of runs in the other domain as well:
 * carries out a plan, step by step. Before a step every register is loaded from
 * its `in`, after it every one is stored to its `out`; between them stands the
 * one instruction that crosses. On the stack: a scratch word, the step, how
 * many are left, where to go at the end.
 */
#include "record_arch.h"

#include "arch/aarch64/registers.inc"

#define FRAME 32
#define AT_SCRATCH 0
#define AT_STEP 8
#define AT_LEFT 16
#define AT_END 24
#define NOWHERE -16 /* below a stack that holds nothing yet */

/* Everything but sp from the record at x0. */
.macro load_all
    load_special
    ldr     x1, [x0, #RECORD_HAS_FP * 8]
    cbz     x1, 9f
    ldr     x1, [x0, #RECORD_FPCR * 8]
    msr     fpcr, x1
    ldr     x1, [x0, #RECORD_FPSR * 8]
    msr     fpsr, x1
    every_v ldp, RECORD_V
9:
    most    ldp
    ldp     x0, x1, [x0]
.endm

/* Everything but x0 to the record at x0; x1 is lost. */
.macro store_all
    str     x1, [x0, #8]
    most    stp
    mov     x1, sp
    str     x1, [x0, #RECORD_SP * 8]
    store_special
    ldr     x1, [x0, #RECORD_HAS_FP * 8]
    cbz     x1, 9f
    mrs     x1, fpcr
    str     x1, [x0, #RECORD_FPCR * 8]
    mrs     x1, fpsr
    str     x1, [x0, #RECORD_FPSR * 8]
    every_v stp, RECORD_V
9:
.endm

.macro load_step
    ldr     x0, [sp, #AT_STEP]
    add     x0, x0, #STEP_IN
    load_all
.endm

    .section .text.leak_code, "ax"
    .balign 16
    .global leak_code_begin
    .global leak_code_end
    .global leak_gate
    .global leak_thread
    .global leak_fault
    .global leak_run
leak_code_begin:

/* A gate's entry: the badge is the address of the plan. */
leak_gate:
    store_all
    str     x0, [x0]
    mov     x1, x0
    adr     x30, nowhere
    b       run

/* A thread's start: its argument is the address of the plan. */
leak_thread:
    str     x0, [sp, #NOWHERE]
    mov     x0, x1
    store_all
    ldr     x1, [sp, #NOWHERE]
    str     x1, [x0]
    mov     x1, x0
    adr     x30, nowhere
    b       run

/* void leak_run(struct plan *plan): the caller's own. */
leak_run:
    stp     x29, x30, [sp, #-96]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    mov     x1, x0
    bl      run
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #96
    ret

/* The plan at x1. */
run:
    sub     sp, sp, #FRAME
    str     x30, [sp, #AT_END]
    ldr     x2, [x1, #PLAN_STEPS]
    add     x1, x1, #PLAN_FIRST
    str     x1, [sp, #AT_STEP]
    str     x2, [sp, #AT_LEFT]
next:
    ldr     x0, [sp, #AT_STEP]
    ldr     x2, [sp, #AT_LEFT]
    cbz     x2, end
    sub     x2, x2, #1
    str     x2, [sp, #AT_LEFT]
    ldr     x1, [x0, #STEP_RAISE]
    cbz     x1, 1f
    str     x2, [sp, #AT_SCRATCH]
    mov     x2, #1
    str     x2, [x1]
1:  ldr     x1, [x0, #STEP_KIND]
    cbz     x1, invoke
    sub     x1, x1, #1
    cbz     x1, spin

    load_step
leak_fault:
    brk     #0
    b       store

invoke:
    load_step
    svc     #0
    b       store

spin:
    load_step
2:  ldr     x0, [sp, #AT_STEP]
    ldr     x0, [x0, #STEP_FLAG]
    ldr     x0, [x0]
    cbz     x0, 2b

store:
    str     x0, [sp, #AT_SCRATCH]
    ldr     x0, [sp, #AT_STEP]
    add     x0, x0, #STEP_OUT
    store_all
    ldr     x1, [sp, #AT_SCRATCH]
    str     x1, [x0]
    ldr     x0, [sp, #AT_STEP]
    add     x0, x0, #STEP_BYTES
    str     x0, [sp, #AT_STEP]
    b       next

end:
    ldr     x30, [sp, #AT_END]
    add     sp, sp, #FRAME
    ret

/* A plan of these must not get to its end. */
nowhere:
    brk     #2
    b       nowhere
leak_code_end:
