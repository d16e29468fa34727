/*
 * Root's parts and what they share. All of root's state is touched only by the
 * one activation of its gate, which makes that a monitor; root's first thread
 * and the programs' faults come through the gate as well.
 */
#ifndef ROOT_ROOT_H
#define ROOT_ROOT_H

#include "boot_info.h"
#include "gate.h"
#include "process.h"

/* Badges of the gate: the program's id, with this bit for its faults. Root's
   own first thread has id 0. */
#define ROOT_FAULT_BADGE ((word_t)1 << 40)

/* Tells root's first thread that there is something to tend. */
void root_signal(void);

/* attend.c: what that does. The notification is the one that is signalled, the
   service root's own gate. */
[[noreturn]] void attend(cap_t notification, cap_t service,
                         const struct root_boot_info *info);

/* fault.c: a thread of the program has faulted or exited. */
answer_t fault_serve(struct process *process, struct message *message);

/* directory.c, run.c, ...: one function an operation. */
answer_t directory_register(struct process *client, struct message *message);
answer_t directory_find(struct process *client, struct message *message);
answer_t run_program(struct process *client, struct message *message);
answer_t run_start(struct process *client, struct message *message);
answer_t run_at_boot(struct process *client, struct message *message);
answer_t run_started(struct process *client, struct message *message);
answer_t stop_program(struct process *client, struct message *message);
answer_t stop_machine(struct process *client, struct message *message);
answer_t supervise_tend(struct process *client, struct message *message);
answer_t policy_list(struct process *client, struct message *message);
answer_t inspect_program(struct process *client, struct message *message);
answer_t inspect_thread(struct process *client, struct message *message);
answer_t inspect_memory(struct process *client, struct message *message);
answer_t inspect_capability(struct process *client, struct message *message);
answer_t inspect_kernel(struct process *client, struct message *message);
answer_t inspect_totals(struct process *client, struct message *message);

/* directory.c: the program that offers the service, running or about to; NULL:
   there is none. */
struct process *directory_server(const char *service);
/* Whether its service can be had now. */
bool directory_serves(const struct process *server);
/* What the client gets of the server's service: to be derived from. */
bool directory_session(const struct process *client,
                       const struct process *server, cap_t *session);

/* supervise.c: starts a program and sees to what its description says about its
 * end. */
bool supervise_program(const struct program_description *description,
                       const char *argument, word_t value);
/* The program runs no longer; what follows is done by supervise_tend. */
void supervise_ended(struct process *process, const struct message *end);
/* The program will not be there: the end of the machine if it is essential. */
void supervise_missing(const struct program_description *description);

/* stop.c: powers off, once all has been said. */
void machine_end(word_t status);

/* print.c: where root's own lines go. */
void print_to_system(void);
/* The console program's gate; 0: none any more. */
void print_use_console(cap_t gate);
/* Waits until the console has sent everything. */
void print_drain(void);

#endif
