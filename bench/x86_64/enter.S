/*
 * Where the gates' activations begin: badge and words are in rdi, rsi, rdx,
 * r10, r8, r9 and r12, the operation is in rax; the stack is aligned.
 */
    .macro entry name, function
    .section .text.\name, "ax"
    .global \name
\name:
    mov %r10, %rcx
    push %rax
    push %r12
    call \function
    .endm

    entry add_enter, add_serve
    entry fault_enter, fault_serve
