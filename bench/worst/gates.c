/*
 * Gates, calls of them, returns, and what threads do to themselves.
 */
#include "arch.h"
#include "stubs.h"
#include "worst.h"

#define WAITERS_HEIGHT 10
#define PRIORITY_MOST 255

static cap_t thread, notification, session, callable, slot;
static struct chain chain;

static int64_t configure(void)
{
    return cap_gate_configure(chain.gate, (word_t)gate_enter, 0, own.domain);
}

static int64_t add_activation(void)
{
    return cap_gate_add_activation(chain.gate, thread);
}

static int64_t set_notification(void)
{
    return cap_gate_set_notification(chain.gate, notification);
}

static int64_t watch(void)
{
    return cap_gate_watch(chain.gate, session);
}

static int64_t info(void)
{
    word_t word;

    return cap_gate_info(chain.gate, &word, &word, &word);
}

static int64_t delete_session(void)
{
    return cap_table_delete(own.table, slot);
}

static int64_t delete_gate(void)
{
    return cap_table_delete(own.table, chain.gate);
}

static int64_t go(void)
{
    chain_go();
    return OK;
}

/* ---- a gate that nobody waits for ---- */

static void plain(void)
{
    crowd_begin();
    chain_start(&chain, 1, GATE_ACTIVATIONS_MAX, false, chain_wait);
    chain_go();
    notification = crowd_slot();
    session = crowd_slot();
    slot = crowd_slot();
    must(cap_table_derive(own.table, crowd_object(TYPE_NOTIFICATION, 0),
                          NOTIFICATION_SEND, 1, notification),
         "a notification");
    must(cap_table_derive(own.table, chain.gate, GATE_CALL, 1, session),
         "a session");
    must(cap_table_derive(own.table, session, GATE_CALL, 0, slot),
         "a session's child");
    worst("gate.info", "64 idle activations", info);
    worst("gate.set_notification", "", set_notification);
    worst("gate.set_notification", "in place of another", set_notification);
    worst("gate.watch", "", watch);
    worst("table.delete", "the last of a session", delete_session);
    crowd_end();
    crowd_begin();
    chain_start(&chain, 1, 0, false, chain_wait);
    worst("gate.configure", "in place of another domain", configure);
    crowd_end();
}

/* ---- many wait ---- */

static void call(word_t nothing, word_t argument)
{
    struct message message = {{1}};

    (void)nothing, (void)argument;
    (void)gate_call(callable, 0, &message);
    mark_end();
    (void)chain_wait();
}

static void waiter_start(word_t number)
{
    (void)crowd_thread(PRIORITY_MOST - number, call, 0);
}

/* The gate's one activation serves; a thin tree of others waits. */
static void waiters_begin(void)
{
    crowd_begin();
    chain_start(&chain, 1, 1, false, chain_wait);
    callable = chain.callable;
    crowd_thin(WAITERS_HEIGHT, waiter_start);
}

static void waiters(void)
{
    waiters_begin();
    worst("kernel.return", "the first of 143 that wait is next", go);
    crowd_end();
    waiters_begin();
    worst("table.delete", "a gate for which 143 wait", delete_gate);
    crowd_end();
    waiters_begin();
    thread = crowd_thread_stopped();
    worst("gate.add_activation", "143 wait for one", add_activation);
    crowd_end();
    waiters_begin();
    must(cap_table_delete(own.table, callable), "the waiters' capability");
    thread = crowd_thread_stopped();
    worst("gate.add_activation", "143 wait that have lost their capability",
          add_activation);
    crowd_end();
    waiters_begin();
    must(cap_table_delete(own.table, callable), "the waiters' capability");
    worst("kernel.return", "143 wait that have lost their capability", go);
    crowd_end();
}

/* ---- calls and returns ---- */

static void call_marked(word_t nothing, word_t argument)
{
    mark_begin();
    call(nothing, argument);
}

static int64_t call_queued(void)
{
    (void)crowd_thread(PRIORITY_MOST, call_marked, 0);
    mark_end();
    return OK;
}

/* All activations are up one's own chain. */
static int64_t call_oneself(void)
{
    struct message message = {{1}};
    int64_t status;

    mark_begin();
    status = gate_call(chain.callable, 0, &message);
    mark_end();
    must(status == DEADLOCK ? OK : INVALID_ARGUMENT, "a call of oneself");
    return OK;
}

static int64_t deadlock(void)
{
    chain_start(&chain, CALL_DEPTH_MAX - 1, CALL_DEPTH_MAX - 1, true,
                call_oneself);
    return OK;
}

static int64_t call_marked_offering(void)
{
    struct message message = {{1}};

    mark_begin();
    return gate_call_with(callable, 0, &message, notification, TRANSFER_DERIVE,
                          slot);
}

static int64_t call_offering(void)
{
    struct message message = {{1}};

    return gate_call_with(callable, 0, &message, notification, TRANSFER_DERIVE,
                          slot);
}

static int64_t end_interval(void)
{
    mark_end();
    return OK;
}

/* The caller has room for a capability in `slot`. */
static int64_t return_offering(void)
{
    struct message message = {0};

    mark_begin();
    gate_return(answer_with(OK, notification, TRANSFER_DERIVE), &message);
}

static int64_t call_accepting(void)
{
    int64_t status = call_offering();

    mark_end();
    return status;
}

/* One activation, which does `serve` when it is called by `callable`, with
   `notification` to offer and `slot` to accept. */
static void served_begin(run_function *serve)
{
    crowd_begin();
    chain_start(&chain, 2, 1, false, serve);
    callable = chain.callable;
    notification = crowd_object(TYPE_NOTIFICATION, 0);
    slot = crowd_slot();
}

static void calls(void)
{
    crowd_begin();
    worst_elsewhere("kernel.call", "all 31 activations are one's own callers",
                    deadlock);
    crowd_end();
    waiters_begin();
    worst_elsewhere("kernel.call", "nobody is free, 143 wait", call_queued);
    crowd_end();
    served_begin(end_interval);
    help_begin();
    worst_elsewhere("kernel.call", "with an offer, while 256 pages are deleted",
                    call_marked_offering);
    crowd_end();
    served_begin(return_offering);
    help_begin();
    worst_elsewhere("kernel.return",
                    "with an offer, while 256 pages are deleted",
                    call_accepting);
    crowd_end();
}

/* ---- what a thread does to the caller that it serves ---- */

static int64_t take(void)
{
    enum status status;

    mark_begin();
    status = cap_self_take(slot + 1, TYPE_NOTIFICATION);
    mark_end();
    must(status, "taking");
    return OK;
}

static int64_t defer(void)
{
    static const struct message nothing;
    enum status status;

    mark_begin();
    status = cap_self_defer(slot);
    mark_end();
    must(status, "deferring");
    must(cap_reply_send(slot, OK, &nothing, 0, TRANSFER_DERIVE), "a reply");
    return OK;
}

static int64_t send(void)
{
    static const struct message nothing;
    enum status status;

    must(cap_self_defer(slot + 1), "deferring");
    mark_begin();
    status =
        cap_reply_send(slot + 1, OK, &nothing, notification, TRANSFER_DERIVE);
    mark_end();
    must(status, "sending");
    return OK;
}

static void serving(void)
{
    served_begin(take);
    (void)crowd_slot();
    worst_elsewhere("self.take", "", call_offering);
    crowd_end();
    served_begin(take);
    (void)crowd_slot();
    help_begin();
    worst_elsewhere("self.take", "while 256 pages are deleted", call_offering);
    crowd_end();
    served_begin(defer);
    worst_elsewhere("self.defer", "", call_offering);
    crowd_end();
    served_begin(send);
    (void)crowd_slot();
    worst_elsewhere("reply.send", "with an offer", call_offering);
    crowd_end();
    served_begin(send);
    (void)crowd_slot();
    help_begin();
    worst_elsewhere("reply.send", "with an offer, while 256 pages are deleted",
                    call_offering);
    crowd_end();
}

void worst_gates(void)
{
    plain();
    waiters();
    calls();
    serving();
}
