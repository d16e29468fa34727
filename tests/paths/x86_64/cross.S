/*
 * x86_64: loads every register, crosses, and stores every register.
 */
#include "record_arch.h"

/* On the stack: where to store, and scratch; above them the caller's own. */
#define FRAME 16
#define AT_OUT 0
#define AT_SCRATCH 8
#define RDI_BYTES (RECORD_RDI * 8)

/* Every general register but rsp and rdi, at rdi. */
.macro general load
    .set    offset, 0
    .irp    name, rax, rcx, rdx, rbx, -, rbp, rsi, -, r8, r9, r10, r11, r12, \
                  r13, r14, r15
    .ifnc   \name, -
    .if     \load
    mov     offset(%rdi), %\name
    .else
    mov     %\name, offset(%rdi)
    .endif
    .endif
    .set    offset, offset + 8
    .endr
.endm

.macro selector number, name, load
    .if     \load
    mov     \number * 8(%rdi), %eax
    mov     %eax, %\name
    .else
    mov     %\name, %eax
    mov     %rax, \number * 8(%rdi)
    .endif
.endm

.macro selectors load
    selector RECORD_DS, ds, \load
    selector RECORD_ES, es, \load
    selector RECORD_FS, fs, \load
    selector RECORD_GS, gs, \load
.endm

/* Everything but rdi to the record at rdi; rax is lost. The GS base shows in
   where a word is found; every crossing has set FS's anew. */
.macro store_all above
    general 0
    lea     \above(%rsp), %rax
    mov     %rax, RECORD_RSP * 8(%rdi)
    pushfq
    popq    RECORD_FLAGS * 8(%rdi)
    pushq   $2
    popfq
    selectors 0
    mov     %gs:(%rdi), %rax
    sub     (%rdi), %rax
    mov     %rax, RECORD_GS_BASE * 8(%rdi)
    mov     %fs:0, %rax
    mov     %rax, RECORD_THREAD_POINTER * 8(%rdi)
    movq    $0, (RECORD_WORDS - 1) * 8(%rdi)
.endm

.macro crossing name, instruction:vararg
    .global \name
\name:
    push    %rbx
    push    %rbp
    push    %r12
    push    %r13
    push    %r14
    push    %r15
    sub     $FRAME, %rsp
    mov     %rsi, AT_OUT(%rsp)
    cmpq    $0, RECORD_FS * 8(%rdi)
    je      1f                      // an empty one would clear FS's base
    selectors 1
1:  pushq   RECORD_FLAGS * 8(%rdi)
    popfq
    general 1
    mov     RDI_BYTES(%rdi), %rdi
    \instruction
    mov     %rdi, AT_SCRATCH(%rsp)
    mov     AT_OUT(%rsp), %rdi
    store_all 0
    mov     AT_SCRATCH(%rsp), %rax
    mov     %rax, RDI_BYTES(%rdi)
    add     $FRAME, %rsp
    pop     %r15
    pop     %r14
    pop     %r13
    pop     %r12
    pop     %rbp
    pop     %rbx
    ret
.endm

/* With the record on the stack. */
.macro beginning name, function
    .global \name
\name:
    lea     -RECORD_BYTES(%rsp), %rsp
    mov     %rdi, RDI_BYTES(%rsp)
    mov     %rsp, %rdi
    store_all RECORD_BYTES
    xor     %ebp, %ebp
    push    %rbp
    jmp     \function
.endm

    .text
    crossing paths_cross, syscall
    crossing paths_break, int3
    beginning paths_enter, entered
    beginning paths_start, started

    .global paths_fp_load
paths_fp_load:
    fxrstor64 (%rdi)
    ret

    .global paths_fp_store
paths_fp_store:
    fxsave64 (%rdi)
    ret
