/* See death_rules.h. */
#include "death_rules.h"

#include "world.h"

/* ---- time ---- */

static enum party tip_of(const struct model *m, enum party p)
{
    while (m->threads[p].server != NOBODY)
        p = m->threads[p].server;
    return p;
}

enum party model_time_of(const struct model *m, enum party p)
{
    enum party time = 0;

    while (time < PARTIES && m->times[time].runs != p)
        time++;
    return time;
}

void rule_go_on(struct model *m, enum party p)
{
    enum party tip = tip_of(m, p);

    for (enum party at = tip; at != NOBODY && model_time_of(m, tip) == NOBODY;
         at = m->threads[at].caller) {
        struct model_time *own = &m->times[at];

        if (own->exists && own->owned && own->runs == NOBODY)
            own->runs = tip;
    }
}

void rule_run(struct model *m)
{
    for (enum party p = 0; p < PARTIES; p++)
        if (m->threads[p].exists &&
            m->threads[p].state == THREAD_STATE_RUNNABLE &&
            model_time_of(m, p) != NOBODY) {
            m->threads[p].shown = m->threads[p].status;
            m->threads[p].entries += m->threads[p].enters;
            m->threads[p].enters = false;
        }
}

void model_give_time(struct model *m, enum party p)
{
    m->times[p] = (struct model_time){true, true, NOBODY};
    if (m->threads[p].state != THREAD_STATE_IDLE)
        rule_go_on(m, p);
    rule_run(m);
}

/* ---- links ---- */

void rule_connect(struct model *m, enum party caller, enum party server)
{
    enum party time = model_time_of(m, caller);

    m->threads[caller].state = THREAD_STATE_CALLING;
    m->threads[caller].server = server;
    m->threads[server].caller = caller;
    m->threads[server].state = THREAD_STATE_RUNNABLE;
    m->threads[server].enters = true;
    if (time != NOBODY)
        m->times[time].runs = server;
    else
        rule_go_on(m, server);
}

void rule_part(struct model *m, enum party caller)
{
    enum party server = m->threads[caller].server, tip = tip_of(m, server);
    enum party time = model_time_of(m, tip);
    bool below = false;

    for (enum party at = tip; at != caller; at = m->threads[at].caller)
        below |= time == at && m->times[at].owned;
    if (time != NOBODY && !below)
        m->times[time].runs = caller;
    m->threads[caller].server = NOBODY;
    m->threads[server].caller = NOBODY;
    rule_go_on(m, caller);
    rule_go_on(m, tip);
}

enum party rule_first_waiter(const struct model *m, enum party_gate gate)
{
    enum party first = NOBODY, best = NOBODY;

    for (enum party p = 0; p < PARTIES; p++) {
        enum party time = model_time_of(m, p);

        /* Priorities go by the number of whose time it is. */
        if (m->threads[p].waits != gate ||
            (first != NOBODY && (time == NOBODY || time < best)))
            continue;
        first = p;
        best = time == NOBODY ? 0 : time;
    }
    return first;
}

void rule_next_caller(struct model *m, enum party p)
{
    enum party time = model_time_of(m, p);
    enum party waiter = rule_first_waiter(m, m->threads[p].gate);

    if (time != NOBODY)
        m->times[time].runs = NOBODY;
    if (time != NOBODY && time != p && m->times[time].owned)
        rule_go_on(m, time);
    m->threads[p].status = m->threads[p].shown = PENDING;
    m->threads[p].state = THREAD_STATE_IDLE;
    if (waiter == NOBODY)
        return;
    m->threads[waiter].waits = NO_GATE;
    rule_connect(m, waiter, p);
}

/* ---- the end of a call ---- */

void rule_fails(struct model *m, enum party p, bool abort)
{
    enum party caller = m->threads[p].caller;

    m->threads[p].faulted = false;
    if (caller != NOBODY)
        rule_part(m, caller);
    if (abort && m->threads[p].gate != NO_GATE)
        rule_next_caller(m, p);
    else
        m->threads[p].state = THREAD_STATE_STOPPED;
    if (caller != NOBODY)
        rule_ended(m, caller, SERVER_FAULT);
}

void rule_ended(struct model *m, enum party caller, int64_t status)
{
    struct model_thread *thread = &m->threads[caller];

    thread->deferred = false;
    if (thread->faulted && status != FAULT_RESUME) {
        rule_fails(m, caller, status == FAULT_ABORT);
        return;
    }
    if (!thread->faulted)
        thread->status = status;
    else
        thread->enters = true; /* the handler sends it to its entry */
    thread->faulted = false;
    thread->state = THREAD_STATE_RUNNABLE;
}
