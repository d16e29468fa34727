/*
 * AArch64: loads every register, crosses, and stores every register.
 */
#include "record_arch.h"

.arch_extension fp
.arch_extension simd

/* On the stack: the caller's x19-x30, where to store, and scratch. */
#define FRAME 128
#define AT_OUT 96
#define AT_SCRATCH 104

.macro pairs operation, bank, base, offset, bytes, first, second, more:vararg
    \operation \bank\first, \bank\second, [\base, #\offset + \first * \bytes]
    .ifnb   \more
    pairs   \operation, \bank, \base, \offset, \bytes, \more
    .endif
.endm

/* x2-x30. */
.macro most operation, base
    pairs   \operation, x, \base, 0, 8, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    pairs   \operation, x, \base, 0, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23
    pairs   \operation, x, \base, 0, 8, 24, 25, 26, 27, 28, 29
    .ifc    \operation, ldp
    ldr     x30, [\base, #30 * 8]
    .else
    str     x30, [\base, #30 * 8]
    .endif
.endm

/* The caller's own, which C wants to keep. */
.macro own operation
    pairs   \operation, x, sp, -19 * 8, 8, 19, 20, 21, 22, 23, 24, 25, 26
    pairs   \operation, x, sp, -19 * 8, 8, 27, 28, 29, 30
.endm

/* What is in no general register, but sp, to the record at x0. */
.macro store_special
    mrs     x1, nzcv
    str     x1, [x0, #RECORD_FLAGS * 8]
    mrs     x1, tpidr_el0
    str     x1, [x0, #RECORD_THREAD_POINTER * 8]
    mrs     x1, tpidrro_el0
    str     x1, [x0, #RECORD_THREAD_POINTER_READ_ONLY * 8]
    str     xzr, [x0, #(RECORD_WORDS - 1) * 8]
.endm

.macro crossing name, instruction:vararg
    .global \name
\name:
    sub     sp, sp, #FRAME
    own     stp
    str     x1, [sp, #AT_OUT]
    ldr     x1, [x0, #RECORD_FLAGS * 8]
    msr     nzcv, x1
    ldr     x1, [x0, #RECORD_THREAD_POINTER * 8]
    msr     tpidr_el0, x1
    most    ldp, x0
    ldp     x0, x1, [x0]
    \instruction
    stp     x0, x1, [sp, #AT_SCRATCH]
    ldr     x0, [sp, #AT_OUT]
    most    stp, x0
    mov     x1, sp
    str     x1, [x0, #RECORD_SP * 8]
    store_special
    ldp     x1, x2, [sp, #AT_SCRATCH]
    stp     x1, x2, [x0]
    own     ldp
    add     sp, sp, #FRAME
    ret
.endm

/* With the record on the stack. */
.macro beginning name, function
    .global \name
\name:
    sub     sp, sp, #RECORD_BYTES
    stp     x0, x1, [sp]
    mov     x0, sp
    most    stp, x0
    add     x1, sp, #RECORD_BYTES
    str     x1, [x0, #RECORD_SP * 8]
    store_special
    mov     x29, xzr
    mov     x30, xzr
    b       \function
.endm

.macro every_v operation
    pairs   \operation, q, x0, FP_V * 8, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    pairs   \operation, q, x0, FP_V * 8, 16, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
    pairs   \operation, q, x0, FP_V * 8, 16, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
.endm

    .text
    crossing paths_cross, svc #0
    crossing paths_break, brk #0
    beginning paths_enter, entered
    beginning paths_start, started

    .global paths_fp_load
paths_fp_load:
    ldp     x1, x2, [x0]
    msr     fpcr, x1
    msr     fpsr, x2
    every_v ldp
    ret

    .global paths_fp_store
paths_fp_store:
    mrs     x1, fpcr
    mrs     x2, fpsr
    stp     x1, x2, [x0]
    every_v stp
    ret
