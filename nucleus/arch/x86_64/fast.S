/*
 * The fast path of calls through gates and of returns from them: what call.c
 * says, for the usual case. It takes the kernel lock and looks; anything
 * unusual goes on at slow_invoke, before any state has changed. From there the
 * plain path does everything.
 *
 * It does not use the stack, which still is the user's, nor GS: the core's
 * structure is where the linker put it. Nobody needs rbx, rbp and r13-r15:
 * threads whose system calls go to a syscall gate enter elsewhere. What the
 * fast path leaves as it was, the plain one brings up to date when it is
 * entered (core_enter()).
 *
 * SYSRET takes the program counter from rcx: an entry was checked when the gate
 * was configured, and a caller's is behind its SYSCALL, which was not in the
 * window's last page, since no memory that code can be in is so far up.
 *
 * With WITHOUT_FAST_PATH (cmake/kernel.cmake) everything takes the plain path,
 * for comparison: that kernel has all the same code at the same addresses.
 */
#include "registers.h"

/* rbp points to the end of the running thread's registers. */
#define OF_THREAD(offset) (offset) - THREAD_TOP(%rbp)
#define OF_REGS(offset) (offset) - REGS_BYTES(%rbp)
#define OF_CORE(offset) cores + (offset)

/* If another core has the lock, or waits for it, C waits. */
.macro lock_acquire if_taken, if_wanted
    lock btsl $0, kernel_lock
    jc      \if_taken
    cmpl    $1, kernel_lock
    jne     \if_wanted
.endm

/* What SYSCALL left in registers. */
.macro save_state
    mov     %rsp, OF_REGS(REGS_SP)
    mov     %rcx, OF_REGS(REGS_PC)
    mov     %r11, OF_REGS(REGS_FLAGS)
.endm

/* Loads a space, unless that of the domain is the same. */
.macro space_load space, domain
    cmp     DOMAIN_SPACE(\domain), \space
    je      1f
    mov     \space, %cr3
1:
.endm

/* It is the thread's registers that an interrupt's are pushed to. */
.macro thread_load thread, scratch
    lea     THREAD_TOP(\thread), \scratch
    mov     \scratch, OF_CORE(CORE_REGS_TOP)
.endm

/* The thread's pointer, which is in `pointer`, becomes the base of FS. User code
   can change that to 0 only. Spoils rcx and the two others. */
.macro thread_pointer_load thread, pointer, spare1, spare2
    or      OF_CORE(CORE_FS_BASE), \pointer
    jnz     write_\@
written_\@:
    .subsection 1
write_\@:
    mov     %rax, \spare1
    mov     %rdx, \spare2
    mov     THREAD_REGS_OFFSET + REGS_THREAD_POINTER(\thread), %rdx
    mov     %rdx, OF_CORE(CORE_FS_BASE)
    mov     %edx, %eax
    shr     $32, %rdx
    mov     $MSR_FS_BASE, %ecx
    wrmsr
    mov     \spare1, %rax
    mov     \spare2, %rdx
    jmp     written_\@
    .previous
.endm

.macro leave_fast
    movb    $0, kernel_lock
    xor     %ebx, %ebx
    xor     %ebp, %ebp
    xor     %r13d, %r13d
    xor     %r14d, %r14d
    xor     %r15d, %r15d
    sysretq
.endm

    .text
    .global arch_syscall
    .global fast_called             // for those who count
    .global fast_returned
arch_syscall:
    mov     OF_CORE(CORE_REGS_TOP), %rbp
    mov     %ds, OF_CORE(CORE_SCRATCH)
    mov     %es, OF_CORE(CORE_SCRATCH + 2)
    mov     %fs, OF_CORE(CORE_SCRATCH + 4)
    mov     %gs, OF_CORE(CORE_SCRATCH + 6)
    cmpq    $0, OF_CORE(CORE_SCRATCH)
    jne     empty_segments
segments_empty:
#ifdef WITHOUT_FAST_PATH
    {disp32} jmp return_unlocked
#endif
    test    %rax, %rax
    js      fast_return
    save_state

    lock_acquire slow_unlocked, slow_unlock
    /* The slot: out of range is slot 0, by data dependency, and slot 0 is
       empty. Transfer bits are out of range. */
    mov     OF_THREAD(THREAD_DOMAIN), %r13
    cmp     DOMAIN_BOUND(%r13), %rdi
    sbb     %r14, %r14
    and     %rdi, %r14
    shl     $5, %r14
    add     DOMAIN_TABLE(%r13), %r14
    testb   $SLOT_CALLABLE_MASK, SLOT_CALLABLE_BYTE(%r14)
    jz      slow_slot
    mov     8(%r14), %r15           // the gate
    mov     OF_THREAD(THREAD_CALLING), %ebx
    cmp     $DEPTH_MAX, %ebx
    ja      fast_call_fp
fast_call:
    mov     GATE_IDLE(%r15), %r11   // the activation
    test    $GATE_NONE_MASK, %r11b
    jnz     slow_invoke
    mov     GATE_DOMAIN(%r15), %rcx
    mov     DOMAIN_SPACE(%rcx), %rcx
    test    %rcx, %rcx
    jz      slow_invoke             // it needs another entry

    /* It is a call. The activation leaves the gate. */
fast_called:
    mov     (%r14), %rdi
    shr     $16, %rdi               // the badge
    mov     THREAD_IDLE_NEXT(%r11), %r14
    mov     %r14, GATE_IDLE(%r15)
    inc     %ebx
    mov     %ebx, THREAD_CALLING(%r11)
    mov     %r11, OF_THREAD(THREAD_SERVER)
    sub     $THREAD_TOP, %rbp
    mov     %rbp, THREAD_CALLER(%r11)
    space_load %rcx, %r13
    thread_load %r11, %rbx
    mov     THREAD_START_POINTER(%r11), %rbx
    mov     %rbx, THREAD_REGS_OFFSET + REGS_THREAD_POINTER(%r11)
    thread_pointer_load %r11, %rbx, %r13, %r14
    mov     THREAD_STACK(%r11), %rsp
    mov     GATE_ENTRY(%r15), %rcx
    mov     $FLAGS_USER_START, %r11d
    leave_fast

/* What a return needs of its own thread is known: it saves it only if it has
   to go the plain way. */
fast_return:
    mov     %rdi, %rbx
    shr     $32, %rbx
    jnz     return_unlocked         // it offers something
    lock_acquire return_unlocked, return_unlock
    cmpl    $0, OF_THREAD(THREAD_RETURNING)
    jne     return_slow
    mov     OF_THREAD(THREAD_CALLER), %rbx
    mov     OF_THREAD(THREAD_GATE), %r15
    mov     GATE_IDLE(%r15), %r14
    test    $GATE_UNUSUAL_MASK, %r14b
    jnz     return_slow
    mov     THREAD_DOMAIN(%rbx), %r13
    mov     DOMAIN_SPACE(%r13), %r13
    test    %r13, %r13
    jz      return_slow

    /* It is a return. The activation goes back to the gate. */
fast_returned:
    mov     OF_THREAD(THREAD_DOMAIN), %rcx
    mov     %r14, OF_THREAD(THREAD_IDLE_NEXT)
    movl    $0, OF_THREAD(THREAD_CALLING)   // idle
    movq    $0, OF_THREAD(THREAD_CALLER)
    movq    $0, THREAD_SERVER(%rbx)
    sub     $THREAD_TOP, %rbp
    mov     %rbp, GATE_IDLE(%r15)
    space_load %r13, %rcx
    thread_load %rbx, %r14
    mov     THREAD_REGS_OFFSET + REGS_THREAD_POINTER(%rbx), %r14
    thread_pointer_load %rbx, %r14, %r13, %r15
    movslq  %edi, %rax
    xor     %edi, %edi
    mov     THREAD_REGS_OFFSET + REGS_SP(%rbx), %rsp
    mov     THREAD_REGS_OFFSET + REGS_PC(%rbx), %rcx
    mov     THREAD_REGS_OFFSET + REGS_FLAGS(%rbx), %r11
    leave_fast

/* If it is nothing but FP, that is switched off until the next use. */
fast_call_fp:
    xor     $THREAD_FP_ON, %ebx
    cmp     $DEPTH_MAX, %ebx
    ja      slow_invoke
    mov     %ebx, OF_THREAD(THREAD_CALLING)
    mov     %cr0, %rcx
    or      $CR0_TS, %rcx
    mov     %rcx, %cr0
    jmp     fast_call

/* Loading FS may spoil its base, which is written again. */
empty_segments:
    mov     %rax, %rbx
    mov     %rcx, %r13
    mov     %rdx, %r14
    xor     %eax, %eax
    mov     %eax, %ds
    mov     %eax, %es
    mov     %eax, %fs
    mov     %eax, %gs
    mov     OF_CORE(CORE_FS_BASE), %rdx
    mov     %edx, %eax
    shr     $32, %rdx
    mov     $MSR_FS_BASE, %ecx
    wrmsr
    mov     %rbx, %rax
    mov     %r13, %rcx
    mov     %r14, %rdx
    jmp     segments_empty

/* An empty slot: that is the answer, unless it stands for the thread itself or
   there is more in the capability word. */
fast_empty:
    cmp     $CAP_SELF_SLOT, %rdi
    jae     slow_invoke
    mov     $STATUS_EMPTY_SLOT, %rax
    xor     %edi, %edi
    xor     %esi, %esi
    xor     %edx, %edx
    xor     %r10d, %r10d
    xor     %r8d, %r8d
    xor     %r9d, %r9d
    xor     %r12d, %r12d
    leave_fast

/* The plain path, with the lock held or not yet: on the kernel's stack, rdi is
   the core and rsi and rbx the thread. */
.macro enter_plain
    mov     %rax, OF_REGS(REGS_RAX)
    mov     %rdi, OF_REGS(REGS_RDI)
    mov     %rsi, OF_REGS(REGS_RSI)
    mov     %rdx, OF_REGS(REGS_RDX)
    mov     %r10, OF_REGS(REGS_R10)
    mov     %r8, OF_REGS(REGS_R8)
    mov     %r9, OF_REGS(REGS_R9)
    mov     %r12, OF_REGS(REGS_R12)
    movb    $1, OF_REGS(REGS_BRIEF)
    lea     -THREAD_TOP(%rbp), %rbx
    mov     %rbx, OF_CORE(CORE_CURRENT)
    swapgs
    mov     OF_CORE(CORE_KERNEL_STACK), %rsp
    mov     $cores, %rdi
    mov     %rbx, %rsi
.endm

/* Its time may not know it yet. */
.macro enter_core
    mov     OF_CORE(CORE_TIME), %rax
    cmp     %rbx, TIME_THREAD(%rax)
    jne     enter_\@
entered_\@:
    .subsection 1
enter_\@:
    call    core_enter
    mov     $cores, %rdi
    mov     %rbx, %rsi
    jmp     entered_\@
    .previous
.endm

/* Of the thread in rbx. */
#define OF_RESULT(offset) THREAD_REGS_OFFSET + (offset)(%rbx)

return_slow:
    save_state
    enter_plain
    enter_core
    call    kernel_invoke_return
    jmp     slow_done

slow_invoke:
    enter_plain
    enter_core
    call    kernel_invoke_any
    jmp     slow_done

/* The slot in r14 is not callable. */
slow_slot:
    cmpq    $0, (%r14)
    je      fast_empty
    enter_plain
    enter_core
    mov     %r14, %rdx
    call    kernel_invoke_slot
slow_done:
    test    %eax, %eax
    jg      slow_end
    cmpb    $0, OF_CORE(CORE_CHANGED)
    jne     slow_changed
    swapgs
    cltq
    xor     %edi, %edi
    xor     %esi, %esi
    xor     %edx, %edx
    xor     %r10d, %r10d
    xor     %r8d, %r8d
    xor     %r9d, %r9d
    xor     %r12d, %r12d
    mov     OF_RESULT(REGS_SP), %rsp
    mov     OF_RESULT(REGS_PC), %rcx
    mov     OF_RESULT(REGS_FLAGS), %r11
    leave_fast

slow_end:
    cmpb    $0, OF_CORE(CORE_CHANGED)
    jne     slow_changed
    cmp     $STATUS_ANSWERED, %eax
    jne     slow_changed
    swapgs
    xor     %eax, %eax
    xor     %edi, %edi
    mov     OF_CORE(CORE_OUT), %rsi
    mov     OF_CORE(CORE_OUT + 8), %rdx
    mov     OF_CORE(CORE_OUT + 16), %r10
    mov     OF_CORE(CORE_OUT + 24), %r8
    mov     OF_CORE(CORE_OUT + 32), %r9
    mov     OF_CORE(CORE_OUT + 40), %r12
    mov     OF_RESULT(REGS_SP), %rsp
    mov     OF_RESULT(REGS_PC), %rcx
    mov     OF_RESULT(REGS_FLAGS), %r11
    leave_fast
slow_changed:
    mov     $cores, %rdi
    mov     %rbx, %rsi
    mov     %eax, %edx
    call    kernel_invoke_end
    jmp     leave

return_unlock:
    save_state
slow_unlock:
    movb    $0, kernel_lock
    jmp     slow_unlocked
return_unlocked:
    save_state
slow_unlocked:
    enter_plain
    call    kernel_invoke
    jmp     leave
#ifndef WITHOUT_FAST_PATH
    .skip   5
#endif
