/*
 * void march(void): begins an interval again and again, for about 4,000
 * instructions.
 */
    .section .text.march, "ax"
    .global march
march:
    .rept 4096
    nopl 0x48530060(%rax)
    .endr
    ret
