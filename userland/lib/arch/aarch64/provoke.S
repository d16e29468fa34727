/*
 * What user code may not do, one function each, for the crash demonstration.
 */
    .macro provoke name
    .section .text.provoke_\name, "ax"
    .global provoke_\name
provoke_\name:
    .endm

    provoke privileged
    msr ttbr0_el1, xzr
    ret

    provoke undefined
    udf #0
    ret

    /* An exclusive access must be aligned, whatever SCTLR_EL1.A says. */
    provoke misaligned
    sub sp, sp, #32
    add x0, sp, #1
    ldxr x1, [x0]
    add sp, sp, #32
    ret

    provoke breakpoint
    brk #0
    ret

    provoke jump
    br x0

    provoke kernel_address
    movz x0, #0xffff, lsl #48
    movk x0, #0xff80, lsl #32
    movk x0, #0x0008, lsl #16
    ret
