/* The typed invocation that bytes stand for. */
#ifndef FUZZ_INVOCATION_H
#define FUZZ_INVOCATION_H

#include "input.h"
#include "thread.h"

/* Takes bytes and fills in the thread's capability word, operation and message;
   returns whether it is a return, or a call of a gate. */
bool fuzz_invocation(struct input *input, struct thread *thread);
/* Ends the run if the operation, on a capability of `type`, cannot answer with
   this status. */
void fuzz_check_status(unsigned type, word_t operation, int64_t status);

#endif
