/*
 * Where actors begin (as threads and as activations), FP access, and leaving a
 * test in the middle.
 */
    .section .text.actor_enter, "ax"
    .global actor_enter
/* rdi badge, rsi rdx r10 r8 r9 r12 words, rax operation; the stack's top names
   the actor. rcx and r11 must be the program counter and fresh flags, all other
   registers zero: what they have too much is or-ed into actor.rest. */
actor_enter:
    sub $0x202, %r11
    or %r11, %rbx
    lea actor_enter(%rip), %r11
    sub %r11, %rcx
    or %rcx, %rbx
    mov (%rsp), %rcx
    mov %rdi, (%rcx)
    mov %rsi, 8(%rcx)
    mov %rdx, 16(%rcx)
    mov %r10, 24(%rcx)
    mov %r8, 32(%rcx)
    mov %r9, 40(%rcx)
    mov %r12, 48(%rcx)
    mov %rax, 56(%rcx)
    .irp register, rbp, r13, r14, r15
    or %\register, %rbx
    .endr
    .irp register, ds, es, fs, gs
    mov %\register, %eax
    or %rax, %rbx
    .endr
    mov %rbx, 64(%rcx)
    incq 72(%rcx)
    xor %ebp, %ebp
    mov %rcx, %rdi
    push %rbp
    jmp actor_run

    .section .text.invoke_with_secrets, "ax"
    .global invoke_with_secrets
/* rcx and r11, which bring the program counter and the flags, count as what
   they have besides. */
invoke_with_secrets:
    .irp register, rbx, rbp, r12, r13, r14, r15, rdx, rcx
    push %\register
    .endr
    mov %rsi, %rax
    mov %rdx, %rbx
    mov (%rbx), %rsi
    mov 8(%rbx), %rdx
    mov 16(%rbx), %r10
    mov 24(%rbx), %r8
    mov 32(%rbx), %r9
    mov 40(%rbx), %r12
    movabs $0x5EC12E7000000000, %rbx
    .irp register, rbp, rcx, r11, r13, r14, r15
    lea 1(%rbx), %\register
    .endr
    syscall
invoked_with_secrets:
    pushf
    or %rbx, %rdi
    .irp register, rbp, r13, r14, r15
    or %\register, %rdi
    .endr
    pop %rbx
    xor %rbx, %r11
    or %r11, %rdi
    lea invoked_with_secrets(%rip), %rbx
    sub %rbx, %rcx
    or %rcx, %rdi
    pop %rcx
    mov %rdi, (%rcx)
    pop %rcx
    mov %rsi, (%rcx)
    mov %rdx, 8(%rcx)
    mov %r10, 16(%rcx)
    mov %r8, 24(%rcx)
    mov %r9, 32(%rcx)
    mov %r12, 40(%rcx)
    .irp register, r15, r14, r13, r12, rbp, rbx
    pop %\register
    .endr
    ret

/* What is in xmm\n, then in the upper half of ymm\n, into rax. */
    .macro xmm_gather n
    movq %xmm\n, %rdx
    or %rdx, %rax
    psrldq $8, %xmm\n
    movq %xmm\n, %rdx
    or %rdx, %rax
    .endm

    .section .text.fp_exchange, "ax"
    .global fp_exchange
/* The control words count as what they have besides their usual values. */
fp_exchange:
    push %rbx
    sub $16, %rsp
    mov $1, %eax
    cpuid
    mov %ecx, %esi
    and $3 << 27, %esi              // XSAVE in use, and AVX
    cmp $3 << 27, %esi
    sete %sil
    stmxcsr (%rsp)
    mov (%rsp), %eax
    xor $0x1F80, %eax
    fnstcw (%rsp)
    movzwl (%rsp), %edx
    xor $0x37F, %edx
    or %rdx, %rax
    fnstsw (%rsp)
    movzwl (%rsp), %edx
    or %rdx, %rax
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7
    movq %mm\n, %rdx
    or %rdx, %rax
    movq %rdi, %mm\n
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    xmm_gather \n
    test %sil, %sil
    jz 1f
    vextractf128 $1, %ymm\n, %xmm\n
    xmm_gather \n
1:  movq %rdi, %xmm\n
    punpcklqdq %xmm\n, %xmm\n
    test %sil, %sil
    jz 1f
    vinsertf128 $1, %xmm\n, %ymm\n, %ymm\n
1:
    .endr
    add $16, %rsp
    pop %rbx
    ret

    .section .text.bare_invocation, "ax"
    .global bare_invocation
bare_invocation:
    syscall
    ud2

    .section .text.setjmp, "ax"
    .global setjmp
    .global longjmp
setjmp:
    mov %rbx, (%rdi)
    mov %rbp, 8(%rdi)
    mov %r12, 16(%rdi)
    mov %r13, 24(%rdi)
    mov %r14, 32(%rdi)
    mov %r15, 40(%rdi)
    lea 8(%rsp), %rax
    mov %rax, 48(%rdi)
    mov (%rsp), %rax
    mov %rax, 56(%rdi)
    xor %eax, %eax
    ret
longjmp:
    mov %esi, %eax
    mov (%rdi), %rbx
    mov 8(%rdi), %rbp
    mov 16(%rdi), %r12
    mov 24(%rdi), %r13
    mov 32(%rdi), %r14
    mov 40(%rdi), %r15
    mov 48(%rdi), %rsp
    jmp *56(%rdi)

    .section .rodata
    .balign 8
    .global code_that_returns
code_that_returns:
    .fill 8, 1, 0xC3
