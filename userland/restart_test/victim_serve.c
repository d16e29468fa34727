/*
 * What the server that dies serves.
 */
#include "gate.h"
#include "program.h"
#include "service.h"
#include "stubs.h"
#include "victim.h"

static answer_t count(struct message *message)
{
    word_t id = 0;
    enum status status = cap_domain_info(own.domain, &id, NULL, NULL);

    *message = (struct message){{program_info->restarts, id}};
    return answer(status);
}

/* The first thread does it, and the call ends with the program, or the gate. */
static answer_t tell_and_hang(word_t how)
{
    if (how >= VICTIM_DEATHS || cap_notification_signal(victim_tell[how]) != OK)
        return answer(SERVICE_INVALID);
    victim_hang();
    return answer(OK);
}

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    word_t how = message->words[0];

    (void)badge;
    *message = (struct message){0};
    switch (operation) {
    case VICTIM_COUNT:
        return count(message);
    case VICTIM_DIE:
        return tell_and_hang(how);
    case VICTIM_HANG:
        victim_hang();
        return answer(OK);
    case VICTIM_GIVE_ROOT:
        return answer_with(OK, own.root, TRANSFER_GIVE);
    case VICTIM_KILL_SHELL:
        return answer((int32_t)service_kill("shell", false));
    default:
        return answer(SERVICE_UNKNOWN_OPERATION);
    }
}
