/*
 * Position-independent code that a copy of runs in the other domain as well:
 * carries out a plan, step by step. Before a step every register is loaded from
 * its `in`, after it every one is stored to its `out`; between them stands the
 * one instruction that crosses. On the stack: a scratch word, the step, how
 * many are left; below it, where to go at the end.
 */
#include "record_arch.h"

#include "arch/x86_64/registers.inc"

#define FRAME 24
#define AT_SCRATCH 0
#define AT_STEP 8
#define AT_LEFT 16
#define RDI_BYTES (7 * 8)
#define FP_BYTES (RECORD_FP * 8)

.macro upper_halves load
    testb   $PART_UPPER, RECORD_PARTS * 8(%rdi)
    jz      9f
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    .if     \load
    vinsertf128 $1, (RECORD_UPPER + 2 * \n) * 8(%rdi), %ymm\n, %ymm\n
    .else
    vextractf128 $1, %ymm\n, (RECORD_UPPER + 2 * \n) * 8(%rdi)
    .endif
    .endr
9:
.endm

/* Everything but rsp from the record at rdi. Its thread pointer is in place. */
.macro load_all
    testb   $PART_FP, RECORD_PARTS * 8(%rdi)
    jz      8f
    fxrstor64 FP_BYTES(%rdi)
    upper_halves 1
8:  selectors 1
    pushq   RECORD_FLAGS * 8(%rdi)
    popfq
    general 1
    mov     RDI_BYTES(%rdi), %rdi
.endm

/* Whoever has loaded FS has lost its base: nothing to look at. */
.macro store_thread_pointer
    cmpq    $0, RECORD_FS * 8(%rdi)
    jne     9f
    mov     %fs:0, %rax
    mov     %rax, RECORD_THREAD_POINTER * 8(%rdi)
9:
.endm

/* Everything but rdi to the record at rdi; rax is lost. FP is last, because its
   first use enters the kernel. Padding that FXSAVE may leave as it was is
   cleared. */
.macro store_all
    general 0
    mov     %rsp, RECORD_RSP * 8(%rdi)
    store_special
    store_thread_pointer
    testb   $PART_FP, RECORD_PARTS * 8(%rdi)
    jz      8f
    fxsave64 FP_BYTES(%rdi)
    movl    $0, FP_BYTES + FP_MXCSR * 8 + 4(%rdi)
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
    movzwl  FP_BYTES + (FP_ST + 2 * \n + 1) * 8(%rdi), %eax
    mov     %rax, FP_BYTES + (FP_ST + 2 * \n + 1) * 8(%rdi)
    .endr
    upper_halves 0
8:
.endm

/* In the record at rdi, which was stored where the kernel leads to `place`:
   rcx and r11 are the program counter and the flags. */
.macro subtract place
    lea     \place(%rip), %rax
    sub     %rax, RECORD_RCX * 8(%rdi)
    mov     RECORD_FLAGS * 8(%rdi), %rax
    sub     %rax, RECORD_R11 * 8(%rdi)
.endm

.macro load_step
    mov     AT_STEP(%rsp), %rdi
    lea     STEP_IN(%rdi), %rdi
    load_all
.endm

    .section .text.leak_code, "ax"
    .balign 16
    .global leak_code_begin
    .global leak_code_end
    .global leak_gate
    .global leak_thread
    .global leak_fault
    .global leak_run
leak_code_begin:

/* A gate's entry: the badge is the address of the plan. */
leak_gate:
    store_all
    mov     %rdi, RDI_BYTES(%rdi)
    subtract leak_gate
    jmp     run_here

/* A thread's start: its argument is the address of the plan. */
leak_thread:
    push    %rdi
    mov     %rsi, %rdi
    store_all
    pop     RDI_BYTES(%rdi)
    subtract leak_thread
run_here:
    lea     nowhere(%rip), %rax
    push    %rax
    jmp     run

/* void leak_run(struct plan *plan): the caller's own. */
leak_run:
    save
    pushfq
    call    run
    popfq
    restore
    ret

/* The plan at rdi. */
run:
    sub     $FRAME, %rsp
    mov     PLAN_STEPS(%rdi), %rax
    mov     %rax, AT_LEFT(%rsp)
    add     $PLAN_FIRST, %rdi
    mov     %rdi, AT_STEP(%rsp)
next:
    subq    $1, AT_LEFT(%rsp)
    jc      end
    mov     AT_STEP(%rsp), %rsi
    add     $STEP_IN + RECORD_THREAD_POINTER * 8, %rsi
    mov     $SLOT_SELF, %edi
    mov     $SET_THREAD_POINTER, %eax
    syscall
    mov     AT_STEP(%rsp), %rdi
    mov     STEP_RAISE(%rdi), %rax
    test    %rax, %rax
    jz      1f
    movq    $1, (%rax)
1:  cmpq    $1, STEP_KIND(%rdi)
    jb      invoke
    je      spin

    load_step
    int3
leak_fault:
    jmp     store

invoke:
    load_step
    syscall
invoked:
    jmp     store

/* Until the flag is set; the flags of the processor stay as they are. */
spin:
    load_step
2:  mov     AT_STEP(%rsp), %rcx
    mov     STEP_FLAG(%rcx), %rcx
    mov     (%rcx), %rcx
    jrcxz   2b

store:
    mov     %rdi, AT_SCRATCH(%rsp)
    mov     AT_STEP(%rsp), %rdi
    lea     STEP_OUT(%rdi), %rdi
    store_all
    mov     AT_SCRATCH(%rsp), %rax
    mov     %rax, RDI_BYTES(%rdi)
    cmpq    $1, STEP_KIND - STEP_OUT(%rdi)
    ja      4f
    je      3f
    subtract invoked
    jmp     4f
3:  mov     RECORD_DS * 8(%rdi), %rax
    or      RECORD_ES * 8(%rdi), %rax
    or      RECORD_FS * 8(%rdi), %rax
    or      RECORD_GS * 8(%rdi), %rax
    jz      4f
    call    nothing_crossed
4:  add     $STEP_BYTES - STEP_OUT, %rdi
    mov     %rdi, AT_STEP(%rsp)
    jmp     next

end:
    add     $FRAME, %rsp
    ret

/* A spin that no interrupt met: as if one had emptied the selectors. */
nothing_crossed:
    .irp    number, RECORD_DS, RECORD_ES, RECORD_FS, RECORD_GS
    movq    $0, \number * 8(%rdi)
    .endr
    mov     STEP_IN - STEP_OUT + RECORD_THREAD_POINTER * 8(%rdi), %rax
    mov     %rax, RECORD_THREAD_POINTER * 8(%rdi)
    ret

/* A plan of these must not get to its end. */
nowhere:
    ud2
    jmp     nowhere
leak_code_end:
