/*
 * The frames that a server's clients share with it, one a client, each kept for
 * as long as the client's session. All of it is to be called in calls of one
 * gate with one activation.
 */
#ifndef LIB_CLIENTS_H
#define LIB_CLIENTS_H

#include "gate.h"

/* Badges from there on are not served. */
#define CLIENTS_MAX 64

/* Once: `signal` (with a badge, for sending) is signalled when clients_sweep
   may have something to do. */
[[nodiscard]] enum status clients_start(cap_t gate, cap_t signal);

/* Takes the frame that the client being served offers, in place of an earlier
   one; the answer, which passes a session. */
answer_t clients_share(word_t badge);

/* Copies from the client's frame; false if the bytes are not all in it, or it
   is gone. */
[[nodiscard]] bool clients_read(word_t badge, void *to, word_t address,
                                word_t bytes);

/* Drops the frames of those whose sessions are over. */
void clients_sweep(void);

/* How many have a session. */
unsigned clients_count(void);

#endif
