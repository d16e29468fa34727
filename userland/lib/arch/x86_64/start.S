/*
 * A program's first instructions. The kernel has set the stack; rsi is the
 * thread's argument (program_info's address; for root that of the boot
 * information). The program does not know yet where it lies, so that everything
 * here is relative to the program counter.
 */
    .section .text.start, "ax"
    .global _start
    .hidden __ehdr_start
    .hidden _DYNAMIC
_start:
    xor %ebp, %ebp
    mov %rsi, %rbx
    lea __ehdr_start(%rip), %rdi
    lea _DYNAMIC(%rip), %rsi
    call program_relocate
    mov %rbx, %rdi
    call program_start
    int3
