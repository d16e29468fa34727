/*
 * What the architecture's table "When something dies" (section 4) promises, as
 * a model: who serves whom, who runs on whose time, and how each call has
 * ended. It is made from the table's sentences, knows nothing of the kernel's
 * data, and is what tests/caps/death*.c compare the kernel with.
 *
 *     client -> middle -> server       waiting: at the server's gate
 *                  |                   deferred: a reply is to end its call
 *     the server's faults -> handler   bystander: another thread of its domain
 */
#ifndef SUPPORT_DEATH_MODEL_H
#define SUPPORT_DEATH_MODEL_H

#include "caps.h"

/* Threads; each one's own sched_context has its number too. */
enum party {
    PARTY_CLIENT,
    PARTY_MIDDLE,
    PARTY_SERVER,
    PARTY_WAITING,
    PARTY_DEFERRED,
    PARTY_HANDLER,
    PARTY_BYSTANDER,
    PARTY_FRESH, /* calls the server when all is over */
    PARTY_SPARE, /* serves when the server cannot any more */
    PARTIES,
    NOBODY = PARTIES,
};

enum party_gate {
    GATE_OF_MIDDLE,
    GATE_OF_SERVER,
    GATE_OF_HANDLER,
    PARTY_GATES,
    NO_GATE = PARTY_GATES,
};

/* THREAD_STATE_RUNNABLE also stands for one that waits for commands. */
struct model_thread {
    bool exists, homeless, faulted, deferred;
    enum thread_state state;
    enum party caller, server;
    enum party_gate gate;  /* it is an activation of */
    enum party_gate waits; /* it is queued at */
    int64_t status; /* of its call; PENDING */
    int64_t shown;  /* the same, once it has run on */
    bool enters; /* begins anew when it runs */
    unsigned entries;
};

struct model_time {
    bool exists, owned; /* by the party of its number */
    enum party runs;    /* on it; or NOBODY */
};

struct model {
    struct model_thread threads[PARTIES];
    struct model_time times[PARTIES];
    struct {
        bool exists, closed;
    } gates[PARTY_GATES];
    bool session; /* what the middle calls through */
    bool rung;    /* the notification of the server's gate */
    bool taken;   /* what the server took is still there */
};

/* All three gates, and threads that are `active` or idle at theirs. */
void model_begin(struct model *m);
/* A thread with time of its own. */
void model_give_time(struct model *m, enum party p);
/* Of whose domain it is a thread; or NOBODY: of root's. */
enum party model_place_of(enum party p);
/* The one whose time the party runs on, or NOBODY. */
enum party model_time_of(const struct model *m, enum party p);

/* ---- what parties do; all return the status that comes back at once ---- */

int64_t model_call(struct model *m, enum party p, enum party_gate gate);
int64_t model_return(struct model *m, enum party p, int64_t status);
void model_defer(struct model *m, enum party server);
void model_reply(struct model *m, int64_t status);
void model_fault(struct model *m, enum party p);
/* One that has been stopped begins anew. */
void model_start(struct model *m, enum party p);
void model_activation(struct model *m, enum party p, enum party_gate gate);

/* ---- the table's events ---- */

void model_thread_deleted(struct model *m, enum party p);
void model_domain_deleted(struct model *m, enum party p);
void model_gate_deleted(struct model *m, enum party_gate gate);
void model_time_deleted(struct model *m, enum party p);
int64_t model_unbind(struct model *m, enum party p);
int64_t model_cancel(struct model *m, enum party p);
void model_reply_deleted(struct model *m);
void model_session_closed(struct model *m);

#endif
