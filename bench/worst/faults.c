/*
 * Faults, their handlers, and what a thread does to itself.
 */
#include "stubs.h"
#include "worst.h"

#define FAULTS (CHAIN_FAULTS + 1)
#define CALLS (CHAIN_CALLS - FAULTS)
#define WAITERS 143
#define PRIORITY_MOST 255

static struct chain chain;
static cap_t slot, victim;

/* ---- registers of a caller that has faulted ---- */

static int64_t self_registers(void)
{
    word_t word;
    enum status status;

    mark_begin();
    status = cap_self_read_registers(ABI_REGISTER_FLAGS, &word, &word, &word,
                                     &word, &word, &word);
    mark_end();
    must(status, "reading registers");
    return OK;
}

static int64_t self_register(void)
{
    enum status status;

    mark_begin();
    status = cap_self_write_register(ABI_REGISTER_FLAGS, 0);
    mark_end();
    must(status, "writing a register");
    return OK;
}

static int64_t reply_registers(void)
{
    word_t word;
    enum status status;

    must(cap_self_defer(slot), "deferring");
    mark_begin();
    status = cap_reply_read_registers(slot, ABI_REGISTER_FLAGS, &word, &word,
                                      &word, &word, &word, &word);
    mark_end();
    must(status, "reading registers");
    return OK;
}

static int64_t reply_register(void)
{
    enum status status;

    must(cap_self_defer(slot), "deferring");
    mark_begin();
    status = cap_reply_write_register(slot, ABI_REGISTER_FLAGS, 0);
    mark_end();
    must(status, "writing a register");
    return OK;
}

static int64_t fault_once(void)
{
    touch(0);
    return OK;
}

static int64_t chain_that_faults(void)
{
    chain_start(&chain, 1, 2, false, fault_once);
    return OK;
}

/* A new chain, whose interval `handle` begins and ends. */
static void handled(const char *operation, run_function *handle)
{
    crowd_begin();
    slot = crowd_slot();
    chain_on_fault(handle);
    worst_elsewhere(operation, "of a thread that has faulted",
                    chain_that_faults);
    chain_on_fault(NULL);
    crowd_end();
}

/* ---- faults of handlers ---- */

static int64_t delete(void)
{
    return cap_table_delete(own.table, victim);
}

static int64_t start_faults(void)
{
    chain_start(&chain, CALLS, CHAIN_CALLS, true, chain_faults);
    return OK;
}

/* The activations are in the order in which they were taken: the last added is
   the first taken. */
static cap_t last_handler(void)
{
    return chain.threads[CHAIN_CALLS - CALLS - CHAIN_FAULTS];
}

static void handlers_that_wait(bool time)
{
    crowd_begin();
    chain_start(&chain, CALLS, CHAIN_CALLS, true, chain_faults_wait);
    if (!time)
        must(cap_thread_unbind(chain.base), "taking the time away");
    victim = last_handler();
    worst("table.delete",
          time ? "the last of 4 handlers that faulted, 27 calls deep"
               : "the last of 4 handlers that faulted, 27 calls deep, "
                 "without time",
          delete);
    crowd_end();
}

static void call(word_t nothing, word_t argument)
{
    struct message message = {{1}};

    (void)nothing, (void)argument;
    (void)gate_call(chain.callable, 0, &message);
    mark_end();
    (void)chain_wait();
}

static void waiter_start(word_t number)
{
    (void)crowd_thread(PRIORITY_MOST - number, call, 0);
}

static int64_t go(void)
{
    chain_go();
    return OK;
}

static void aborted_begin(void)
{
    crowd_begin();
    chain_start(&chain, CALLS, CALLS + CHAIN_FAULTS, true, chain_aborts_wait);
    victim = chain.threads[0];
    crowd_thin(10, waiter_start);
}

static void handlers_that_aborted(void)
{
    aborted_begin();
    must(cap_table_delete(own.table, chain.callable), "the capability");
    worst("table.delete",
          "the last of 4 handlers that said abort and faulted; 143 callers "
          "have lost their capability",
          delete);
    crowd_end();
    aborted_begin();
    worst("table.delete",
          "the last of 4 handlers that said abort and faulted; 143 wait",
          delete);
    crowd_end();
    aborted_begin();
    worst("kernel.return",
          "of the last of 4 handlers that said abort and faulted; 143 wait",
          go);
    crowd_end();
}

/* The faults first, the calls below them. */
static void handler_that_calls(bool time)
{
    crowd_begin();
    chain_start(&chain, 1, CHAIN_CALLS, true, chain_aborts_call);
    crowd_thin(10, waiter_start);
    if (!time)
        must(cap_thread_unbind(chain.base), "taking the time away");
    victim = chain.threads[CHAIN_CALLS - 1 - CHAIN_FAULTS];
    worst("table.delete",
          time ? "the last of 4 handlers that said abort, 27 calls below it; "
                 "143 wait"
               : "the last of 4 handlers that said abort, 27 calls without "
                 "time below it; 143 wait",
          delete);
    crowd_end();
}

/* ---- oneself ---- */

static int64_t yield(void)
{
    cap_self_yield();
    return OK;
}

static int64_t set_thread_pointer(void)
{
    return cap_self_set_thread_pointer(0);
}

static void yield_back(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    mark_end();
    (void)chain_wait();
}

static int64_t exit_marked(void)
{
    mark_begin();
    cap_self_exit(0);
    return OK;
}

static int64_t start_exit(void)
{
    chain_start(&chain, CALLS, CALLS, true, exit_marked);
    return OK;
}

static int64_t use_fp(void)
{
    fp_touch();
    return OK;
}

void worst_faults(void)
{
    handled("self.read_registers", self_registers);
    handled("self.write_register", self_register);
    handled("reply.read_registers", reply_registers);
    handled("reply.write_register", reply_register);
    crowd_begin();
    worst_elsewhere("kernel.fault", "a fifth handler faults, 27 calls deep",
                    start_faults);
    crowd_end();
    handlers_that_wait(true);
    handlers_that_wait(false);
    handlers_that_aborted();
    handler_that_calls(true);
    handler_that_calls(false);
    crowd_begin();
    chain_start(&chain, 1, 1, false, chain_wait);
    (void)crowd_thread(PRIORITY_MEDIUM, yield_back, 0);
    worst("self.yield", "to another thread", yield);
    worst("self.set_thread_pointer", "", set_thread_pointer);
    worst("kernel.fp", "somebody else's state is in the registers", use_fp);
    crowd_end();
    crowd_begin();
    worst_elsewhere("self.exit", "at the end of 27 calls", start_exit);
    crowd_end();
}
