/*
 * PC: what loaders look for, and the first instructions. All of them enter in
 * 32-bit protected mode with paging off: PVH (ebx: its structure), Multiboot 2
 * and 1 (eax: magic, ebx: information). Nothing else is known, not even where
 * the image lies or a stack.
 */
#include "magic.h"
#include "registers.h"

    .section .note.pvh, "a", @note
    .balign 4
    .long   4, 4, PVH_NOTE          // sizes of name and description, type
    .asciz  "Xen"
    .long   start

    .section .text.head, "ax"
head:
    .balign 8
multiboot2:
    .long   MULTIBOOT2_HEADER, 0, multiboot2_end - multiboot2
    .long   -(MULTIBOOT2_HEADER + multiboot2_end - multiboot2)
    .balign 8
    .word   1, 0                    // wanted: memory map, module
    .long   16, 6, 3
    .balign 8
    .word   3, 0                    // where to enter
    .long   12, start
    .balign 8
    .word   6, 0                    // modules on pages
    .long   8
    .balign 8
    .word   10, 1                   // loaded anywhere: from, to, alignment
    .long   24, 0x100000, 0xFFFFFFFF, 4096, 1
    .balign 8
    .word   0, 0
    .long   8
multiboot2_end:

/* The place of the Multiboot 1 header, which only the 32-bit copy of the file
   may have: a loader that finds one there refuses ELF64. */
    .global multiboot1_header
multiboot1_header:
    .long   0, 0, 0

/* The first word of the loader's structure is borrowed as a stack. */
    .code32
    .global start
start:
    cli
    cld
    mov     %eax, %esi
    mov     (%ebx), %edi
    lea     4(%ebx), %esp
    call    1f
1:  pop     %ebp
    mov     %edi, (%ebx)
    sub     $1b - head, %ebp
    lea     (arch_start_32 - KERNEL_VIRTUAL)(%ebp), %edi
    jmp     *%edi
