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

/* rbp is the link to the running thread (see thread_link()): it points to the
   end of its registers, as RSP0 does. */
#define OF_LINK(offset, link) (offset) - THREAD_TOP(link)
#define OF_THREAD(offset) OF_LINK(offset, %rbp)
#define OF_REGS(offset) (offset) - REGS_BYTES(%rbp)
#define OF_CORE(offset) cores + (offset)

/* The lock becomes 0 if it was free and nobody waits for it. */
.macro lock_acquire if_not
    lock addl $LOCK_TAKEN, kernel_lock
    jnz     \if_not
.endm

.macro lock_release
    movb    $LOCK_FREE_BYTE, kernel_lock + LOCK_BYTE
.endm

/* What SYSCALL left in registers. */
.macro save_state
    mov     %rsp, OF_REGS(REGS_SP)
    mov     %rcx, OF_REGS(REGS_PC)
    mov     %r11, OF_REGS(REGS_FLAGS)
.endm

/* It is the thread's registers that an interrupt's are pushed to. Its thread
   pointer becomes the base of FS, and the segment registers are emptied; if all
   that is zero already, one look tells. Zeroes rbx, spoils rcx. */
.macro thread_load link, spare1, spare2
    mov     \link, OF_CORE(CORE_REGS_TOP)
    mov     OF_LINK(THREAD_REGS_OFFSET + REGS_THREAD_POINTER, \link), %rbx
    or      OF_CORE(CORE_SEGMENTS), %rbx
    jnz     write_\@
written_\@:
    .subsection 1
write_\@:
    mov     %rax, \spare1
    mov     %rdx, \spare2
    mov     OF_LINK(THREAD_REGS_OFFSET + REGS_THREAD_POINTER, \link), %rdx
    segments_write
    mov     \spare1, %rax
    mov     \spare2, %rdx
    xor     %ebx, %ebx
    jmp     written_\@
    .previous
.endm

/* Empty segment registers, and rdx as the base of FS, which loading FS may have
   spoilt. Spoils rax, rcx and rdx. */
.macro segments_write
    cmpl    $0, OF_CORE(CORE_SEGMENTS)
    je      1f
    xor     %eax, %eax
    mov     %eax, %ds
    mov     %eax, %es
    mov     %eax, %fs
    mov     %eax, %gs
1:  mov     %rdx, OF_CORE(CORE_FS_BASE)
    test    %rdx, %rdx
    setnz   OF_CORE(CORE_FS_USED)
    mov     %edx, %eax
    shr     $32, %rdx
    mov     $MSR_FS_BASE, %ecx
    wrmsr
.endm

/* rbx is zero. */
.macro leave_fast
    lock_release
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
/* Selectors have one byte that can be other than 0: they overlap. */
arch_syscall:
    mov     OF_CORE(CORE_REGS_TOP), %rbp
    mov     %ds, OF_CORE(CORE_SEGMENTS)
    mov     %es, OF_CORE(CORE_SEGMENTS + 1)
    mov     %fs, OF_CORE(CORE_SEGMENTS + 2)
    mov     %gs, OF_CORE(CORE_SEGMENTS + 3)
#ifdef WITHOUT_FAST_PATH
    {disp32} jmp return_unlocked
#endif
    test    %rax, %rax
    js      fast_return
    save_state

    lock_acquire call_lockless
    /* The slot: out of range is slot 0, by data dependency, and slot 0 is
       empty. Transfer bits are out of range. */
    mov     OF_THREAD(THREAD_DOMAIN), %r13
    imul    $SLOT_BYTES, %rdi, %r14
    cmp     DOMAIN_BOUND(%r13), %rdi
    cmovae  kernel_lock + LOCK_ZEROS, %r14
    add     DOMAIN_TABLE(%r13), %r14
    testb   $SLOT_CALLABLE_MASK, SLOT_CALLABLE_BYTE(%r14)
    jz      slow_slot
    mov     8(%r14), %r15           // the gate
    mov     OF_THREAD(THREAD_CALLING), %ebx
    dec     %ebx
    jl      fast_call_fp
fast_call:
    mov     GATE_IDLE(%r15), %r11   // the activation's link
    test    $GATE_NONE_MASK, %r11b
    jnz     slow_invoke
    mov     GATE_DOMAIN(%r15), %rcx
    mov     DOMAIN_SPACE(%rcx), %rcx
    test    %rcx, %rcx
    jz      slow_invoke             // it needs another entry

    /* It is a call. The activation leaves the gate. Its saved thread pointer is
       its initial one. */
fast_called:
    mov     (%r14), %rdi
    shr     $16, %rdi               // the badge
    mov     OF_LINK(THREAD_IDLE_NEXT, %r11), %r14
    mov     %r14, GATE_IDLE(%r15)
    mov     %ebx, OF_LINK(THREAD_CALLING, %r11)
    mov     %r11, OF_THREAD(THREAD_SERVER)
    mov     %rbp, OF_LINK(THREAD_CALLER, %r11)
    cmp     DOMAIN_SPACE(%r13), %rcx
    je      1f
    mov     %rcx, %cr3
1:  thread_load %r11, %r13, %r14
    mov     OF_LINK(THREAD_STACK, %r11), %rsp
    mov     GATE_ENTRY(%r15), %rcx
    mov     $FLAGS_USER_START, %r11d
    leave_fast

/* What a return needs of its own thread is known: it saves it only if it has
   to go the plain way. Of its operation only the sign counts. */
fast_return:
    lock_acquire return_lockless
    mov     OF_THREAD(THREAD_RETURNING), %ebx
    movslq  %edi, %rax              // the status
    shr     $32, %rdi               // what it offers
    or      %edi, %ebx
    jnz     return_slow
    mov     OF_THREAD(THREAD_CALLER), %r13
    mov     OF_THREAD(THREAD_GATE), %r15
    mov     GATE_IDLE(%r15), %r14
    test    $GATE_UNUSUAL_MASK, %r14b
    jnz     return_slow
    mov     %r14, OF_THREAD(THREAD_IDLE_NEXT) // nobody looks before it is idle
    mov     OF_LINK(THREAD_DOMAIN, %r13), %r14
    cmp     OF_THREAD(THREAD_DOMAIN), %r14
    je      fast_returned
    or      DOMAIN_SPACE(%r14), %rbx
    jz      return_slow
    mov     %rbx, %cr3

    /* It is a return. The activation goes back to the gate. */
fast_returned:
    movq    $THREAD_TOP, OF_THREAD(THREAD_CALLER) // nobody
    movq    $THREAD_TOP, OF_LINK(THREAD_SERVER, %r13)
    mov     %rbp, GATE_IDLE(%r15)
    thread_load %r13, %r14, %r15
    mov     OF_LINK(THREAD_REGS_OFFSET + REGS_SP, %r13), %rsp
    mov     OF_LINK(THREAD_REGS_OFFSET + REGS_PC, %r13), %rcx
    mov     OF_LINK(THREAD_REGS_OFFSET + REGS_FLAGS, %r13), %r11
    leave_fast

/* If it is nothing but FP, that is switched off until the next use. */
fast_call_fp:
    mov     OF_THREAD(THREAD_CALLING), %ecx
    xor     $THREAD_FP_ON, %ecx
    lea     -1(%rcx), %ebx
    cmp     $CALLS_MAX, %ebx
    jae     slow_invoke
    mov     %ecx, OF_THREAD(THREAD_CALLING)
    mov     %cr0, %rcx
    or      $CR0_TS, %rcx
    mov     %rcx, %cr0
    jmp     fast_call

/* An empty slot: that is the answer, unless it stands for the thread itself or
   there is more in the capability word. */
fast_empty:
    cmp     $CAP_SELF_SLOT, %rdi
    ja      slow_invoke
    je      slow_self
    cmpl    $0, OF_CORE(CORE_SEGMENTS)
    jne     slow_invoke
    mov     $STATUS_EMPTY_SLOT, %rax
    xor     %edi, %edi
    xor     %esi, %esi
    xor     %edx, %edx
    xor     %r10d, %r10d
    xor     %r8d, %r8d
    xor     %r9d, %r9d
    xor     %r12d, %r12d
    xor     %ebx, %ebx
    leave_fast

/* The plain path, with the lock held or not yet: on the kernel's stack, rdi is
   the core and rsi and rbx the thread. */
.macro enter_plain message=1
    .if     \message
    mov     %rax, OF_REGS(REGS_RAX)
    mov     %rdi, OF_REGS(REGS_RDI)
    mov     %rsi, OF_REGS(REGS_RSI)
    mov     %rdx, OF_REGS(REGS_RDX)
    mov     %r10, OF_REGS(REGS_R10)
    mov     %r8, OF_REGS(REGS_R8)
    mov     %r9, OF_REGS(REGS_R9)
    mov     %r12, OF_REGS(REGS_R12)
    movb    $1, OF_REGS(REGS_BRIEF)
    .endif
    lea     -THREAD_TOP(%rbp), %rbx
    mov     %rbx, OF_CORE(CORE_CURRENT)
    mov     OF_CORE(CORE_KERNEL_STACK), %rsp
    cmpl    $0, OF_CORE(CORE_SEGMENTS)
    jne     empty_\@
emptied_\@:
    swapgs
    mov     $cores, %rdi
    mov     %rbx, %rsi
    .subsection 1
empty_\@:
    call    segments_empty
    jmp     emptied_\@
    .previous
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

segments_empty:
    mov     OF_CORE(CORE_FS_BASE), %rdx
    segments_write
    ret

/* Of the thread in rbx. */
#define OF_RESULT(offset) THREAD_REGS_OFFSET + (offset)(%rbx)

return_slow:
    shl     $32, %rdi
    mov     %eax, %eax
    or      %rax, %rdi
    movabs  $OPERATION_IS_RETURN, %rax
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

slow_self:
    cmp     $OPERATION_YIELD, %rax
    je      slow_yield
    mov     $invoke_self, %r14
    jmp     slow_slot_full

/* Nothing in a yield's message is looked at. */
slow_yield:
    enter_plain 0
    enter_core
    call    kernel_yield
    jmp     leave

/* The slot in r14 is not callable. */
slow_slot:
    cmpq    $0, (%r14)
    je      fast_empty
slow_slot_full:
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
    xor     %ebx, %ebx
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
    xor     %ebx, %ebx
    leave_fast
slow_changed:
    mov     $cores, %rdi
    mov     %rbx, %rsi
    mov     %eax, %edx
    call    kernel_invoke_end
    jmp     leave

/* If it was free others wait for it, and it is theirs: given back. */
call_lockless:
    jnc     slow_unlocked
    lock_release
    jmp     slow_unlocked
return_lockless:
    jnc     return_unlocked
    lock_release
return_unlocked:
    save_state
slow_unlocked:
    enter_plain
    call    kernel_invoke
    jmp     leave
#ifndef WITHOUT_FAST_PATH
    .skip   5
#endif
