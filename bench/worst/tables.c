/*
 * Tables, and with them deletion: of everything that is in every kind of use.
 */
#include "arch.h"
#include "stubs.h"
#include "worst.h"

#define TABLE_BITS 17
#define FAR 3600 /* seconds: beyond the end of the run */

static cap_t table, source, slot, notification;
static struct chain chain;

static int64_t derive(void)
{
    return cap_table_derive(own.table, source, NOTIFICATION_SEND, 1, slot);
}

static int64_t copy(void)
{
    return cap_table_copy(own.table, source, slot);
}

static int64_t move(void)
{
    return cap_table_move(own.table, source, slot);
}

static int64_t put(void)
{
    return cap_table_put(table, 1, source, TRANSFER_DERIVE);
}

static int64_t give(void)
{
    return cap_table_put(table, 2, source, TRANSFER_GIVE);
}

static int64_t inspect(void)
{
    word_t word;

    return cap_table_inspect(own.table, table, &word, &word, &word, &word,
                             &word, &word);
}

static int64_t info(void)
{
    word_t slots;

    return cap_table_info(table, &slots);
}

static int64_t delete(void)
{
    return cap_table_delete(own.table, source);
}

static int64_t revoke(void)
{
    return cap_table_revoke(own.table, source);
}

/* A fresh notification in `source`, and an empty `slot`. */
static void begin(void)
{
    crowd_begin();
    source = crowd_object(TYPE_NOTIFICATION, 0);
    slot = crowd_slot();
    table = crowd_object(TYPE_TABLE, TABLE_BITS);
}

static void plain(void)
{
    begin();
    worst("table.derive", "with a badge", derive);
    source = slot;
    slot = crowd_slot();
    worst("table.copy", "", copy);
    slot = crowd_slot();
    worst("table.move", "", move);
    source = slot;
    worst("table.put", "derived", put);
    worst("table.put", "given", give);
    worst("table.inspect", "a table", inspect);
    worst("table.info", "", info);
    crowd_end();
}

static void helped(void)
{
    begin();
    help_begin();
    worst("table.derive", "while 256 pages are deleted", derive);
    source = slot;
    slot = crowd_slot();
    crowd_end();
    begin();
    must(derive(), "a child");
    source = slot;
    slot = crowd_slot();
    help_begin();
    worst("table.copy", "while 256 pages are deleted", copy);
    crowd_end();
    begin();
    help_begin();
    worst("table.move", "while 256 pages are deleted", move);
    crowd_end();
    begin();
    help_begin();
    worst("table.put", "while 256 pages are deleted", put);
    crowd_end();
}

/* ---- deletions ---- */

/* Tables and children, a thousand of each. */
static void many_children(void)
{
    begin();
    for (word_t i = 1; i <= REPETITIONS; i++)
        must(cap_table_put(table, i, source, TRANSFER_DERIVE), "a child");
    worst("table.revoke", "1,000 children", revoke);
    for (word_t i = 1; i <= REPETITIONS; i++)
        must(cap_table_put(table, i, source, TRANSFER_DERIVE), "a child");
    source = table;
    worst("table.delete", "a table of 1,000 capabilities", delete);
    crowd_end();
}

static void chain_new(bool times)
{
    crowd_begin();
    chain_start(&chain, CHAIN_CALLS, CHAIN_CALLS, times, chain_wait);
}

static void deadlines(void)
{
    begin();
    notification = crowd_of_deadlines(arch_ticks() + FAR * worst_second);
    source = crowd_first();
    worst("table.delete", "a thread, the first of 2,583 deadlines", delete);
    crowd_end();
    begin();
    source = crowd_of_deadlines(arch_ticks() + FAR * worst_second);
    worst("table.delete",
          "a notification, where the first of 2,583 deadlines "
          "waits",
          delete);
    crowd_end();
}

/* All idle: the last in the list is the first activation. */
static void idle(void)
{
    crowd_begin();
    chain_start(&chain, 1, GATE_ACTIVATIONS_MAX, false, chain_wait);
    chain_go();
    source = chain.threads[0];
    worst("table.delete", "one of 64 idle activations", delete);
    source = chain.gate;
    worst("table.delete", "a gate with 63 idle activations", delete);
    crowd_end();
}

static void calls(bool times)
{
    chain_new(times);
    source = chain.base;
    worst("table.delete", "a thread with 32 calls under way", delete);
    crowd_end();
    chain_new(times);
    source = chain.threads[0];
    worst("table.delete", "the server of the last of 32 calls", delete);
    crowd_end();
    chain_new(times);
    source = chain.threads[CHAIN_CALLS - 1];
    worst("table.delete", "the server of the first of 32 calls", delete);
    crowd_end();
    chain_new(times);
    source = chain.threads[CHAIN_CALLS / 2];
    worst("table.delete", "a server in the middle of 32 calls", delete);
    crowd_end();
    chain_new(times);
    source = chain.time;
    worst("table.delete", "the time that 32 calls run on", delete);
    crowd_end();
    chain_new(times);
    source = chain.gate;
    worst("table.delete", "a gate with 32 activations that serve each other",
          delete);
    crowd_end();
    chain_new(times);
    must(cap_thread_unbind(chain.base), "taking the time away");
    source = chain.threads[0];
    worst("table.delete", "the server of the last of 32 calls without time",
          delete);
    source = chain.gate;
    worst("table.delete", "a gate of 31 calls without time", delete);
    crowd_end();
}

/* Everything in use, revoked by its memory. */
static void memory(void)
{
    begin();
    (void)crowd_of_deadlines(arch_ticks() + FAR * worst_second);
    chain_start(&chain, CHAIN_CALLS, CHAIN_CALLS, true, chain_wait);
    source = crowd_memory;
    worst("table.revoke", "memory of 2,583 deadlines and 32 calls", revoke);
    crowd_end();
}

void worst_tables(void)
{
    plain();
    helped();
    many_children();
    deadlines();
    idle();
    calls(false);
    calls(true);
    memory();
}
