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
#define THREAD_AT(member, offset)                                              \
    AT(thread, member, THREAD_REGS_OFFSET + (offset))

AT(core, current, 0);
AT(core, kernel_stack, CORE_KERNEL_STACK);
AT(core, space, CORE_SPACE);
AT(core, fp_owner, CORE_FP_OWNER);
THREAD_AT(held[THREAD_HOLDS_DOMAIN].address, THREAD_DOMAIN);
THREAD_AT(held[THREAD_HOLDS_GATE].address, THREAD_GATE);
THREAD_AT(time, THREAD_TIME);
THREAD_AT(server, THREAD_SERVER);
THREAD_AT(caller, THREAD_CALLER);
THREAD_AT(transfer, THREAD_TRANSFER);
THREAD_AT(is, THREAD_IS);
THREAD_AT(fault.kind, THREAD_FAULT_KIND);
THREAD_AT(state, THREAD_STATE);
THREAD_AT(depth, THREAD_DEPTH);
THREAD_AT(fp_valid, THREAD_FP_VALID);
THREAD_AT(node, THREAD_NODE);
THREAD_AT(stack, THREAD_STACK);
THREAD_AT(thread_pointer, THREAD_STACK + 8);
AT(domain, table, DOMAIN_TABLE);
AT(domain, bound, DOMAIN_BOUND);
AT(domain, space, DOMAIN_SPACE);
AT(gate, entry, GATE_ENTRY);
AT(gate, free, GATE_FREE);
AT(gate, unusual, GATE_FREE + 4);
AT(gate, idle, GATE_IDLE);
AT(sched_context, thread, TIME_THREAD);
AT(sched_context, owner, TIME_OWNER);
AT(queue_node, next, 0);
AT(queue_node, previous, 8);
static_assert(sizeof(enum thread_state) == 4);
static_assert(DEPTH_MAX == CALL_DEPTH_MAX);
static_assert(sizeof(union thread_unusual) == sizeof(word_t));
static_assert(STATE_RUNNABLE == THREAD_STATE_RUNNABLE);
static_assert(STATE_CALLING == THREAD_STATE_CALLING);
static_assert(STATE_IDLE == THREAD_STATE_IDLE);
static_assert(__builtin_ctzll(SLOT_CALLABLE) == SLOT_CALLABLE_BIT);
static_assert(sizeof(struct slot) == 32 && LOCK_DRAW == 0x10000);
