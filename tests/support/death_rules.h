/*
 * The sentences of the architecture's sections 4 and 2.1 that several events of
 * death_model.c share; what stands in quotes is theirs.
 */
#ifndef SUPPORT_DEATH_RULES_H
#define SUPPORT_DEATH_RULES_H

#include "death_model.h"

/* Whoever can run has run: it has seen how its call ended. */
void rule_run(struct model *m);
/* "goes on with the own sched_context of the nearest thread from the tip
   upwards" */
void rule_go_on(struct model *m, enum party p);
void rule_connect(struct model *m, enum party caller, enum party server);
/* "Time that is wanted back goes at once to the thread that first lent it; what
   is left of the chain goes on" with its own, "else it stops until its server
   deals with it." */
void rule_part(struct model *m, enum party caller);
/* "highest first; the priority it had when it began to wait" */
enum party rule_first_waiter(const struct model *m, enum party_gate gate);
/* An activation is free: its own time "is never passed to a caller", what it
   was lent by somebody who is gone is put by. */
void rule_next_caller(struct model *m, enum party p);
/* A fault handler's answer other than resume: "abort (the client's call ends
   with SERVER_FAULT; the activation, its stack reset, serves again)"; else "the
   thread stops (and a call that it was serving ends with SERVER_FAULT)". */
void rule_fails(struct model *m, enum party p, bool abort);
/* The party's call is over; it has its time back already. */
void rule_ended(struct model *m, enum party caller, int64_t status);

#endif
