/*
 * Sessions: a watched capability each.
 */
#include "session.h"

#include "services.h"
#include "stubs.h"

enum status sessions_start(cap_t gate, cap_t signal)
{
    return cap_gate_set_notification(gate, signal);
}

answer_t session_open(struct session *session, cap_t gate, word_t badge)
{
    enum status status;

    session_close(session);
    status = gate_callable(gate, badge, &session->parent);
    if (status == OK)
        status = cap_gate_watch(gate, session->parent);
    if (status == OK)
        return answer_with(OK, session->parent, TRANSFER_DERIVE);
    session_close(session);
    return answer(SERVICE_FULL);
}

bool session_over(const struct session *session)
{
    return session->parent != 0 && !slot_has_descendants(session->parent);
}

void session_close(struct session *session)
{
    slot_delete(session->parent);
    session->parent = 0;
}
