/*
 * x86_64: loads every register, crosses, and stores every register.
 */
#include "record_arch.h"

#include "arch/x86_64/registers.inc"

/* On the stack: where to store, and scratch; above them the caller's own. */
#define FRAME 16
#define AT_OUT 0
#define AT_SCRATCH 8
#define RDI_BYTES (RECORD_RDI * 8)

/* Everything but rdi to the record at rdi; rax is lost. Every crossing has set
   FS's base anew. */
.macro store_all above
    general 0
    lea     \above(%rsp), %rax
    mov     %rax, RECORD_RSP * 8(%rdi)
    store_special
    mov     %fs:0, %rax
    mov     %rax, RECORD_THREAD_POINTER * 8(%rdi)
    movq    $0, (RECORD_WORDS - 1) * 8(%rdi)
.endm

.macro crossing name, instruction:vararg
    .global \name
\name:
    save
    sub     $FRAME, %rsp
    mov     %rsi, AT_OUT(%rsp)
    selectors 1
    pushq   RECORD_FLAGS * 8(%rdi)
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
    restore
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
