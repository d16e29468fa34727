/* See death_model.h. Sentences in quotes are the architecture's. */
#include "death_model.h"

#include "death_rules.h"
#include "world.h"

/* ---- what parties do ---- */

void model_begin(struct model *m)
{
    *m = (struct model){.session = true, .taken = true};
    for (enum party p = 0; p < PARTIES; p++) {
        m->threads[p] = (struct model_thread){
            .exists = true,
            .state = THREAD_STATE_RUNNABLE,
            .caller = NOBODY,
            .server = NOBODY,
            .gate = NO_GATE,
            .waits = NO_GATE,
            .status = PENDING,
            .shown = PENDING,
        };
        m->times[p].runs = NOBODY;
    }
    for (enum party_gate gate = 0; gate < PARTY_GATES; gate++)
        m->gates[gate].exists = true;
}

void model_activation(struct model *m, enum party p, enum party_gate gate)
{
    m->threads[p].gate = gate;
    rule_next_caller(m, p);
    rule_run(m);
}

void model_start(struct model *m, enum party p)
{
    m->threads[p].state = THREAD_STATE_RUNNABLE;
    m->threads[p].enters = true;
    /* What it had not seen yet it never will. */
    m->threads[p].status = m->threads[p].shown;
    rule_go_on(m, p);
    rule_run(m);
}

int64_t model_call(struct model *m, enum party p, enum party_gate gate)
{
    enum party free = 0;

    m->threads[p].status = m->threads[p].shown = PENDING;
    if (!m->gates[gate].exists || m->gates[gate].closed)
        return m->threads[p].status = m->threads[p].shown =
                   m->gates[gate].exists ? SERVER_GONE : EMPTY_SLOT;
    while (free < PARTIES && (m->threads[free].gate != gate ||
                              m->threads[free].state != THREAD_STATE_IDLE))
        free++;
    if (free < PARTIES) {
        rule_connect(m, p, free);
    } else {
        m->threads[p].state = THREAD_STATE_QUEUED;
        m->threads[p].waits = gate;
    }
    rule_run(m);
    return PENDING;
}

/* "the activation goes back to the gate, the sched_context to the caller";
   "its return finds nobody and it waits for the next caller". */
int64_t model_return(struct model *m, enum party p, int64_t status)
{
    enum party caller = m->threads[p].caller, time = model_time_of(m, p);
    bool answers = caller != NOBODY && !m->threads[caller].deferred;

    if (m->threads[p].gate == NO_GATE)
        return m->threads[p].status = m->threads[p].shown = NO_CALLER;
    m->threads[p].caller = NOBODY;
    if (caller != NOBODY) {
        m->threads[caller].server = NOBODY;
        if (time != NOBODY)
            m->times[time].runs = time == p ? NOBODY : caller;
        rule_go_on(m, caller);
    }
    rule_next_caller(m, p);
    if (answers)
        rule_ended(m, caller, status);
    rule_run(m);
    return PENDING;
}

void model_defer(struct model *m, enum party server)
{
    m->threads[m->threads[server].caller].deferred = true;
}

void model_reply(struct model *m, int64_t status)
{
    rule_ended(m, PARTY_DEFERRED, status);
    rule_run(m);
}

/* "the server's fault gate is called"; without one "the thread stops". */
void model_fault(struct model *m, enum party p)
{
    const enum party_gate gate = GATE_OF_HANDLER;

    m->threads[p].faulted = true;
    if (!m->gates[gate].exists || m->gates[gate].closed)
        rule_fails(m, p, false);
    else
        (void)model_call(m, p, gate);
    rule_run(m);
}

/* ---- the table's events ---- */

/* "its call ends with SERVER_GONE, and the sched_context is back with its
   caller"; whom the thread itself had called "finishes on what it was lent". */
static void leaves(struct model *m, enum party p)
{
    struct model_thread *thread = &m->threads[p];
    enum party caller = thread->caller, time;

    thread->waits = NO_GATE;
    thread->deferred = thread->faulted = false;
    if (caller != NOBODY) {
        rule_part(m, caller);
        rule_ended(m, caller, SERVER_GONE);
    }
    if (thread->server != NOBODY)
        m->threads[thread->server].caller = NOBODY;
    thread->server = NOBODY;
    time = model_time_of(m, p);
    if (time != NOBODY)
        m->times[time].runs = NOBODY;
    if (time != NOBODY && time != p && m->times[time].owned)
        rule_go_on(m, time);
    thread->gate = NO_GATE;
    thread->state = THREAD_STATE_STOPPED;
}

void model_thread_deleted(struct model *m, enum party p)
{
    if (!m->threads[p].exists)
        return;
    leaves(m, p);
    m->threads[p].exists = m->times[p].owned = false;
    rule_run(m);
}

/* Those who wait there hear SERVER_GONE. */
static void dismiss(struct model *m, enum party_gate gate)
{
    enum party waiter;

    while ((waiter = rule_first_waiter(m, gate)) != NOBODY) {
        m->threads[waiter].waits = NO_GATE;
        rule_ended(m, waiter, SERVER_GONE);
    }
}

enum party model_place_of(enum party p)
{
    switch (p) {
    case PARTY_BYSTANDER:
    case PARTY_SPARE:
        return PARTY_SERVER;
    case PARTY_CLIENT:
    case PARTY_MIDDLE:
    case PARTY_SERVER:
    case PARTY_HANDLER:
        return p;
    default:
        return NOBODY;
    }
}

static enum party_gate gate_of_place(enum party place)
{
    if (place == PARTY_MIDDLE)
        return GATE_OF_MIDDLE;
    if (place == PARTY_SERVER)
        return GATE_OF_SERVER;
    return place == PARTY_HANDLER ? GATE_OF_HANDLER : NO_GATE;
}

void model_domain_deleted(struct model *m, enum party place)
{
    enum party_gate gate = gate_of_place(place);

    for (enum party p = 0; p < PARTIES; p++) {
        if (model_place_of(p) != place || !m->threads[p].exists)
            continue;
        leaves(m, p);
        m->threads[p].homeless = true;
        rule_run(m);
    }
    if (gate == NO_GATE)
        return;
    m->gates[gate].closed = true;
    dismiss(m, gate);
    rule_run(m);
}

/* A serving activation is none any more, and goes on as its time allows. */
void model_gate_deleted(struct model *m, enum party_gate gate)
{
    if (gate == GATE_OF_SERVER)
        m->session = false;
    m->gates[gate].exists = false;
    for (enum party p = 0; p < PARTIES; p++) {
        struct model_thread *thread = &m->threads[p];
        enum party caller = thread->caller;

        if (!thread->exists || thread->gate != gate)
            continue;
        thread->gate = NO_GATE;
        if (thread->state == THREAD_STATE_IDLE)
            thread->state = THREAD_STATE_STOPPED;
        if (caller == NOBODY)
            continue;
        rule_part(m, caller);
        rule_ended(m, caller, SERVER_GONE);
    }
    dismiss(m, gate);
    rule_run(m);
}

/* "the activation goes on with its own sched_context, else it stops" */
static void time_taken_away(struct model *m, enum party time)
{
    enum party from = m->times[time].runs;

    m->times[time].owned = false;
    m->times[time].runs = NOBODY;
    if (from != NOBODY)
        rule_go_on(m, from);
    rule_run(m);
}

void model_time_deleted(struct model *m, enum party p)
{
    m->times[p].exists = false;
    time_taken_away(m, p);
}

int64_t model_unbind(struct model *m, enum party p)
{
    if (!m->threads[p].exists)
        return EMPTY_SLOT;
    if (m->times[p].owned)
        time_taken_away(m, p);
    return OK;
}

/* "its owner takes it back by thread.cancel (the client's call ends with
   CANCELLED)" */
int64_t model_cancel(struct model *m, enum party p)
{
    struct model_thread *thread = &m->threads[p];

    if (!thread->exists)
        return EMPTY_SLOT;
    if (thread->state != THREAD_STATE_CALLING &&
        thread->state != THREAD_STATE_QUEUED)
        return OK;
    thread->waits = NO_GATE;
    if (thread->server != NOBODY)
        rule_part(m, p);
    rule_ended(m, p, CANCELLED);
    rule_run(m);
    return OK;
}

/* "Deleting the reply ends the call with an error." */
void model_reply_deleted(struct model *m)
{
    if (m->threads[PARTY_DEFERRED].deferred)
        rule_ended(m, PARTY_DEFERRED, SERVER_GONE);
    rule_run(m);
}

/* "the gate's notification is signalled: the session's state can be freed" */
void model_session_closed(struct model *m)
{
    m->rung |= m->session;
    m->session = false;
}
