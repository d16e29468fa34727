/*
 * Calls of ROOT_FIND that wait for a service to come.
 */
#ifndef ROOT_FINDERS_H
#define ROOT_FINDERS_H

#include "gate.h"
#include "process.h"

/* Lets the call that is being served wait for the server's registration, until
   the deadline (0: none). */
answer_t finders_add(struct process *client, const struct process *server,
                     word_t deadline);

/* The server has registered: everyone gets a capability. */
void finders_serve(const struct process *server);

/* There will be no such service. */
void finders_refuse(const struct process *server);

/* Answers those whose time is up; the next deadline, 0: there is none. */
word_t finders_expire(void);

/* The client has ended. */
void finders_forget(struct process *client);

/* How many wait. */
unsigned finders_count(void);

#endif
