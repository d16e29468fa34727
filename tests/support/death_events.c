/*
 * What can happen in a death_scene.h: each row is a line of the architecture's
 * table, or one of the ways in which it can come about.
 */
#include "death_scene.h"

#include <string.h>

#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

/* ---- what is deleted ---- */

static cap_t thread_of(const struct scene *s, unsigned which)
{
    return s->actors[which]->thread;
}

static cap_t domain_of(const struct scene *s, unsigned which)
{
    return s->places[which]->domain;
}

static cap_t gate_of(const struct scene *s, unsigned which)
{
    return s->gates[which];
}

static cap_t time_of(const struct scene *s, unsigned which)
{
    return s->actors[which]->time;
}

static cap_t reply_of(const struct scene *s, unsigned which)
{
    (void)which;
    return s->reply;
}

/* ---- other invocations ---- */

static int64_t close_session(const struct scene *s, unsigned which)
{
    return cap_table_delete(s->places[which]->table, s->ways[which]);
}

static int64_t revoke_frame(const struct scene *s, unsigned which)
{
    (void)which;
    return cap_table_revoke(home.table, s->frame);
}

static int64_t cancel(const struct scene *s, unsigned which)
{
    return cap_thread_cancel(s->actors[which]->thread);
}

static int64_t unbind(const struct scene *s, unsigned which)
{
    return cap_thread_unbind(s->actors[which]->thread);
}

static int64_t thread_believed(struct model *m, unsigned which)
{
    model_thread_deleted(m, which);
    return OK;
}

static int64_t domain_believed(struct model *m, unsigned which)
{
    model_domain_deleted(m, which);
    return OK;
}

static int64_t gate_believed(struct model *m, unsigned which)
{
    model_gate_deleted(m, which);
    return OK;
}

static int64_t time_believed(struct model *m, unsigned which)
{
    model_time_deleted(m, which);
    return OK;
}

static int64_t reply_believed(struct model *m, unsigned which)
{
    (void)which;
    model_reply_deleted(m);
    return OK;
}

static int64_t session_believed(struct model *m, unsigned which)
{
    (void)which;
    model_session_closed(m);
    return OK;
}

static int64_t frame_believed(struct model *m, unsigned which)
{
    (void)which;
    m->taken = false;
    return OK;
}

static int64_t cancel_believed(struct model *m, unsigned which)
{
    return model_cancel(m, which);
}

static int64_t unbind_believed(struct model *m, unsigned which)
{
    return model_unbind(m, which);
}

/* ---- faults and exits ---- */

static bool can_run(const struct scene *s, enum party p)
{
    struct seen seen = death_see(s, p);

    return seen.exists && seen.state == THREAD_STATE_RUNNABLE &&
           seen.time != NOBODY;
}

static void faults(struct scene *s, enum party p, int32_t answer)
{
    if (!can_run(s, p))
        return;
    s->answers[p] = answer;
    assert_int_equal(act_other(s->actors[p], COMMAND_READ, NOWHERE, 0),
                     PENDING);
    model_fault(&s->model, p);
}

/* The handler answers at once, if it can. */
static void faults_answered(struct scene *s, unsigned answer)
{
    faults(s, PARTY_SERVER, (int32_t)answer);
    if (can_run(s, PARTY_HANDLER) &&
        death_see(s, PARTY_HANDLER).serves == PARTY_SERVER)
        death_answer(s);
}

/* The handler has not answered yet when the next thing happens. */
static void faults_only(struct scene *s, unsigned answer)
{
    faults(s, PARTY_SERVER, (int32_t)answer);
}

static void exits(struct scene *s, unsigned which)
{
    if (!can_run(s, which))
        return;
    s->answers[which] = FAULT_ABORT;
    assert_int_equal(AS(s->actors[which], cap_self_exit(5)), PENDING);
    model_fault(&s->model, which);
}

/* ---- the table ---- */

#define DELETION(text, victim, believed, which)                                \
    {text, victim, NULL, NULL, believed, which}
#define INVOCATION(text, function, believed, which)                            \
    {text, NULL, function, NULL, believed, which}
#define OTHERWISE(text, function, which)                                       \
    {text, NULL, NULL, function, NULL, which}

const struct event death_events[] = {
    OTHERWISE("a fault that is resumed", faults_answered, FAULT_RESUME),
    OTHERWISE("a fault that is aborted", faults_answered, FAULT_ABORT),
    OTHERWISE("a fault that is given up", faults_answered, 0),
    OTHERWISE("a fault, later resumed", faults_only, FAULT_RESUME),
    OTHERWISE("a fault, later aborted", faults_only, FAULT_ABORT),
    OTHERWISE("the activation exits", exits, PARTY_SERVER),
    OTHERWISE("another thread exits", exits, PARTY_BYSTANDER),
    DELETION("the server's gate", gate_of, gate_believed, GATE_OF_SERVER),
    DELETION("the server's activation", thread_of, thread_believed,
             PARTY_SERVER),
    DELETION("the server's domain", domain_of, domain_believed, PARTY_SERVER),
    DELETION("the middle's gate", gate_of, gate_believed, GATE_OF_MIDDLE),
    DELETION("the middle's activation", thread_of, thread_believed,
             PARTY_MIDDLE),
    DELETION("the middle's domain", domain_of, domain_believed, PARTY_MIDDLE),
    DELETION("the client's thread", thread_of, thread_believed, PARTY_CLIENT),
    DELETION("the client's domain", domain_of, domain_believed, PARTY_CLIENT),
    DELETION("the waiting client", thread_of, thread_believed, PARTY_WAITING),
    DELETION("the deferred client", thread_of, thread_believed, PARTY_DEFERRED),
    DELETION("the deferred reply", reply_of, reply_believed, 0),
    DELETION("the lent time", time_of, time_believed, PARTY_CLIENT),
    OTHERWISE("the client begins anew", death_begin_anew, 0),
    INVOCATION("the lent time, unbound", unbind, unbind_believed, PARTY_CLIENT),
    INVOCATION("the client cancelled", cancel, cancel_believed, PARTY_CLIENT),
    INVOCATION("the middle cancelled", cancel, cancel_believed, PARTY_MIDDLE),
    INVOCATION("the waiting client cancelled", cancel, cancel_believed,
               PARTY_WAITING),
    INVOCATION("the deferred client cancelled", cancel, cancel_believed,
               PARTY_DEFERRED),
    INVOCATION("the faulting server cancelled", cancel, cancel_believed,
               PARTY_SERVER),
    DELETION("the handler's gate", gate_of, gate_believed, GATE_OF_HANDLER),
    DELETION("the handler's activation", thread_of, thread_believed,
             PARTY_HANDLER),
    DELETION("the handler's domain", domain_of, domain_believed, PARTY_HANDLER),
    INVOCATION("the session", close_session, session_believed, PARTY_MIDDLE),
    INVOCATION("what the server took", revoke_frame, frame_believed, 0),
};
const unsigned death_event_count = sizeof death_events / sizeof *death_events;

const struct event *death_event(const char *name)
{
    unsigned i = 0;

    while (i < death_event_count && strcmp(death_events[i].name, name) != 0)
        i++;
    assert_true(i < death_event_count);
    return &death_events[i];
}

int64_t death_invoke(const struct scene *s, const struct event *event)
{
    if (event->invoke)
        return event->invoke(s, event->which);
    return cap_table_delete(home.table, event->victim(s, event->which));
}

void death_happens(struct scene *s, const struct event *event)
{
    if (event->happens)
        event->happens(s, event->which);
    else
        assert_int_equal(death_invoke(s, event),
                         event->believe(&s->model, event->which));
    check_kernel();
    death_compare(s);
}
