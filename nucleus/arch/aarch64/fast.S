/*
 * The fast path of calls through gates and of returns from them: what call.c
 * says, for the usual case. It takes the kernel lock and looks; anything
 * unusual goes on at slow_..., before any state has changed. From there the
 * plain path does everything.
 *
 * On entry SP_EL1 points to the running thread, x0-x7 hold its invocation, w30
 * is ESR_SVC, and nobody needs x8-x30: threads whose system calls go to a
 * syscall gate use other vectors. What the fast path leaves as it was, the
 * plain one brings up to date when it is entered (core_enter()).
 *
 * With WITHOUT_FAST_PATH (cmake/kernel.cmake) everything takes the plain path,
 * for comparison: that kernel has all the same code at the same addresses.
 */
#include "registers.h"

/* x8: the lock, which is at the beginning of a page. Held is not 0, as w30 is.
   If another core has it, C waits for it. Zeroes x9. */
.macro lock_acquire
    adrp    x8, kernel_lock
1:  ldaxr   w9, [x8]
    cbnz    w9, slow_unlocked
    stxr    w9, w30, [x8]
    cbnz    w9, 1b
.endm

/* Leaves for user code with x8-x30 zero, as x9 is; if x13 is too, something else
   can be zeroed in its place. The lock's stxr has ended any reservation. */
.macro leave other=x13
    stlrb   wzr, [x8]               // the lock's
    ldp     \other, x10, [x8, #LOCK_ZEROS]
    ldp     x11, x12, [x8, #LOCK_ZEROS]
    ldp     x14, x15, [x8, #LOCK_ZEROS]
    ldp     x16, x17, [x8, #LOCK_ZEROS]
    ldp     x18, x19, [x8, #LOCK_ZEROS]
    ldp     x20, x21, [x8, #LOCK_ZEROS]
    ldp     x22, x23, [x8, #LOCK_ZEROS]
    ldp     x24, x25, [x8, #LOCK_ZEROS]
    ldp     x26, x27, [x8, #LOCK_ZEROS]
    ldp     x28, x29, [x8, #LOCK_ZEROS]
    ldp     x30, x8, [x8, #LOCK_ZEROS]
    eret
.endm

    .text
    .global fast_invoke
    .global fast_called             // for those who count
    .global fast_returned
fast_invoke:
#ifdef WITHOUT_FAST_PATH
    b       slow_unlocked
#endif
    tbnz    x7, #63, fast_return

    lock_acquire
    /* The slot: out of range is slot 0, by data dependency, and slot 0 is
       empty. Transfer bits are out of range. */
    ldr     x12, [sp, #THREAD_DOMAIN]
    ldp     x13, x14, [x12, #DOMAIN_TABLE]
    cmp     x0, x14
    csel    x15, x0, xzr, lo
    add     x15, x13, x15, lsl #5
    ldp     x16, x17, [x15]         // head, gate
    tbz     w16, #SLOT_CALLABLE_BIT, slow_slot
    ldr     w20, [sp, #THREAD_CALLING]
    subs    w20, w20, #1
    b.lt    fast_call_fp
fast_call:
    ldr     x19, [x17, #GATE_IDLE]  // the activation
    tbnz    x19, #GATE_NONE_BIT, slow_invoke
    ldp     x24, x26, [x17, #GATE_ENTRY] // and its domain
    ldr     x28, [x26, #DOMAIN_SPACE]
    cbz     x28, slow_invoke        // it needs other vectors

    /* It is a call. The activation leaves the gate. */
fast_called:
    ldr     x25, [x19, #THREAD_IDLE_NEXT]
    str     x25, [x17, #GATE_IDLE]
    mov     x21, sp
    stp     x20, x21, [x19, #THREAD_CALLING] // and returning (0), caller
    str     x19, [sp, #THREAD_SERVER]
    /* The caller's own. */
    mrs     x21, sp_el0
    mrs     x23, elr_el1
    mrs     x20, spsr_el1
    mrs     x25, tpidr_el0
    stp     x21, x23, [sp, #THREAD_REGS + REGS_SP]
    stp     x20, x25, [sp, #THREAD_REGS + REGS_FLAGS]
    /* The activation's. */
    ldp     x25, x26, [x19, #THREAD_STACK]
    msr     ttbr0_el1, x28
    msr     elr_el1, x24
    msr     sp_el0, x25
    msr     tpidr_el0, x26
    msr     spsr_el1, xzr
    mov     sp, x19
    lsr     x0, x16, #16            // the badge
    leave

/* If it is nothing but FP, that is switched off until the next use. */
fast_call_fp:
    ldr     w21, [sp, #THREAD_CALLING]
    eor     w21, w21, #THREAD_FP_ON
    sub     w20, w21, #1
    cmp     w20, #CALLS_MAX
    b.hs    slow_invoke
    str     w21, [sp, #THREAD_CALLING]
    mov     w21, #CPACR_FP_KERNEL
    msr     cpacr_el1, x21
    b       fast_call

fast_return:
    lock_acquire
    ldr     w13, [sp, #THREAD_RETURNING]
    orr     x13, x13, x0, lsr #32   // what it offers
    cbnz    x13, slow_return
    ldr     x12, [sp, #THREAD_CALLER]
    ldr     x17, [sp, #THREAD_GATE]
    ldr     x26, [x12, #THREAD_DOMAIN]
    ldr     x18, [x17, #GATE_IDLE]
    ldr     x28, [x26, #DOMAIN_SPACE]
    tbnz    x18, #GATE_UNUSUAL_BIT, slow_return
    cbz     x28, slow_return

    /* It is a return. The activation goes back to the gate. */
fast_returned:
    mov     x20, sp
    stp     xzr, x18, [sp, #THREAD_CALLER] // idle, and idle_next
    str     x20, [x17, #GATE_IDLE]
    str     xzr, [x12, #THREAD_SERVER]
    /* The caller's own. Its FP state, if loaded, is let in at first use. */
    ldp     x24, x25, [x12, #THREAD_REGS + REGS_SP]
    ldp     x26, x27, [x12, #THREAD_REGS + REGS_FLAGS]
    msr     ttbr0_el1, x28
    msr     sp_el0, x24
    msr     elr_el1, x25
    msr     spsr_el1, x26
    msr     tpidr_el0, x27
    mov     sp, x12
    sxtw    x0, w0
    leave   other=x7

/* With a status in x0 and no words. */
.macro leave_status
    ldp     x1, x2, [x8, #LOCK_ZEROS]
    ldp     x3, x4, [x8, #LOCK_ZEROS]
    ldp     x5, x6, [x8, #LOCK_ZEROS]
    mov     x7, xzr
    leave
.endm

/* An empty slot: that is the answer, unless it stands for the thread itself or
   there is more in the capability word. */
fast_empty:
    mov     w10, #CAP_SELF_SLOT
    cmp     x0, x10
    b.hi    slow_invoke
    b.eq    slow_self
    mov     x0, #STATUS_EMPTY_SLOT
    leave_status

/* The plain path, with the lock held or not yet: on the kernel's stack, x0 and
   x20 are the core and x1 and x19 the thread. */
.macro enter_plain message=1
    .if     \message
    stp     x0, x1, [sp, #THREAD_REGS]
    stp     x2, x3, [sp, #THREAD_REGS + 16]
    stp     x4, x5, [sp, #THREAD_REGS + 32]
    stp     x6, x7, [sp, #THREAD_REGS + 48]
    .endif
    mrs     x1, sp_el0
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    mrs     x4, tpidr_el0
    stp     x1, x2, [sp, #THREAD_REGS + REGS_SP]
    stp     x3, x4, [sp, #THREAD_REGS + REGS_FLAGS]
    mrs     x20, tpidr_el1
    mov     x19, sp
    .if     \message
    str     x19, [sp, #THREAD_REGS + REGS_BRIEF] // not 0
    .endif
    ldr     x2, [x20, #CORE_KERNEL_STACK]
    str     x19, [x20, #CORE_CURRENT]
    mov     sp, x2
    mov     x0, x20
    mov     x1, x19
.endm

/* Its time may not know it yet. */
.macro enter_core
    ldr     x2, [x20, #CORE_TIME]
    ldr     x2, [x2, #TIME_THREAD]
    cmp     x2, x19
    b.ne    enter_\@
entered_\@:
    .subsection 1
enter_\@:
    mov     x21, x15
    bl      core_enter
    mov     x15, x21
    mov     x0, x20
    mov     x1, x19
    b       entered_\@
    .previous
.endm

slow_return:
    enter_plain
    enter_core
    bl      kernel_invoke_return
    b       slow_done

slow_invoke:
    enter_plain
    enter_core
    bl      kernel_invoke_any
    b       slow_done

slow_self:
    mov     w10, #OPERATION_YIELD
    cmp     x7, x10
    b.eq    slow_yield
    adr     x15, invoke_self
    b       slow_slot_full

/* Nothing in a yield's message is looked at. */
slow_yield:
    enter_plain 0
    enter_core
    bl      kernel_yield
    b       arch_leave

/* The slot in x15 is not callable. */
slow_slot:
    cbz     x16, fast_empty
slow_slot_full:
    enter_plain
    enter_core
    mov     x2, x15
    bl      kernel_invoke_slot
slow_done:
    ldrb    w9, [x20, #CORE_CHANGED]
    cbnz    w9, slow_changed
    cmp     w0, #0
    b.gt    slow_end
    mov     sp, x19
    sxtw    x0, w0
    adrp    x8, kernel_lock
    leave_status

slow_end:
    cmp     w0, #STATUS_ANSWERED
    b.ne    slow_changed
    mov     sp, x19
    add     x10, x20, #CORE_OUT
    mov     x0, xzr
    ldp     x1, x2, [x10]
    ldp     x3, x4, [x10, #16]
    ldp     x5, x6, [x10, #32]
    mov     x7, xzr
    adrp    x8, kernel_lock
    leave
slow_changed:
    mov     w2, w0
    mov     x0, x20
    mov     x1, x19
    bl      kernel_invoke_end
    b       arch_leave

slow_unlocked:
    enter_plain
    bl      kernel_invoke
    b       arch_leave
#ifndef WITHOUT_FAST_PATH
    .skip   4
#endif
