/*
 * AArch64: loads every register, crosses, and stores every register.
 */
#include "record_arch.h"

#include "arch/aarch64/registers.inc"

/* On the stack: the caller's x19-x30, where to store, and scratch. */
#define FRAME 128
#define AT_OUT 96
#define AT_SCRATCH 104

/* The caller's own, which C wants to keep. */
.macro own operation
    pairs   \operation, x, sp, -19 * 8, 8, 19, 20, 21, 22, 23, 24, 25, 26
    pairs   \operation, x, sp, -19 * 8, 8, 27, 28, 29, 30
.endm

.macro crossing name, instruction:vararg
    .global \name
\name:
    sub     sp, sp, #FRAME
    own     stp
    str     x1, [sp, #AT_OUT]
    load_special
    most    ldp
    ldp     x0, x1, [x0]
    \instruction
    stp     x0, x1, [sp, #AT_SCRATCH]
    ldr     x0, [sp, #AT_OUT]
    most    stp
    mov     x1, sp
    str     x1, [x0, #RECORD_SP * 8]
    store_special
    str     xzr, [x0, #(RECORD_WORDS - 1) * 8]
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
    most    stp
    add     x1, sp, #RECORD_BYTES
    str     x1, [x0, #RECORD_SP * 8]
    store_special
    str     xzr, [x0, #(RECORD_WORDS - 1) * 8]
    mov     x29, xzr
    mov     x30, xzr
    b       \function
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
    every_v ldp, FP_V
    ret

    .global paths_fp_store
paths_fp_store:
    mrs     x1, fpcr
    mrs     x2, fpsr
    stp     x1, x2, [x0]
    every_v stp, FP_V
    ret
