/*
 * Where the activation of a program's own fault gate begins, and the copy
 * routine that may fault: the handler recognises a program counter in
 * [copy_begin, copy_end) and moves it to copy_recover (recovery.c).
 */
    .section .text.recovery_enter, "ax"
    .global recovery_enter
recovery_enter:
    mov x29, xzr
    mov x30, xzr
    b recovery_entered

    /* bool copy_bytes(void *to, const void *from, size_t bytes): reads every
       byte once; words while both sides are aligned. Uses no stack. */
    .section .text.copy_bytes, "ax"
    .global copy_bytes
    .global copy_begin
    .global copy_end
    .global copy_recover
copy_begin:
copy_bytes:
    orr x3, x0, x1
    tst x3, #7
    b.ne 2f
1:  subs x2, x2, #8
    b.lo 3f
    ldr x4, [x1], #8
    str x4, [x0], #8
    b 1b
3:  add x2, x2, #8
2:  cbz x2, 4f
    ldrb w4, [x1], #1
    strb w4, [x0], #1
    sub x2, x2, #1
    b 2b
4:  mov x0, #1
    ret
copy_end:
copy_recover:
    mov x0, #0
    ret
