/*
 * The way into and out of the kernel. While a thread runs, the task state's
 * RSP0 is the end of its saved registers (struct arch_regs), so that exceptions
 * and interrupts push right into them; SYSCALL does the same by hand, where it
 * does not go to the fast path (fast.S). Then
 * everything goes on on the core's one kernel stack and calls the portable
 * kernel, which returns the thread to go on with, or NULL to wait for an
 * interrupt. Interrupts are off from entry to exit: an exception in the kernel
 * is a panic, and an interrupt there comes out of the idle loop.
 *
 * GS: its base is the core's structure in the kernel and 0 in user code, which
 * cannot change it. Every way in from user code and every way out swaps once.
 * NMI, debug, double fault and machine check have stacks of their own and do
 * not rely on it.
 */
#include "registers.h"

.macro save_general
    push    %r15
    push    %r14
    push    %r13
    push    %rbp
    push    %rbx
    push    %r11
    push    %rcx
    push    $0                      // all of them stand here
    push    %r12
    push    %r9
    push    %r8
    push    %r10
    push    %rdx
    push    %rsi
    push    %rdi
    push    %rax
.endm

.macro load_general
    pop     %rax
    pop     %rdi
    pop     %rsi
    pop     %rdx
    pop     %r10
    pop     %r8
    pop     %r9
    pop     %r12
    add     $8, %rsp
    pop     %rcx
    pop     %r11
    pop     %rbx
    pop     %rbp
    pop     %r13
    pop     %r14
    pop     %r15
.endm

/* Empty segment registers, the kernel stack, rdi = core, which learns whom it
   ran (only the end of the registers was at hand). Loading GS spoils its
   base on some processors, which for the user's is as well. */
.macro enter_kernel
    mov     %ds, %eax
    mov     %es, %ecx
    mov     %fs, %edx
    mov     %gs, %ebx
    or      %ecx, %eax
    or      %edx, %ebx
    or      %ebx, %eax
    jz      1f
    xor     %eax, %eax
    mov     %eax, %ds
    mov     %eax, %es
    mov     %eax, %fs
    swapgs
    mov     %eax, %gs
    swapgs
1:  mov     %gs:CORE_SELF, %rdi
    mov     CORE_REGS_TOP(%rdi), %rax
    sub     $THREAD_TOP, %rax
    mov     %rax, CORE_CURRENT(%rdi)
    mov     CORE_KERNEL_STACK(%rdi), %rsp
.endm

/* Of the thread in rax. */
#define OF_LEAVING(offset) THREAD_REGS_OFFSET + (offset)(%rax)
/* In the upper half of an address. */
#define NOT_IN_WINDOW (0xFFFFFFFF << (WINDOW_BITS - 32) & 0xFFFFFFFF)

    .text
/* In a domain with a syscall gate every register is saved. */
    .global arch_syscall_foreign
arch_syscall_foreign:
    swapgs
    mov     %rsp, %gs:CORE_SCRATCH
    mov     %gs:CORE_REGS_TOP, %rsp
    push    $USER_SS
    push    %gs:CORE_SCRATCH
    push    %r11
    push    $USER_CS
    push    %rcx
    sub     $16, %rsp
    save_general
    enter_kernel
    call    kernel_invoke
    jmp     leave

/* All exceptions and interrupts but those on stacks of their own. */
interrupt:
    testb   $3, REGS_CS - REGS_VECTOR(%rsp)
    jz      interrupt_kernel
    swapgs
    save_general
    enter_kernel
    push    $FLAGS_FIXED            // AC, DF, NT and TF are off
    popf
    call    arch_exception
    .global leave
leave:
    test    %rax, %rax
    jz      idle
    testl   $NOT_IN_WINDOW, 4 + OF_LEAVING(REGS_PC) // an exit to an address
    jnz     leave_nowhere           // not canonical would fault in the kernel
    lea     OF_LEAVING(REGS_BYTES), %rcx
    mov     %rcx, %gs:CORE_REGS_TOP
    mov     %gs:CORE_FS_BASE, %rcx  // user code can change it to 0 only
    or      OF_LEAVING(REGS_THREAD_POINTER), %rcx
    jnz     leave_pointer
leave_registers:
    cmpb    $0, OF_LEAVING(REGS_BRIEF)
    je      leave_exactly
    mov     OF_LEAVING(REGS_RDI), %rdi
    mov     OF_LEAVING(REGS_RSI), %rsi
    mov     OF_LEAVING(REGS_RDX), %rdx
    mov     OF_LEAVING(REGS_R10), %r10
    mov     OF_LEAVING(REGS_R8), %r8
    mov     OF_LEAVING(REGS_R9), %r9
    mov     OF_LEAVING(REGS_R12), %r12
    mov     OF_LEAVING(REGS_PC), %rcx
    mov     OF_LEAVING(REGS_FLAGS), %r11
    mov     OF_LEAVING(REGS_SP), %rsp
    mov     OF_LEAVING(REGS_RAX), %rax
    xor     %ebx, %ebx
    xor     %ebp, %ebp
    xor     %r13d, %r13d
    xor     %r14d, %r14d
    xor     %r15d, %r15d
    swapgs
    sysretq

leave_pointer:
    mov     %rax, %rdi
    mov     OF_LEAVING(REGS_THREAD_POINTER), %rdx
    mov     %rdx, %gs:CORE_FS_BASE
    test    %rdx, %rdx
    setnz   %gs:CORE_FS_USED
    mov     %edx, %eax
    shr     $32, %rdx
    mov     $MSR_FS_BASE, %ecx
    wrmsr
    mov     %rdi, %rax
    jmp     leave_registers

/* void arch_leave(struct thread *thread) */
    .global arch_leave
arch_leave:
    mov     %rdi, %rax
    jmp     leave

leave_exactly:
    movq    $USER_CS, OF_LEAVING(REGS_CS)
    movq    $USER_SS, OF_LEAVING(REGS_SS)
    lea     OF_LEAVING(REGS_RAX), %rsp
    load_general
    add     $16, %rsp
    swapgs
    iretq

leave_nowhere:
    mov     %gs:CORE_SELF, %rdi
    mov     CORE_KERNEL_STACK(%rdi), %rsp
    call    arch_bad_pc
    jmp     leave

idle:
    mov     %gs:CORE_SELF, %rdi
    mov     CORE_KERNEL_STACK(%rdi), %rsp
1:  sti
    hlt
    jmp     1b

interrupt_kernel:
    cmpq    $VECTOR_LINES, (%rsp)
    jb      kernel_exception
    mov     (%rsp), %rax            // from idle, which nothing goes back to
    mov     %gs:CORE_SELF, %rdi
    mov     %rax, CORE_VECTOR(%rdi)
    mov     CORE_KERNEL_STACK(%rdi), %rsp
    call    kernel_interrupt
    jmp     leave

/* The registers lie on the stack as in struct arch_regs. */
kernel_exception:
    save_general
    lea     -REGS_RAX(%rsp), %rdi
    and     $-16, %rsp
    call    arch_kernel_exception

/* On a stack of its own, from anywhere, and nothing goes back. */
interrupt_fatal:
    save_general
    mov     $MSR_GS_BASE, %ecx
    rdmsr
    test    %edx, %edx
    js      1f
    swapgs
1:  lea     -REGS_RAX(%rsp), %rdi
    cld
    and     $-16, %rsp
    call    arch_kernel_exception

/* On a stack of its own. From the kernel it is a trap that user code set (TF)
   and left behind: over. Else what was pushed moves to the thread's registers. */
interrupt_debug:
    testb   $3, 8(%rsp)
    jz      1f
    swapgs
    mov     %rsp, %gs:CORE_SCRATCH
    mov     %gs:CORE_REGS_TOP, %rsp
    push    %rax
    mov     %rsp, %rax              // rax: below the thread's registers' end
    mov     %gs:CORE_SCRATCH, %rsp
    pop     REGS_PC - REGS_SS(%rax)
    pop     REGS_CS - REGS_SS(%rax)
    pop     REGS_FLAGS - REGS_SS(%rax)
    pop     REGS_SP - REGS_SS(%rax)
    lea     REGS_PC - REGS_SS(%rax), %rsp
    mov     (%rax), %rax
    push    $0
    push    $VECTOR_DEBUG
    swapgs
    jmp     interrupt
1:  andl    $~FLAGS_TF, 16(%rsp)
    iretq

/* 16 bytes for each vector: what the processor does not push, then on. */
    .balign 16
    .global arch_vectors
arch_vectors:
    .set    vector, 0
    .rept   256
    .balign 16
    .if vector != 8 && vector != 17 && vector != 21 && \
        vector != 29 && vector != 30 && (vector < 10 || vector > 14)
    .if vector != VECTOR_DEBUG
    push    $0
    .endif
    .endif
    .if vector == VECTOR_DEBUG
    jmp     interrupt_debug
    .else
    push    $vector
    .if vector == VECTOR_NMI || vector == VECTOR_DOUBLE_FAULT || \
        vector == VECTOR_MACHINE_CHECK
    jmp     interrupt_fatal
    .else
    jmp     interrupt
    .endif
    .endif
    .set    vector, vector + 1
    .endr
