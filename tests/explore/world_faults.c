/*
 * Faults: a program whose thread faults and exits, its handler, which answers
 * in every way or faults itself, and root, which ends either of them.
 */
#include "worlds.h"

static void build_faults(void)
{
    unsigned bits = explored.small ? 1 : 2;
    struct place_of handlers = build_place(bits, ABI_DOMAIN_MIN_BITS);
    struct place_of program = build_place(1, ABI_DOMAIN_MIN_BITS);
    cap_t handler, thread, gate, told;

    if (explored.small)
        build_permanent();
    handler = build_thread("handler", handlers, 0);
    thread = build_thread("program", program, 100);
    gate = build_gate(handlers);
    told = build_derived(gate, GATE_CALL, 1);
    root_must(gate | CAP_OFFER(handler), OP_GATE_ADD_ACTIVATION, 0, 0, 0);
    root_must(program.domain | CAP_OFFER(told), OP_DOMAIN_SET_FAULT_GATE, 0, 0,
              0);
    build_start(thread);
    root_must(handlers.domain | CAP_OFFER(told), OP_DOMAIN_SET_FAULT_GATE, 0, 0,
              0);
    if (!explored.small) {
        cap_t again = build_thread("handler2", handlers, 0);
        cap_t inner = build_gate(program);
        cap_t server = build_thread("server", program, 0);

        root_must(gate | CAP_OFFER(again), OP_GATE_ADD_ACTIVATION, 0, 0, 0);
        root_must(inner | CAP_OFFER(server), OP_GATE_ADD_ACTIVATION, 0, 0, 0);
        build_put(program.table, build_derived(inner, GATE_CALL, 0),
                  TRANSFER_DERIVE);
    }
}

#define HANDLERS (ACTOR(1) | ACTOR(3))
#define PROGRAM (ACTOR(2) | ACTOR(4))

static const struct rule rules[] = {
    {.operation = OPERATION_RETURN,
     .actors = HANDLERS,
     .word = {{WORD_LIST, 3, {0, FAULT_RESUME, FAULT_ABORT}}}},
    {.operation = OP_SELF_DEFER,
     .actors = HANDLERS,
     .word = {{WORD_OWN_FREE, 0, {0}}}},
    {.operation = OP_REPLY_SEND,
     .actors = HANDLERS,
     .word = {{WORD_LIST, 3, {0, FAULT_RESUME, FAULT_ABORT}}}},
    {.operation = OP_SELF_EXIT, .actors = PROGRAM},
    {.operation = OP_SELF_EXIT, .actors = HANDLERS},
    {.operation = RULE_CALL | EXPLORE_CALL, .actors = PROGRAM},
    {.operation = OPERATION_RETURN, .actors = PROGRAM},
    {.operation = OP_DOMAIN_SET_SYSCALL_GATE,
     .actors = ROOT,
     .offer = TYPE_GATE},
    {.operation = OP_THREAD_STOP, .actors = ROOT},
    {.operation = OP_THREAD_RESUME, .actors = ROOT},
    {.operation = OP_THREAD_CANCEL, .actors = ROOT},
    {.operation = OP_TABLE_DELETE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_REVOKE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
};

const struct world world_faults = {
    .name = "faults",
    .about = "faults, exits and system calls delivered to a handler that "
             "answers in every way, or faults itself",
    .build = build_faults,
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .faults = HANDLERS | PROGRAM,
};
