/*
 * x86_64: what is refused at level 3, and what is not. A row is a name and the
 * instructions behind it. The first part of a refused row's name is the
 * exception's mnemonic in the manual (`gp`, `ud`, ...; `stack` and `op` where
 * processors differ), or says which access must fault.
 */
#include "arch/x86_64/registers.inc"

    .equ    KERNEL, 0xFFFFFFFF80200000 /* the kernel's first byte */
    .equ    KERNEL_PAGE, 0x200000 /* where that usually lies in memory */
    .equ    DIRECT, 0xFFFF800000000000 /* all memory, for the kernel */
    .equ    DEVICES, 0xFFFFFFFF80400000 /* registers, for the kernel */
    .equ    HOLE, 0x800000000000 /* not canonical: behind the window */
    .equ    KERNEL_CS, 0x08
    .equ    KERNEL_SS, 0x10
    .equ    EMPTY_DESCRIPTOR, 0x18
    .equ    USER_SS, 0x23
    .equ    USER_CS, 0x2B
    .equ    TASK, 0x30
    .equ    FLAG_TF, 0x100
    .equ    OWN_ROOT, 32 /* root's gate in `own` (areas.c compares) */
    .equ    UNKNOWN_OPERATION, 1 /* is root's answer to operation 0 */

.macro kind table, name, instructions
    .section .rodata.kinds, "a"
8:  .asciz  "\name"
    .section .text.kinds, "ax"
9:  \instructions
    ret
    .section .data.rel.ro.\table, "aw"
    .quad   8b, 9b
.endm

.macro refused name, instructions
    kind    kinds_refused, \name, "\instructions"
.endm

.macro allowed name, instructions
    kind    kinds_allowed, \name, "\instructions"
.endm

/* Sets these flags; the next instruction is the first with them. */
.macro flags bits
    pushfq
    orq     $\bits, (%rsp)
    popfq
.endm

/* Loads the x87 control word. */
.macro x87 control
    fninit
    pushq   $\control
    fldcw   (%rsp)
.endm

/* Loads XSAVE's area of zeros with these words in its header. */
.macro xrstor_header state, compact
    sub     $1024, %rsp
    and     $-64, %rsp
    mov     %rsp, %rdi
    mov     $128, %ecx
    xor     %eax, %eax
    rep stosq
    movq    $\state, 512(%rsp)
    movb    $\compact, 527(%rsp)
    mov     $7, %eax
    xor     %edx, %edx
    xrstor64 (%rsp)
.endm

    .section .data.rel.ro.kinds_refused, "aw"
    .balign 8
    .global refused
refused:
    .section .data.rel.ro.kinds_allowed, "aw"
    .balign 8
    .global allowed
allowed:

#include "instructions.inc"
#include "crossings.inc"
#include "addresses.inc"
#include "allowed.inc"

    .section .data.rel.ro.kinds_refused, "aw"
    .global refused_end
refused_end:
    .section .data.rel.ro.kinds_allowed, "aw"
    .global allowed_end
allowed_end:
