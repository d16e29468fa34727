/*
 * Where actors begin (as threads and as activations), FP access, and leaving a
 * test in the middle.
 */
    .section .text.actor_enter, "ax"
    .global actor_enter
/* x0 badge, x1-x6 words, x7 operation; the stack's top names the actor. All
   other registers must be zero: they are or-ed into actor.rest. */
actor_enter:
    str x9, [sp, #-16]!
    ldr x9, [sp, #16]
    stp x0, x1, [x9]
    stp x2, x3, [x9, #16]
    stp x4, x5, [x9, #32]
    stp x6, x7, [x9, #48]
    ldr x0, [sp], #16
    .irp register, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22
    orr x0, x0, x\register
    .endr
    .irp register, 23, 24, 25, 26, 27, 28, 29, 30
    orr x0, x0, x\register
    .endr
    ldr x1, [x9, #72]
    add x1, x1, #1
    stp x0, x1, [x9, #64]
    mov x29, xzr
    mov x30, xzr
    mov x0, x9
    b actor_run

    .section .text.invoke_with_secrets, "ax"
    .global invoke_with_secrets
invoke_with_secrets:
    stp x19, x20, [sp, #-112]!
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp x2, x3, [sp, #96]
    mov x7, x1
    mov x8, x2
    ldp x1, x2, [x8]
    ldp x3, x4, [x8, #16]
    ldp x5, x6, [x8, #32]
    ldr x8, =0x5EC12E7000000000
    .irp register, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23
    add x\register, x8, #\register
    .endr
    .irp register, 24, 25, 26, 27, 28, 29, 30
    add x\register, x8, #\register
    .endr
    cmp xzr, xzr
    svc #0
    .irp register, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22
    orr x7, x7, x\register
    .endr
    .irp register, 23, 24, 25, 26, 27, 28, 29, 30
    orr x7, x7, x\register
    .endr
    ldp x8, x9, [sp, #96]
    stp x1, x2, [x8]
    stp x3, x4, [x8, #16]
    stp x5, x6, [x8, #32]
    str x7, [x9]
    ldp x29, x30, [sp, #80]
    ldp x27, x28, [sp, #64]
    ldp x25, x26, [sp, #48]
    ldp x23, x24, [sp, #32]
    ldp x21, x22, [sp, #16]
    ldp x19, x20, [sp], #112
    ret
    .pool

    .section .text.fp_exchange, "ax"
    .global fp_exchange
    .arch_extension fp
    .arch_extension simd
fp_exchange:
    mrs x1, fpcr
    mrs x2, fpsr
    orr x1, x1, x2
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    mov x2, v\n\().d[0]
    mov x3, v\n\().d[1]
    orr x2, x2, x3
    orr x1, x1, x2
    dup v\n\().2d, x0
    .endr
    .irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    mov x2, v\n\().d[0]
    mov x3, v\n\().d[1]
    orr x2, x2, x3
    orr x1, x1, x2
    dup v\n\().2d, x0
    .endr
    mov x0, x1
    ret

    .section .text.bare_invocation, "ax"
    .global bare_invocation
bare_invocation:
    svc #0
    udf #0

    .section .text.setjmp, "ax"
    .global setjmp
    .global longjmp
setjmp:
    stp x19, x20, [x0]
    stp x21, x22, [x0, #16]
    stp x23, x24, [x0, #32]
    stp x25, x26, [x0, #48]
    stp x27, x28, [x0, #64]
    stp x29, x30, [x0, #80]
    mov x1, sp
    str x1, [x0, #96]
    mov x0, #0
    ret
longjmp:
    ldp x19, x20, [x0]
    ldp x21, x22, [x0, #16]
    ldp x23, x24, [x0, #32]
    ldp x25, x26, [x0, #48]
    ldp x27, x28, [x0, #64]
    ldp x29, x30, [x0, #80]
    ldr x2, [x0, #96]
    mov sp, x2
    mov x0, x1
    ret

    .section .rodata
    .balign 8
    .global code_that_returns
code_that_returns:
    .inst 0xd65f03c0
    .inst 0xd65f03c0
