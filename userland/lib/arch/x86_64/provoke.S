/*
 * What user code may not do, one function each, for the crash demonstration.
 */
    .macro provoke name
    .section .text.provoke_\name, "ax"
    .global provoke_\name
provoke_\name:
    .endm

    provoke privileged
    xor %eax, %eax
    mov %rax, %cr3
    ret

    provoke undefined
    ud2
    ret

    /* This instruction wants an aligned address whatever the flag AC says; its
       fault is that of a privileged one. */
    provoke misaligned
    sub $32, %rsp
    movaps 1(%rsp), %xmm0
    add $32, %rsp
    ret

    provoke breakpoint
    int3
    ret

    provoke jump
    jmp *%rdi

    provoke kernel_address
    mov $0xFFFFFFFF80200000, %rax
    ret
