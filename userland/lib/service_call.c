/*
 * Calling a service whose server may die and be started again. Only a call that
 * did not begin is repeated here; whether one that did may be, its caller
 * knows.
 */
#include "gate.h"
#include "service.h"

bool service_gone(int64_t status)
{
    return status == SERVER_GONE || status == EMPTY_SLOT ||
           status == SERVICE_GONE;
}

static void disconnect(struct service *service)
{
    slot_delete(service->gate);
    service->gate = 0;
}

/* Also true in the middle of a call: the capability goes with the server. */
static bool server_gone(const struct service *service)
{
    return slot_type(service->gate) == NO_TYPE;
}

static int64_t prepare(struct service *service)
{
    return service->open != NULL ? service->open(service) : OK;
}

/* Again if that one has gone as well: it ends, because root gives up. */
int64_t service_connect(struct service *service)
{
    int64_t status;

    for (;;) {
        disconnect(service);
        status = service_find(service->name, &service->gate);
        if (status != OK)
            return status;
        status = prepare(service);
        if (status == OK || !server_gone(service))
            break;
    }
    if (status != OK)
        disconnect(service);
    return status;
}

int64_t service_call_with(struct service *service, word_t operation,
                          struct message *message, cap_t offer,
                          enum transfer_mode mode, cap_t accept)
{
    struct message request = *message;
    int64_t status = service->gate != 0 ? OK : service_connect(service);

    while (status == OK) {
        *message = request;
        status = gate_call_with(service->gate, operation, message, offer, mode,
                                accept);
        /* The status could also be one that the server passes on. */
        if (status != EMPTY_SLOT || !server_gone(service))
            break;
        status = service_connect(service);
    }
    if (status != SERVER_GONE)
        return status;
    disconnect(service);
    *message = request;
    return SERVICE_GONE;
}

int64_t service_call(struct service *service, word_t operation,
                     struct message *message)
{
    return service_call_with(service, operation, message, 0, TRANSFER_DERIVE,
                             0);
}

int64_t service_open(struct service *service, word_t operation, cap_t offer)
{
    struct message message = {0};
    cap_t session = slot_allocate();
    int64_t status;

    if (session == 0)
        return INVALID_SLOT;
    status = gate_call_with(service->gate, operation, &message, offer,
                            TRANSFER_DERIVE, session);
    if (status != OK) {
        slot_delete(session);
        return status;
    }
    slot_delete(service->gate);
    service->gate = session;
    return OK;
}
