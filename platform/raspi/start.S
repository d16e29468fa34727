/*
 * Raspberry Pi 3b: the first instructions. Firmware (or an emulator) enters at
 * the image's first byte, physical 0x80000, at EL1 or EL2 on one core, or at
 * EL3 on all four; x0 points to a device tree or ATAGS, or to nothing. Core 0
 * fills in the page table, goes to the kernel's half and calls board_start(x0);
 * the others sleep.
 */
#include "board.h"

    .section .text.head, "ax"
    .global start
start:                              // the arm64 image header of Linux
    b       begin
    .word   0
    .quad   0x80000                 // offset from the start of RAM
    .quad   __image_bytes
    .quad   2                       // little-endian, 4 KiB pages
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .word   0

begin:
    mov     x19, x0
    bl      arch_start_el1
    mrs     x2, mpidr_el1
    and     x2, x2, #0xFF
    cbnz    x2, park
    cmp     x1, #CURRENT_EL3        // then they have come by themselves
    b.eq    1f
    adr     x2, start
    mov     x3, #SPIN_TABLE
    str     x2, [x3, #1 * 8]
    str     x2, [x3, #2 * 8]
    str     x2, [x3, #3 * 8]
    dsb     sy
    sev

1:  adrp    x0, kernel_pages
    mov     x1, #0
    adrp    x2, __kernel_start
    ldr     x3, =KERNEL_PAGE + KERNEL_DATA
    bl      fill
    adrp    x2, __text_end
    ldr     x3, =KERNEL_PAGE + KERNEL_TEXT
    bl      fill
    adrp    x2, __rodata_end
    ldr     x3, =KERNEL_PAGE + KERNEL_RODATA
    bl      fill
    mov     x2, #1 << BLOCK_BITS
    ldr     x3, =KERNEL_PAGE + KERNEL_DATA
    bl      fill

    adrp    x1, kernel_pages        // the page below each stack is missing
    adrp    x2, __stacks
    lsr     x2, x2, #12 - 3
    mov     x3, #CORE_STACKS
2:  str     xzr, [x1, x2]
    add     x2, x2, #(STACK_GUARD_BYTES + CORE_STACK_BYTES) >> (12 - 3)
    subs    x3, x3, #1
    b.ne    2b

    dmb     sy
3:  sub     x0, x0, #64             // no stale line may hide what was written
    dc      ivac, x0
    cmp     x0, x1
    b.ne    3b

    adrp    x0, root_page_table
    bl      arch_start_mmu
    adrp    x0, __stacks + STACK_GUARD_BYTES + CORE_STACK_BYTES
    mov     sp, x0
    adrp    x0, __bss_start
    adrp    x1, __bss_end
4:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.ne    4b
    mov     x0, x19
    mov     x29, xzr
    mov     x30, xzr
    b       board_start

/* Pages from physical x1 up to x2 with attributes x3 into the table at x0. */
fill:
    orr     x4, x1, x3
    str     x4, [x0], #8
    add     x1, x1, #4096
    cmp     x1, x2
    b.lo    fill
    ret

park:
    wfi
    b       park

/* The kernel's half; until there is an MMU and a while after also the user's.
   Only the first 2 MiB, which hold the image, are mapped in pages. */
    .section .data.page_tables, "aw"
    .balign 4096
root_page_table:
    .quad   ram_blocks - KERNEL_OFFSET + ENTRY_TABLE
    .fill   511, 8, 0
    .global ram_blocks
ram_blocks:
    .quad   kernel_pages - KERNEL_OFFSET + ENTRY_TABLE
    .set    block, 1
    .rept   RAM_ALWAYS_BLOCKS - 1
    .quad   (block << BLOCK_BITS) + KERNEL_BLOCK + KERNEL_DATA
    .set    block, block + 1
    .endr
    .fill   WINDOW_BLOCK - RAM_ALWAYS_BLOCKS, 8, 0
    .quad   window_pages - KERNEL_OFFSET + ENTRY_TABLE
window_pages:
    .quad   INTERRUPTS_BASE + KERNEL_DEVICE_PAGE
    .quad   POWER_BASE + KERNEL_DEVICE_PAGE
    .quad   GPIO_BASE + KERNEL_DEVICE_PAGE
    .quad   UART_BASE + KERNEL_DEVICE_PAGE
    .quad   LOCAL_BASE + KERNEL_DEVICE_PAGE
    .fill   512 - 5, 8, 0

    .section .noinit, "aw", @nobits
    .balign 4096
kernel_pages:
    .skip   4096
