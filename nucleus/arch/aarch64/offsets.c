/*
 * Where the assembly finds the members of the kernel's structures.
 */
#include "call.h"
#include "core.h"
#include "domain.h"
#include "gate.h"
#include "invoke.h"
#include "lock.h"
#include "sched_context.h"

#define AT(structure, member, offset)                                          \
    static_assert(offsetof(struct structure, member) == (offset))

AT(arch_regs, sp, REGS_SP);
AT(arch_regs, flags, REGS_FLAGS);
AT(arch_regs, brief, REGS_BRIEF);
static_assert(sizeof(struct arch_regs) == REGS_BYTES);
AT(core, current, CORE_CURRENT);
AT(core, kernel_stack, CORE_KERNEL_STACK);
AT(thread, held[THREAD_HOLDS_DOMAIN].address, THREAD_DOMAIN);
AT(thread, held[THREAD_HOLDS_GATE].address, THREAD_GATE);
AT(thread, regs, THREAD_REGS);
AT(thread, server, THREAD_SERVER);
AT(thread, caller, THREAD_CALLER);
AT(thread, is.calling, THREAD_CALLING);
AT(thread, is.left, THREAD_CALLING);
AT(thread, is.uncommon, THREAD_CALLING + 3);
static_assert(THREAD_FP_ON == (word_t)UNCOMMON_FP << 24);
AT(thread, is.returning, THREAD_RETURNING);
AT(thread, idle_next, THREAD_IDLE_NEXT);
static_assert(THREAD_RETURNING == THREAD_CALLING + 4 &&
              THREAD_CALLER == THREAD_CALLING + 8 &&
              THREAD_IDLE_NEXT == THREAD_CALLER + 8);
AT(thread, stack, THREAD_STACK);
AT(thread, thread_pointer, THREAD_STACK + 8);
AT(domain, table, DOMAIN_TABLE);
AT(domain, bound, DOMAIN_BOUND);
AT(domain, space, DOMAIN_SPACE);
AT(gate, entry, GATE_ENTRY);
AT(gate, domain, GATE_DOMAIN);
AT(gate, idle, GATE_IDLE);
AT(lock, word, 0);
static_assert(LOCK_FREE == 0 && ARCH_LOCK_BYTE == 0);
AT(lock, zeros, LOCK_ZEROS);
static_assert(ARCH_THREAD_LINK == 0);
/* The fast path writes a serving thread's state as 0. */
static_assert(THREAD_STATE_RUNNABLE == 0);
static_assert(1 << GATE_NONE_BIT == GATE_NONE);
static_assert(1 << GATE_UNUSUAL_BIT == GATE_UNUSUAL);
static_assert(CALLS_MAX == CALL_DEPTH_MAX);
static_assert(OPERATION_YIELD == OP_SELF_YIELD);
static_assert(1 << SLOT_CALLABLE_BIT == SLOT_CALLABLE);
static_assert(sizeof(struct slot) == 32);
AT(core, time, CORE_TIME);
AT(sched_context, thread, TIME_THREAD);
AT(core, changed, CORE_CHANGED);
AT(core, invocation.out, CORE_OUT);
static_assert(OK == 0 && STATUS_ANSWERED == ANSWERED);
static_assert(CAP_SELF_SLOT == CAP_SELF && CAP_SELF == CAP_SLOT_MASK);
static_assert(STATUS_EMPTY_SLOT == EMPTY_SLOT);
