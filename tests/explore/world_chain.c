/*
 * A chain of calls: a client calls a middle server, which calls an inner one.
 * Each has time of its own or not, each can be cancelled, stopped and resumed,
 * lose its time and get it back, and die, while the others go on.
 */
#include "worlds.h"

#define CEILING 101u

static void build_chain(void)
{
    unsigned bits = explored.small ? 1 : 2;
    struct place_of inner = build_place(1, ABI_DOMAIN_MIN_BITS);
    struct place_of middle = build_place(bits, ABI_DOMAIN_MIN_BITS);
    struct place_of client = build_place(1, ABI_DOMAIN_MIN_BITS);
    cap_t caller, between, server, outer, last;

    explored.priorities[1] = CEILING;
    if (explored.small)
        build_permanent();
    outer = build_gate(middle);
    last = build_gate(inner);
    build_put(client.table, build_derived(outer, GATE_CALL, 1), TRANSFER_GIVE);
    build_put(middle.table, build_derived(last, GATE_CALL, 2), TRANSFER_GIVE);
    caller = build_thread("client", client, 100);
    between = build_thread("middle", middle, 100);
    server = build_thread("inner", inner, 0);
    root_must(outer | CAP_OFFER(between), OP_GATE_ADD_ACTIVATION, 0, 0, 0);
    root_must(last | CAP_OFFER(server), OP_GATE_ADD_ACTIVATION, 0, 0, 0);
    build_start(caller);
}

#define CLIENT ACTOR(1)
#define MIDDLE ACTOR(2)
#define INNER ACTOR(3)

static const struct rule rules[] = {
    {.operation = RULE_CALL | EXPLORE_CALL, .actors = CLIENT | MIDDLE},
    {.operation = OPERATION_RETURN, .actors = MIDDLE | INNER},
    {.operation = OP_SELF_DEFER,
     .actors = MIDDLE,
     .only_full = true,
     .word = {{WORD_OWN_FREE, 0, {0}}}},
    {.operation = OP_REPLY_SEND, .actors = MIDDLE, .only_full = true},
    {.operation = OP_THREAD_STOP, .actors = ROOT, .only_full = true},
    {.operation = OP_THREAD_RESUME, .actors = ROOT, .only_full = true},
    {.operation = OP_THREAD_CANCEL, .actors = ROOT},
    {.operation = OP_THREAD_UNBIND, .actors = ROOT},
    {.operation = OP_THREAD_BIND, .actors = ROOT, .offer = TYPE_SCHED_CONTEXT},
    {.operation = OP_CPU_SET_CEILING,
     .actors = ROOT,
     .only_full = true,
     .offer = TYPE_GATE,
     .word = {{WORD_LIST, 2, {0, CEILING}}}},
    {.operation = OP_CPU_CONFIGURE,
     .actors = ROOT,
     .only_full = true,
     .offer = TYPE_SCHED_CONTEXT,
     .word = {{WORD_LIST, 1, {100}}}},
    {.operation = OP_GATE_ADD_ACTIVATION,
     .actors = ROOT,
     .only_full = true,
     .offer = TYPE_THREAD},
    {.operation = OP_TABLE_DELETE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
};

const struct world world_chain = {
    .name = "chain",
    .about = "a client, a middle and an inner server, their time, and the end "
             "of each of them",
    .build = build_chain,
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
};
