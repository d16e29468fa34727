/*
 * Where the activation of a program's own fault gate begins, and the copy
 * routine that may fault: the handler recognises a program counter in
 * [copy_begin, copy_end) and moves it to copy_recover (recovery.c).
 */
    .section .text.recovery_enter, "ax"
    .global recovery_enter
recovery_enter:
    mov %r10, %rcx
    push %rax
    push %r12
    xor %ebp, %ebp
    push %rbp
    jmp recovery_entered

    /* bool copy_bytes(void *to, const void *from, size_t bytes): reads every
       byte once. Changes no stack. */
    .section .text.copy_bytes, "ax"
    .global copy_bytes
    .global copy_begin
    .global copy_end
    .global copy_recover
copy_begin:
copy_bytes:
    mov %rdx, %rcx
    shr $3, %rcx
    rep movsq
    mov %edx, %ecx
    and $7, %ecx
    rep movsb
    mov $1, %eax
    ret
copy_end:
copy_recover:
    xor %eax, %eax
    ret
