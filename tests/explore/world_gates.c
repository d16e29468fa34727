/*
 * Gates: a client and a server, whose activations have time of their own or
 * not; calls that wait, are deferred, answered by a reply or by a return, with
 * a capability in either direction; a session that is watched; root stops,
 * resumes and cancels them, takes their time away and gives it back, and
 * deletes whatever there is.
 */
#include "worlds.h"

static void build_gates(void)
{
    unsigned bits = explored.small ? 1 : 2;
    struct place_of server = build_place(bits, ABI_DOMAIN_MIN_BITS);
    struct place_of client = build_place(2, ABI_DOMAIN_MIN_BITS);
    cap_t notification = build(TYPE_NOTIFICATION, 0);
    cap_t signal = build_derived(notification, NOTIFICATION_SEND, 1);
    cap_t gate, session, first, caller;

    if (explored.small)
        build_permanent();
    first = build_thread("server", server, 0);
    caller = build_thread("client", client, 100);
    gate = build_gate(server);
    session = build_derived(gate, GATE_CALL, 1);
    root_must(gate | CAP_OFFER(signal), OP_GATE_SET_NOTIFICATION, 0, 0, 0);
    root_must(gate | CAP_OFFER(session), OP_GATE_WATCH, 0, 0, 0);
    root_must(gate | CAP_OFFER(first), OP_GATE_ADD_ACTIVATION, 0, 0, 0);
    build_put(client.table, session, TRANSFER_DERIVE);
    build_put(client.table, notification, TRANSFER_DERIVE);
    build_start(caller);
    if (!explored.small)
        build_start(build_thread("second", client, 100));
}

#define SERVER ACTOR(1)
#define CLIENTS (ACTOR(2) | ACTOR(3))

static const struct rule rules[] = {
    {.operation = RULE_CALL | EXPLORE_CALL, .actors = CLIENTS},
    {.operation = RULE_CALL | EXPLORE_CALL,
     .actors = CLIENTS,
     .offer = TYPE_NOTIFICATION,
     .modes = DERIVE | GIVE,
     .accept = true},
    {.operation = RULE_CALL | EXPLORE_CALL, .actors = CLIENTS, .no_wait = true},
    {.operation = OPERATION_RETURN, .actors = SERVER},
    {.operation = OPERATION_RETURN,
     .actors = SERVER,
     .offer = OFFER_ANY,
     .modes = DERIVE | COPY | GIVE},
    {.operation = OP_SELF_TAKE,
     .actors = SERVER,
     .word = {{WORD_OWN_FREE, 0, {0}}}},
    {.operation = OP_SELF_DEFER,
     .actors = SERVER,
     .word = {{WORD_OWN_FREE, 0, {0}}}},
    {.operation = OP_REPLY_SEND,
     .actors = SERVER,
     .offer = TYPE_NOTIFICATION,
     .modes = GIVE,
     .none_too = true},
    {.operation = OP_THREAD_STOP, .actors = ROOT},
    {.operation = OP_THREAD_RESUME, .actors = ROOT},
    {.operation = OP_THREAD_CANCEL, .actors = ROOT},
    {.operation = OP_THREAD_UNBIND, .actors = ROOT},
    {.operation = OP_THREAD_BIND, .actors = ROOT, .offer = TYPE_SCHED_CONTEXT},
    {.operation = OP_GATE_ADD_ACTIVATION,
     .actors = ROOT,
     .only_full = true,
     .offer = TYPE_THREAD},
    {.operation = OP_TABLE_DELETE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_REVOKE,
     .actors = ROOT,
     .only_full = true,
     .word = {{WORD_USED, 0, {0}}}},
};

const struct world world_gates = {
    .name = "gates",
    .about = "call, return, defer, reply, take, transfers, watch, cancel, "
             "stop, resume, bind, and every death",
    .build = build_gates,
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .floating = SERVER,
};
