/*
 * Where the assembly finds the members of the kernel's structures.
 */
#include "call.h"
#include "core.h"
#include "domain.h"
#include "gate.h"
#include "lock.h"
#include "sched_context.h"

#define AT(structure, member, offset)                                          \
    static_assert(offsetof(struct structure, member) == (offset))

AT(arch_regs, thread_pointer, REGS_THREAD_POINTER);
AT(arch_regs, rax, REGS_RAX);
AT(arch_regs, rdi, REGS_RDI);
AT(arch_regs, message.words[0], REGS_RSI);
AT(arch_regs, message.words[1], REGS_RDX);
AT(arch_regs, message.words[2], REGS_R10);
AT(arch_regs, message.words[3], REGS_R8);
AT(arch_regs, message.words[4], REGS_R9);
AT(arch_regs, message.words[5], REGS_R12);
AT(arch_regs, brief, REGS_BRIEF);
AT(arch_regs, vector, REGS_VECTOR);
AT(arch_regs, error, REGS_ERROR);
AT(arch_regs, pc, REGS_PC);
AT(arch_regs, cs, REGS_CS);
AT(arch_regs, flags, REGS_FLAGS);
AT(arch_regs, sp, REGS_SP);
AT(arch_regs, ss, REGS_SS);
static_assert(sizeof(struct arch_regs) == REGS_BYTES);
AT(core, current, CORE_CURRENT);
AT(core, kernel_stack, CORE_KERNEL_STACK);
AT(core, time, CORE_TIME);
AT(core, changed, CORE_CHANGED);
AT(sched_context, thread, TIME_THREAD);
AT(core, invocation.out, CORE_OUT);
static_assert(OK == 0 && STATUS_ANSWERED == ANSWERED);
static_assert(CAP_SELF_SLOT == CAP_SELF && CAP_SELF == CAP_SLOT_MASK);
static_assert(STATUS_EMPTY_SLOT == EMPTY_SLOT);
AT(core, arch.self, CORE_SELF);
AT(core, arch.scratch, CORE_SCRATCH);
AT(core, arch.fs_base, CORE_FS_BASE);
AT(core, arch.vector, CORE_VECTOR);
AT(core, arch.segments, CORE_SEGMENTS);
AT(core, arch.task.rsp, CORE_REGS_TOP);
AT(thread, held[THREAD_HOLDS_DOMAIN].address, THREAD_DOMAIN);
AT(thread, held[THREAD_HOLDS_GATE].address, THREAD_GATE);
AT(thread, regs, THREAD_REGS_OFFSET);
AT(thread, server, THREAD_SERVER);
AT(thread, caller, THREAD_CALLER);
AT(thread, is.calling, THREAD_CALLING);
AT(thread, is.left, THREAD_CALLING);
AT(thread, is.uncommon, THREAD_CALLING + 3);
static_assert(THREAD_FP_ON == (word_t)UNCOMMON_FP << 24);
AT(thread, is.returning, THREAD_RETURNING);
AT(thread, idle_next, THREAD_IDLE_NEXT);
AT(thread, stack, THREAD_STACK);
AT(thread, thread_pointer, THREAD_START_POINTER);
AT(domain, table, DOMAIN_TABLE);
AT(domain, bound, DOMAIN_BOUND);
AT(domain, space, DOMAIN_SPACE);
AT(gate, entry, GATE_ENTRY);
AT(gate, domain, GATE_DOMAIN);
AT(gate, idle, GATE_IDLE);
AT(lock, word, 0);
AT(lock, zeros, LOCK_ZEROS);
static_assert(LOCK_FREE == (uint32_t)-LOCK_TAKEN && LOCK_HELD == 0);
static_assert(LOCK_BYTE == ARCH_LOCK_BYTE && LOCK_FREE_BYTE == ARCH_LOCK_FREE);
static_assert(ARCH_THREAD_LINK == THREAD_TOP);
static_assert(OPERATION_IS_RETURN == OPERATION_RETURN);
static_assert(ARCH_GDT_WORDS * 8 <= 256);
/* The fast path writes a serving thread's state as 0. */
static_assert(THREAD_STATE_RUNNABLE == 0);
static_assert(CALLS_MAX == CALL_DEPTH_MAX);
static_assert(OPERATION_YIELD == OP_SELF_YIELD);
static_assert(SLOT_CALLABLE_MASK << 8 * SLOT_CALLABLE_BYTE == SLOT_CALLABLE);
static_assert(SLOT_BYTES == 1 << SLOT_BITS && SLOT_BADGE_SHIFT == 16);
static_assert(GATE_NONE_MASK == GATE_NONE);
static_assert(GATE_UNUSUAL_MASK == GATE_UNUSUAL);
/* The processor rounds a stack down to that. */
static_assert(THREAD_TOP % 16 == 0);
