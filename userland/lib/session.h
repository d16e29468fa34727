/*
 * Sessions, for servers that keep something for each client. The client holds a
 * capability that is derived from one the server watches; when the last child
 * of that is gone (the client has ended, or has deleted it), the gate's
 * notification is signalled and the server can drop what it kept.
 */
#ifndef LIB_SESSION_H
#define LIB_SESSION_H

#include "gate.h"

struct session {
    cap_t parent; /* what the client's capability is derived from; 0: none */
};

/* Once: `signal` (with a badge, for sending) is signalled when a session of the
   gate may be over. */
[[nodiscard]] enum status sessions_start(cap_t gate, cap_t signal);

/* Opens it in place of an earlier one; the answer to the call being served,
   which passes the client its capability, with this badge. */
answer_t session_open(struct session *session, cap_t gate, word_t badge);

/* Whether it was open and nobody holds it any more. */
bool session_over(const struct session *session);

/* Takes the client's capability away. */
void session_close(struct session *session);

#endif
