/*
 * What happens to everyone else when a thread goes away, or loses its domain,
 * its gate or its time.
 */
#include "thread.h"

#include "call.h"
#include "core.h"
#include "gate.h"
#include "reply.h"
#include "sched_context.h"

/* Leaves the gate, the queue and the chain that it is in; what it was lent goes
   back or on, and its callers hear SERVER_GONE. */
static void thread_detach(struct thread *thread)
{
    struct thread *caller = thread_caller(thread);
    struct thread *server = thread_server(thread);
    struct gate *gate = thread_gate(thread);
    struct sched_context *time;

    thread_leave_queue(thread);
    reply_drop(thread);
    if (caller)
        call_lose(caller, SERVER_GONE);
    if (server) {
        server->caller = thread_link(NULL);
        server->is.deferred = false;
        server->is.alone = true;
    }
    time = thread->time;
    if (time) {
        time_give(time, NULL);
        if (time->owner != thread)
            time_home(time);
    }
    if (gate) {
        gate_forget(gate, thread);
        slot_drop(&thread->held[THREAD_HOLDS_GATE]);
    }
    thread_forget_fp(thread);
    thread->server = thread_link(NULL);
    thread->fault.kind = 0;
    thread->transfer = 0;
    thread->stopping = thread->parked = thread->answered = false;
    thread->must_start = true;
    thread->is = thread_is_stopped;
}

static void thread_disown_time(struct thread *thread)
{
    struct sched_context *own = thread_own_time(thread);

    if (own)
        own->owner = NULL;
}

bool thread_prune(struct thread *caller)
{
    return caller && caller->answered && call_prune(caller, caller->answer);
}

bool thread_retire(struct thread *self)
{
    if (thread_prune(thread_caller(self)))
        return false;
    thread_detach(self);
    thread_disown_time(self);
    for (unsigned i = 0; i < CORES_MAX; i++)
        if (cores[i].current == self) {
            cores[i].current = NULL;
            cores[i].changed = true;
        }
    return true;
}

/* The gate is gone: an activation that serves goes on without a caller. */
static void thread_lost_gate(struct thread *thread)
{
    struct thread *caller = thread_caller(thread);

    gate_forget(thread_gate(thread), thread);
    if (thread->parked)
        thread->must_start = true;
    thread->parked = false;
    thread->is.ceiling = 0;
    thread->is.uncommon &= UNCOMMON_FP;
    if (thread->time)
        ready_update(thread->time);
    if (thread_state(thread) == THREAD_STATE_IDLE) {
        thread->is = thread_is_stopped;
        thread->must_start = true;
        thread_set_state(thread, THREAD_STATE_STOPPED);
    }
    if (caller)
        call_lose(caller, SERVER_GONE);
}

bool thread_lost_reference(struct thread *self, unsigned held)
{
    if (held != THREAD_HOLDS_SCHED_CONTEXT && thread_prune(thread_caller(self)))
        return false;
    if (held == THREAD_HOLDS_DOMAIN) {
        thread_detach(self);
    } else if (held == THREAD_HOLDS_GATE) {
        thread_lost_gate(self);
    } else {
        thread_own_time(self)->owner = NULL;
        time_take_back(thread_own_time(self));
    }
    return true;
}
