/*
 * Threads, sched_contexts and cores.
 */
#include "arch.h"
#include "stubs.h"
#include "worst.h"

#define FAR 3600

static cap_t thread, time, gate, slot;
static struct chain chain;

static int64_t configure(void)
{
    return cap_thread_configure(thread, 0, 0, 0, own.domain);
}

static int64_t stop(void)
{
    return cap_thread_stop(thread);
}

static int64_t resume(void)
{
    return cap_thread_resume(thread);
}

static int64_t bind(void)
{
    return cap_thread_bind(thread, time);
}

static int64_t unbind(void)
{
    return cap_thread_unbind(thread);
}

static int64_t cancel(void)
{
    return cap_thread_cancel(thread);
}

static int64_t read_registers(void)
{
    word_t word;

    return cap_thread_read_registers(thread, ABI_REGISTER_FLAGS, &word, &word,
                                     &word, &word, &word, &word);
}

static int64_t write_register(void)
{
    return cap_thread_write_register(thread, ABI_REGISTER_FLAGS, 0);
}

static int64_t info(void)
{
    word_t word;

    return cap_thread_info(thread, &word, &word, &word, &word, &word, &word);
}

static int64_t set_word(void)
{
    return cap_thread_set_word(thread, 1);
}

static int64_t time_info(void)
{
    word_t word;

    return cap_sched_context_info(time, &word, &word, &word, &word);
}

static int64_t cpu_configure(void)
{
    return cap_cpu_configure(own.cpu, PRIORITY_HIGH, time);
}

static int64_t cpu_limit(void)
{
    return cap_cpu_limit(own.cpu, PRIORITY_HIGH, slot);
}

static int64_t cpu_set_ceiling(void)
{
    return cap_cpu_set_ceiling(own.cpu, PRIORITY_HIGH, gate);
}

static int64_t cpu_info(void)
{
    word_t word;

    return cap_cpu_info(own.cpu, &word, &word);
}

/* ---- a thread alone ---- */

static void started(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    mark_end();
    (void)chain_wait();
}

static int64_t start(void)
{
    return cap_thread_start(thread, (word_t)started, 0);
}

static void plain(void)
{
    crowd_begin();
    chain_start(&chain, 1, 1, false, chain_wait);
    thread = crowd_thread_stopped();
    time = crowd_object(TYPE_SCHED_CONTEXT, 0);
    slot = crowd_slot();
    gate = chain.gate;
    worst("thread.configure", "in place of another domain", configure);
    must(cap_cpu_configure(own.cpu, PRIORITY_HIGH, time), "a priority");
    worst("thread.bind", "a stopped one", bind);
    worst("thread.start", "one of a higher priority", start);
    must(stop(), "stopping it");
    worst("thread.read_registers", "the last ones", read_registers);
    worst("thread.write_register", "the last of a message's", write_register);
    worst("thread.set_word", "", set_word);
    worst("thread.info", "", info);
    worst("sched_context.info", "", time_info);
    worst("cpu.limit", "", cpu_limit);
    worst("cpu.set_ceiling", "", cpu_set_ceiling);
    worst("cpu.info", "", cpu_info);
    slot = crowd_slot();
    help_begin();
    worst("cpu.limit", "while 256 pages are deleted", cpu_limit);
    crowd_end();
}

/* ---- one that waits with the first of many deadlines ---- */

static void deadlines(void)
{
    crowd_begin();
    (void)crowd_of_deadlines(arch_ticks() + FAR * worst_second);
    thread = crowd_first();
    worst("thread.stop", "the first of 2,583 deadlines", stop);
    worst("thread.resume", "the first of 2,583 deadlines", resume);
    crowd_end();
}

/* ---- activations ---- */

static void idle(void)
{
    crowd_begin();
    chain_start(&chain, 1, GATE_ACTIVATIONS_MAX, false, chain_wait);
    chain_go();
    thread = chain.threads[0];
    worst("thread.stop", "the last of 64 idle activations", stop);
    worst("thread.resume", "an activation of a gate", resume);
    crowd_end();
}

/* ---- one in the middle of calls ---- */

static void calls(bool times)
{
    crowd_begin();
    chain_start(&chain, CHAIN_CALLS, CHAIN_CALLS, times, chain_wait);
    thread = chain.base;
    time = chain.time;
    worst("thread.info", "32 calls under way", info);
    worst("cpu.configure", "the time that 32 calls run on", cpu_configure);
    worst("thread.unbind", "32 calls under way", unbind);
    worst("cpu.configure", "32 calls under way that lack it", cpu_configure);
    worst("thread.bind", "32 calls under way that lack it", bind);
    worst("thread.stop", "32 calls under way", stop);
    worst("thread.cancel", "32 calls under way", cancel);
    crowd_end();
    crowd_begin();
    chain_start(&chain, CHAIN_CALLS, CHAIN_CALLS, times, chain_wait);
    thread = chain.threads[1];
    worst("thread.cancel", "the last of 32 calls", cancel);
    crowd_end();
    crowd_begin();
    chain_start(&chain, CHAIN_CALLS, CHAIN_CALLS, times, chain_wait);
    must(cap_thread_unbind(chain.base), "taking the time away");
    thread = chain.threads[CHAIN_CALLS / 2];
    worst("thread.cancel", "in the middle of 32 calls without time", cancel);
    crowd_end();
}

void worst_threads(void)
{
    plain();
    deadlines();
    idle();
    calls(false);
    calls(true);
}
