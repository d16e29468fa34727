/*
 * From the 32 bits, paging off, in which loaders leave a PC's processor to the
 * kernel's half. The image may lie anywhere in the first 4 GiB: every address
 * is reckoned from where it begins.
 */
#include "registers.h"

#define PLACE(symbol) (symbol - KERNEL_VIRTUAL)(%ebp)
#define SERIAL_PORT 0x3F8

    .section .text.start, "ax"
    .code32

/* ebp: the image's physical address; esi, ebx: for board_start. */
    .global arch_start_32
arch_start_32:
    lea     PLACE(start_stack_top), %esp
    push    $2                      // every flag off
    popf
    push    %ebx
    mov     $CPUID_EXTENDED, %eax
    cpuid
    cmp     $CPUID_EXTENDED_FEATURES, %eax
    jb      no_long_mode
    mov     $CPUID_EXTENDED_FEATURES, %eax
    cpuid
    bt      $CPUID_LONG_MODE_BIT, %edx
    jnc     no_long_mode
    pop     %ebx                    // edx: features, needed once more

    lea     PLACE(kernel_tables), %edi
    mov     $(kernel_tables_end - kernel_tables) / 4, %ecx
    xor     %eax, %eax
    rep stosl
    lea     PLACE(boot_root), %edi
    mov     $(boot_blocks - boot_root) / 4, %ecx
    rep stosl

    lea     ENTRY_TABLE + PLACE(kernel_top), %eax
    mov     %eax, KERNEL_SLOT * 8 + PLACE(boot_root)
    lea     ENTRY_TABLE + PLACE(kernel_middle), %eax
    mov     %eax, 510 * 8 + PLACE(kernel_top)
    lea     ENTRY_TABLE + PLACE(kernel_pages), %eax
    mov     %eax, 1 * 8 + PLACE(kernel_middle)
    lea     ENTRY_TABLE + PLACE(kernel_devices), %eax
    mov     %eax, 2 * 8 + PLACE(kernel_middle)
    lea     ENTRY_TABLE + PLACE(boot_top), %eax
    mov     %eax, PLACE(boot_root)  // the same, for the next instructions
    mov     %eax, DIRECT_SLOT * 8 + PLACE(boot_root)

    lea     PLACE(kernel_pages), %edi
    lea     ENTRY_PRESENT + ENTRY_WRITE(%ebp), %eax
    mov     $512, %ecx
1:  mov     %eax, (%edi)
    movl    $0, 4(%edi)
    add     $4096, %eax
    add     $8, %edi
    loop    1b
    lea     PLACE(boot_top), %edi
    bt      $CPUID_LEAVES_OF_1_GIB_BIT, %edx
    jc      leaves_of_1_gib
    lea     ENTRY_TABLE + PLACE(boot_blocks), %eax
    mov     $4, %ecx
1:  mov     %eax, (%edi)
    add     $4096, %eax
    add     $8, %edi
    loop    1b
    lea     PLACE(boot_blocks), %edi
    mov     $ENTRY_PRESENT + ENTRY_WRITE + ENTRY_LARGE, %eax
    mov     $2048 / 4, %ecx
1:  .set    offset, 0
    .rept   4
    mov     %eax, offset(%edi)
    movl    $0, offset + 4(%edi)
    add     $0x200000, %eax
    .set    offset, offset + 8
    .endr
    add     $4 * 8, %edi
    loop    1b
    jmp     paging_on
leaves_of_1_gib:
    mov     $ENTRY_PRESENT + ENTRY_WRITE + ENTRY_LARGE, %eax
    mov     $4, %ecx
1:  mov     %eax, (%edi)
    add     $0x40000000, %eax
    add     $8, %edi
    loop    1b

paging_on:
    mov     $CR4_PAE, %eax
    mov     %eax, %cr4
    lea     PLACE(boot_root), %eax
    mov     %eax, %cr3
    mov     $MSR_EFER, %ecx
    mov     $EFER_LME, %eax
    xor     %edx, %edx
    wrmsr
    mov     $CR0_VALUE, %eax
    mov     %eax, %cr0
    lea     PLACE(start_gdt), %eax
    push    %eax
    pushw   $start_gdt_end - start_gdt - 1
    lgdt    (%esp)
    add     $6, %esp
    lea     PLACE(in_64_bits), %eax
    push    $KERNEL_CS
    push    %eax
    lret

    .code64
in_64_bits:
    mov     $KERNEL_SS, %eax
    mov     %eax, %ss
    mov     $in_kernel_half, %rax
    jmp     *%rax
in_kernel_half:
    mov     $start_stack_top, %rsp
    xor     %eax, %eax
    mov     $__bss_start, %rdi
    mov     $__bss_end, %rcx
    sub     %rdi, %rcx
    shr     $3, %rcx
    rep stosq
    mov     %esi, %edi
    mov     %ebx, %esi
    xor     %ebp, %ebp
    call    board_start

    .code32
no_long_mode:
    lea     PLACE(message), %esi
1:  lodsb
    test    %al, %al
2:  jz      2b                      // nothing can be done but stay here
    mov     %al, %ah
    mov     $SERIAL_PORT + 5, %dx
3:  in      %dx, %al
    test    $0x20, %al
    jz      3b
    mov     %ah, %al
    mov     $SERIAL_PORT, %dx
    out     %al, %dx
    jmp     1b
message:
    .asciz  "panic: this processor lacks a feature: LM (64 bits)\r\n"

    .balign 8
start_gdt:
    .quad   0, 0x00AF9B000000FFFF, 0x00CF93000000FFFF
start_gdt_end:

/* The kernel's for ever: its 512 GiB, 1 GiB, and the leaves of two times 2 MiB. */
    .section .noinit, "aw", @nobits
    .balign 4096
kernel_tables:
    .global kernel_top
kernel_top:
    .skip   4096
kernel_middle:
    .skip   4096
    .global kernel_devices
kernel_devices:
    .skip   4096
kernel_tables_end:
    .global kernel_pages
kernel_pages:
    .skip   4096

/* Until the direct map is made; the memory is handed out then. */
    .section .boot_tables, "aw", @nobits
    .balign 4096
boot_root:
    .skip   4096
boot_top:
    .skip   4096
boot_blocks:
    .skip   4 * 4096
boot_tables_end:
