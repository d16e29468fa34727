/*
 * The fast path of calls through gates and of returns from them: what call.c
 * says, for the usual case. It takes the kernel lock and looks; anything
 * unusual goes on at slow_invoke, before any state has changed. From there the
 * plain path does everything.
 *
 * On entry SP_EL1 points to the running thread's registers, x0-x7 hold its
 * invocation, x29 and x30 have been saved, and nobody needs x8-x28: threads
 * whose system calls go to a syscall gate use other vectors. offsets.c checks
 * the offsets.
 */
#include "registers.h"

/* Takes a ticket of the kernel lock: x8 is the lock, w9 what it read. */
.macro lock_acquire
    adrp    x8, kernel_lock
    add     x8, x8, :lo12:kernel_lock
1:  ldaxr   w9, [x8]
    add     w10, w9, #1 << 16
    stxr    w11, w10, [x8]
    cbnz    w11, 1b
    eor     w11, w9, w9, ror #16
    cbnz    w11, wait_\@           // another core has it
got_\@:
    .subsection 1
wait_\@:
    lsr     w10, w9, #16            // our ticket
2:  yield
    ldarh   w9, [x8]
    cmp     w9, w10
    b.ne    2b
    b       got_\@
    .previous
.endm

.macro lock_release
    add     w9, w9, #1
    stlrh   w9, [x8]
.endm

/* Leaves for user code with x9-x30 zero. The lock's stxr has ended any
   reservation. */
.macro leave
    adrp    x30, empty_page_table   // zeros, from the start of a page
    ldp     x9, x10, [x30, #16]
    ldp     x11, x12, [x30, #16]
    ldp     x13, x14, [x30, #16]
    ldp     x15, x16, [x30, #16]
    ldp     x17, x18, [x30, #16]
    ldp     x19, x20, [x30, #16]
    ldp     x21, x22, [x30, #16]
    ldp     x23, x24, [x30, #16]
    ldp     x25, x26, [x30, #16]
    ldp     x27, x28, [x30, #16]
    ldp     x29, x30, [x30, #16]
    eret
.endm

    .text
    .global fast_invoke
fast_invoke:
    tbnz    x7, #63, fast_return

    lock_acquire
    /* The slot: out of range is slot 0, by data dependency, and slot 0 is
       empty. Transfer bits are out of range. */
    ldur    x12, [sp, #THREAD_DOMAIN]
    ldp     x13, x14, [x12, #DOMAIN_TABLE]
    cmp     x0, x14
    csel    x15, x0, xzr, lo
    cbz     x13, slow_invoke
    add     x15, x13, x15, lsl #5
    ldp     x16, x17, [x15]         // head, gate
    tbz     w16, #SLOT_CALLABLE_BIT, slow_invoke
    ldr     x18, [x17, #GATE_FREE]  // and above it `unusual`
    sub     x18, x18, #1
    lsr     x24, x18, #32
    cbnz    x24, slow_invoke        // unusual, or none was free
    ldr     x25, [sp, #THREAD_IS]   // a ceiling, which ends here?
    cbnz    x25, slow_invoke
    ldrb    w20, [sp, #THREAD_DEPTH]
    cmp     w20, #DEPTH_MAX
    b.hs    slow_invoke
    ldr     x19, [x17, #GATE_IDLE]  // the first activation's node
    sub     x19, x19, #THREAD_NODE  // its registers
    ldur    x26, [x19, #THREAD_DOMAIN]
    ldp     x27, x28, [x26, #DOMAIN_BOUND]
    cbz     x27, slow_invoke        // it needs other vectors, or is no more

    /* It is a call. The activation leaves the gate. */
    str     x18, [x17, #GATE_FREE]
    add     x25, x17, #GATE_IDLE
    ldr     x24, [x19, #THREAD_NODE]
    str     x24, [x25]
    str     x25, [x24, #8]
    /* Links, and time. */
    sub     x21, sp, #THREAD_REGS_OFFSET
    sub     x22, x19, #THREAD_REGS_OFFSET
    ldr     x23, [sp, #THREAD_TIME]
    add     w20, w20, #1
    strb    w20, [x19, #THREAD_DEPTH]
    str     x21, [x19, #THREAD_CALLER]
    str     x23, [x19, #THREAD_TIME]
    str     x22, [x23, #TIME_THREAD]
    stp     xzr, x22, [sp, #THREAD_TIME] // and the server
    str     x0, [sp, #THREAD_TRANSFER]
    mov     w20, #STATE_RUNNABLE
    mov     w21, #STATE_CALLING
    str     w20, [x19, #THREAD_STATE]
    str     w21, [sp, #THREAD_STATE]
    /* The caller's own. */
    mrs     x21, sp_el0
    mrs     x23, elr_el1
    mrs     x24, spsr_el1
    mrs     x25, tpidr_el0
    stp     x21, x23, [sp, #REGS_SP]
    stp     x24, x25, [sp, #REGS_FLAGS]
    str     x20, [sp, #REGS_BRIEF]
    /* The activation's. */
    mrs     x21, tpidr_el1
    str     x22, [x21]              // current
    cmp     x26, x12
    b.eq    1f
    msr     ttbr0_el1, x28
    str     x26, [x21, #CORE_SPACE]
1:  mov     w23, #CPACR_FP_KERNEL
    msr     cpacr_el1, x23
    ldr     x24, [x17, #GATE_ENTRY]
    ldp     x25, x26, [x19, #THREAD_STACK]
    msr     elr_el1, x24
    msr     sp_el0, x25
    msr     tpidr_el0, x26
    msr     spsr_el1, xzr
    mov     sp, x19
    lsr     x0, x16, #16            // the badge
    lock_release
    mov     x8, xzr
    leave

fast_return:
    lsr     x8, x0, #32
    cbnz    x8, slow_return         // it offers something
    lock_acquire
    /* A plain caller of a plain gate, on its own time, and no FP state. */
    ldr     x12, [sp, #THREAD_CALLER]
    cbz     x12, slow_invoke
    add     x12, x12, #THREAD_REGS_OFFSET
    ldr     x13, [sp, #THREAD_IS]
    ldp     x14, x15, [x12, #THREAD_IS] // and the fault's kind
    orr     x13, x13, x14
    orr     x13, x13, x15
    cbnz    x13, slow_invoke
    ldur    x17, [sp, #THREAD_GATE]
    ldr     x18, [x17, #GATE_FREE]
    add     x18, x18, #1
    lsr     x24, x18, #32
    cbnz    x24, slow_invoke
    sub     x20, sp, #THREAD_REGS_OFFSET
    ldr     x23, [sp, #THREAD_TIME]
    ldr     x24, [x23, #TIME_OWNER]
    cmp     x24, x20
    b.eq    slow_invoke
    mrs     x21, tpidr_el1
    ldr     x24, [x21, #CORE_FP_OWNER]
    cmp     x24, x20
    b.eq    slow_invoke
    ldur    x26, [x12, #THREAD_DOMAIN]
    ldp     x27, x28, [x26, #DOMAIN_BOUND]
    cbz     x27, slow_invoke

    /* It is a return. The activation goes back to the gate. */
    str     x18, [x17, #GATE_FREE]
    add     x25, x17, #GATE_IDLE
    ldr     x24, [x25]
    add     x27, sp, #THREAD_NODE
    stp     x24, x25, [sp, #THREAD_NODE]
    str     x27, [x25]
    str     x27, [x24, #8]
    strb    wzr, [sp, #THREAD_FP_VALID]
    /* Links, and time. */
    sub     x22, x12, #THREAD_REGS_OFFSET
    str     xzr, [sp, #THREAD_TIME]
    str     xzr, [sp, #THREAD_CALLER]
    stp     x23, xzr, [x12, #THREAD_TIME] // and the server
    str     x22, [x23, #TIME_THREAD]
    mov     w20, #STATE_IDLE
    mov     w24, #STATE_RUNNABLE
    str     w20, [sp, #THREAD_STATE]
    str     w24, [x12, #THREAD_STATE]
    /* The caller's own. Its FP state, if loaded, is let in at first use. */
    str     x22, [x21]              // current
    ldur    x27, [sp, #THREAD_DOMAIN]
    cmp     x26, x27
    b.eq    1f
    msr     ttbr0_el1, x28
    str     x26, [x21, #CORE_SPACE]
1:  ldp     x24, x25, [x12, #REGS_SP]
    ldp     x26, x27, [x12, #REGS_FLAGS]
    msr     sp_el0, x24
    msr     elr_el1, x25
    msr     spsr_el1, x26
    msr     tpidr_el0, x27
    mov     sp, x12
    sxtw    x0, w0
    lock_release
    mov     x7, xzr
    mov     x8, xzr
    leave

/* The plain path, with the lock held or (a return that offers) not yet. */
slow_return:
    lock_acquire
slow_invoke:
    stp     x0, x1, [sp]
    stp     x2, x3, [sp, #16]
    stp     x4, x5, [sp, #32]
    stp     x6, x7, [sp, #48]
    mrs     x0, tpidr_el1
    mrs     x1, sp_el0
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    mrs     x4, tpidr_el0
    stp     x1, x2, [sp, #REGS_SP]
    stp     x3, x4, [sp, #REGS_FLAGS]
    mov     x5, #1
    str     x5, [sp, #REGS_BRIEF]
    mov     x29, xzr                // where a backtrace ends
    ldr     x1, [x0, #CORE_KERNEL_STACK]
    mov     sp, x1
    bl      kernel_invoke_locked
    b       arch_leave
