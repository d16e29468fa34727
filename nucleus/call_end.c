/*
 * How calls end for their callers: with an answer, because the server is gone,
 * and, if it was the call of a fault's handler, with what the handler says.
 */
#include "call.h"

#include "chain.h"
#include "gate.h"

static const struct message nothing;

/* When calls end with *abort*, so many waiters are sent away, since they have
   lost their capability, or served in one step. */
#define ABORT_WORK_MAX 1

/* Whether a waiter's turn could come now, after at most `work` of them have
   been sent away or served in this entry. */
static bool call_abort_serves(struct gate *gate, unsigned *work)
{
    while (*work > 0 && gate_prune(gate))
        --*work;
    if (!gate->waiting)
        return true;
    if (*work == 0 || !gate_first_valid(gate))
        return false;
    --*work;
    return true;
}

/* Whether the caller's own call ends now that what it called has failed, and in
   `status` how. */
static bool call_ends(const struct thread *caller, int64_t *status)
{
    if (!caller || (caller->reply && !caller->answered))
        return false;
    *status = caller->answered ? caller->answer : SERVER_FAULT;
    return true;
}

/* What follows a fault handler's answer other than resume: the thread stops, or
   (abort) serves again. Returns its own caller if that must hear of it now, and
   in `status` what. */
static struct thread *call_fail(struct thread *thread, int64_t *status,
                                unsigned *work)
{
    struct gate *gate = thread_gate(thread);
    struct thread *caller = thread_caller(thread);
    bool abort = *status == FAULT_ABORT && gate;
    bool again = abort && call_abort_serves(gate, work);
    bool ends = call_ends(caller, status);

    thread->fault.kind = 0;
    thread->stopping = false;
    if (!caller)
        chain_find_time(thread);
    else if (ends)
        chain_separate(caller);
    else
        chain_cut(caller);
    if (again)
        gate_idle(gate, thread);
    else
        thread_set_state(thread, THREAD_STATE_STOPPED);
    thread->parked = abort && !again; /* thread.resume prunes the rest */
    if (!caller || !ends)
        return NULL;
    if (!caller->answered && !caller->fault.kind)
        arch_regs_result(&caller->regs, *status, &nothing);
    return caller;
}

static bool call_goes_on(struct thread *caller, int64_t status)
{
    caller->answered = false;
    caller->transfer = 0;
    if (caller->fault.kind && status != FAULT_RESUME)
        return false;
    caller->fault.kind = 0;
    chain_find_time(caller);
    thread_ready(caller);
    return true;
}

/* A fault handler that itself faulted passes the failure up: at most as far as
   faults go. */
[[gnu::noinline]] static void call_fail_up(struct thread *caller,
                                           int64_t status)
{
    unsigned work = ABORT_WORK_MAX;

    do
        caller = call_fail(caller, &status, &work);
    while (caller && !call_goes_on(caller, status));
}

void call_settle(struct thread *caller, int64_t status)
{
    if (!call_goes_on(caller, status))
        call_fail_up(caller, status);
}

void call_answer(struct thread *caller, int64_t status,
                 const struct message *message)
{
    if (!caller->fault.kind)
        arch_regs_result(&caller->regs, status, message);
    if (thread_server(caller)) {
        caller->answered = true;
        caller->answer = status;
    } else {
        call_settle(caller, status);
    }
}

void call_abandoned(struct thread *caller, int64_t status)
{
    if (caller->answered)
        call_settle(caller, caller->answer);
    else if (!caller->reply)
        call_answer(caller, status, &nothing);
}

void call_lose(struct thread *caller, int64_t status)
{
    if (caller->answered || !caller->reply)
        chain_separate(caller);
    else
        chain_cut(caller);
    call_abandoned(caller, status);
}

bool call_prune(struct thread *caller, int64_t status)
{
    struct gate *gate = thread_gate(caller);

    return caller->fault.kind && status == FAULT_ABORT && gate &&
           gate_prune(gate);
}
