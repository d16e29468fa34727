/*
 * Where a gate's activations begin. The kernel's registers at an entry are rdi
 * badge, rsi rdx r10 r8 r9 r12 words, rax operation; the C function has them as
 * its eight arguments: rdi rsi rdx rcx r8 r9 and two on the stack. A zero
 * return address ends the frame chain.
 */
    .macro entry name, function
    .section .text.\name, "ax"
    .global \name
    .type \name, %function
\name:
    mov %r10, %rcx
    push %rax
    push %r12
    xor %ebp, %ebp
    push %rbp
    jmp \function
    .endm

    entry gate_enter, gate_entered
