/*
 * The frames that a server's clients share with it.
 */
#include "clients.h"

#include "services.h"
#include "session.h"
#include "shared.h"

struct client {
    struct session session;
    struct shared shared;
};

/* By badge. */
static struct client clients[CLIENTS_MAX];
static cap_t gate;

enum status clients_start(cap_t own_gate, cap_t signal)
{
    gate = own_gate;
    return sessions_start(own_gate, signal);
}

answer_t clients_share(word_t badge)
{
    struct client *client = &clients[badge < CLIENTS_MAX ? badge : 0];
    answer_t opened;
    int32_t status;

    if (badge >= CLIENTS_MAX)
        return answer(SERVICE_NOT_PERMITTED);
    status = shared_take(&client->shared);
    if (status != OK)
        return answer(status);
    opened = session_open(&client->session, gate, badge);
    if (client->session.parent == 0)
        shared_drop(&client->shared);
    return opened;
}

bool clients_read(word_t badge, void *to, word_t address, word_t bytes)
{
    return badge < CLIENTS_MAX &&
           shared_read(&clients[badge].shared, to, address, bytes);
}

void clients_sweep(void)
{
    for (unsigned i = 0; i < CLIENTS_MAX; i++) {
        if (session_over(&clients[i].session)) {
            session_close(&clients[i].session);
            shared_drop(&clients[i].shared);
        }
    }
}

unsigned clients_count(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < CLIENTS_MAX; i++)
        count += clients[i].session.parent != 0;
    return count;
}
