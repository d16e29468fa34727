/*
 * A program's first instructions. The kernel has set the stack; x1 is the
 * thread's argument (program_info's address; for root that of the boot
 * information). The program does not know yet where it lies, so that everything
 * here is relative to the program counter.
 */
    .section .text.start, "ax"
    .global _start
    .hidden __ehdr_start
    .hidden _DYNAMIC
_start:
    mov x29, xzr
    mov x30, xzr
    mov x19, x1
    adrp x0, __ehdr_start
    add x0, x0, :lo12:__ehdr_start
    adrp x1, _DYNAMIC
    add x1, x1, :lo12:_DYNAMIC
    bl program_relocate
    mov x0, x19
    bl program_start
    brk #1
