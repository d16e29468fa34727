/*
 * Root's parts and what they share. All of root's state is touched only by the
 * one activation of its gate, which makes that a monitor; root's first thread
 * and the programs' faults come through the gate as well.
 */
#ifndef ROOT_ROOT_H
#define ROOT_ROOT_H

#include "gate.h"
#include "process.h"

/* Badges of the gate: the program's id, with this bit for its faults. Root's
   own first thread has id 0. */
#define ROOT_FAULT_BADGE ((word_t)1 << 40)

/* Bits of root's notification. */
#define ROOT_SIGNAL_REGISTERED 1
#define ROOT_SIGNAL_ENDED 2

/* Tells root's first thread (`bits`: ROOT_SIGNAL_...). */
void root_signal(word_t bits);

/* fault.c: a thread of the program has faulted or exited. */
answer_t fault_serve(struct process *process, struct message *message);

/* directory.c, run.c, inspect.c: one function an operation. */
answer_t directory_register(struct process *client, struct message *message);
answer_t directory_find(struct process *client, struct message *message);
answer_t run_program(struct process *client, struct message *message);
answer_t run_start(struct process *client, struct message *message);
answer_t run_bury(struct process *client, struct message *message);
answer_t run_power_off(struct process *client, struct message *message);
answer_t inspect_program(struct process *client, struct message *message);
answer_t inspect_thread(struct process *client, struct message *message);
answer_t inspect_memory(struct process *client, struct message *message);
answer_t inspect_capability(struct process *client, struct message *message);
answer_t inspect_kernel(struct process *client, struct message *message);

/* print.c: where root's own lines go. */
void print_to_system(void);
/* The console program's gate; 0: none any more. */
void print_use_console(cap_t gate);
/* Waits until the console has sent everything. */
void print_drain(void);

#endif
