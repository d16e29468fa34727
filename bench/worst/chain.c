/*
 * A thread that calls a gate whose activation calls the same gate, and so on;
 * at the end it waits, or faults. The faults' handlers are activations of the
 * gate too. What a call is about is told by the badge.
 */
#include "arch.h"
#include "stubs.h"
#include "worst.h"

#define PRIORITY_CHAIN 150
#define BADGE_CALL 2
#define BADGE_FAULT 3

static cap_t callable;
static cap_t bell;
static cap_t replies; /* the first of so many slots as there are faults */
static run_function *at_tip;
static run_function *at_fault;
static unsigned faults_left;
static bool last_waits;
static unsigned last_calls; /* the last handler begins so many calls */
static bool aborts;

int64_t chain_wait(void)
{
    mark_end();
    return cap_notification_wait(bell, 0, NULL);
}

void chain_go(void)
{
    cap_t signal = crowd_slot();

    must(cap_table_derive(own.table, bell, NOTIFICATION_SEND, 1, signal),
         "a chain's signal");
    must(cap_notification_signal(signal), "letting a chain go");
}

/* The caller has its answer, but the time is still here. */
static void say_abort(void)
{
    static const struct message nothing;
    cap_t reply = replies + faults_left;

    must(cap_self_defer(reply), "a reply");
    must(cap_reply_send(reply, FAULT_ABORT, &nothing, 0, TRANSFER_DERIVE),
         "saying abort");
}

static int64_t call_down(word_t calls)
{
    struct message message = {{calls}};

    return gate_call(callable, 0, &message);
}

/* A handler that faults is the next one's caller. */
static int64_t fault_again(void)
{
    if (--faults_left == 0 && last_waits)
        return last_calls ? call_down(last_calls) : chain_wait();
    mark_begin();
    touch(0);
    return OK;
}

static int64_t fault_first(bool waits, bool abort)
{
    faults_left = CHAIN_FAULTS + 1;
    last_waits = waits;
    aborts = abort;
    return fault_again();
}

int64_t chain_faults(void)
{
    return fault_first(false, false);
}

int64_t chain_faults_wait(void)
{
    last_calls = 0;
    return fault_first(true, false);
}

int64_t chain_aborts_call(void)
{
    last_calls = CHAIN_CALLS - 1 - CHAIN_FAULTS;
    return fault_first(true, true);
}

int64_t chain_aborts_wait(void)
{
    last_calls = 0;
    return fault_first(true, true);
}

/* What the first one does; those that call afterwards wait. */
static run_function *tip_take(void)
{
    run_function *tip = at_tip;

    at_tip = chain_wait;
    return tip;
}

void chain_on_fault(run_function *handle)
{
    at_fault = handle;
}

answer_t chain_serve(word_t badge, word_t left)
{
    struct message message = {{left - 1}};

    if (badge == BADGE_FAULT) {
        if (aborts)
            say_abort();
        (void)(at_fault ? at_fault() : fault_again());
        return answer(FAULT_ABORT);
    }
    if (left == 1)
        (void)tip_take()();
    else
        (void)gate_call(callable, 0, &message);
    return answer(OK);
}

static void chain_base(word_t nothing, word_t depth)
{
    struct message message = {{depth}};

    (void)nothing;
    (void)gate_call(callable, 0, &message);
    mark_end();
    (void)chain_wait();
}

static void chain_activation(struct chain *chain, unsigned i, bool time)
{
    chain->threads[i] = crowd_thread_stopped();
    if (time)
        must(cap_thread_bind(chain->threads[i],
                             crowd_object(TYPE_SCHED_CONTEXT, 0)),
             "an activation's time");
    must(cap_gate_add_activation(chain->gate, chain->threads[i]),
         "an activation");
}

static void chain_gate(struct chain *chain, unsigned activations, bool times)
{
    cap_t faults = crowd_slot();

    callable = chain->callable = crowd_slot();
    chain->gate = crowd_object(TYPE_GATE, 0);
    must(cap_gate_configure(chain->gate, (word_t)gate_enter, 0, own.domain),
         "a chain's gate");
    for (unsigned i = 0; i < activations; i++)
        chain_activation(chain, i, times);
    must(cap_table_derive(own.table, chain->gate, GATE_CALL, BADGE_CALL,
                          callable),
         "a chain's calls");
    must(cap_table_derive(own.table, chain->gate, GATE_CALL, BADGE_FAULT,
                          faults),
         "a chain's faults");
    must(cap_domain_set_fault_gate(own.domain, faults), "the fault gate");
}

void chain_start(struct chain *chain, unsigned depth, unsigned activations,
                 bool times, run_function *tip)
{
    bell = crowd_object(TYPE_NOTIFICATION, 0);
    at_tip = tip;
    aborts = false;
    replies = crowd_slot();
    for (unsigned i = 0; i <= CHAIN_FAULTS; i++)
        (void)crowd_slot();
    chain_gate(chain, activations, times);
    chain->base = crowd_thread_stopped();
    chain->time = crowd_object(TYPE_SCHED_CONTEXT, 0);
    must(cap_cpu_configure(own.cpu, PRIORITY_CHAIN, chain->time),
         "a chain's priority");
    must(cap_thread_bind(chain->base, chain->time), "a chain's time");
    must(cap_thread_start(chain->base, (word_t)chain_base, depth),
         "a chain's start");
}
