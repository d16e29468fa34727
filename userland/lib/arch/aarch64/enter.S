/*
 * Where a gate's activations begin. The kernel's registers at an entry (x0
 * badge, x1-x6 words, x7 operation) are already those of a C function's eight
 * arguments, so that only the frame chain has to be ended.
 */
    .macro entry name, function
    .section .text.\name, "ax"
    .global \name
    .type \name, %function
\name:
    mov x29, xzr
    mov x30, xzr
    b \function
    .endm

    entry gate_enter, gate_entered
