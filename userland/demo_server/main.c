/*
 * A small server: adds two numbers, and walks a list of real pointers that a
 * client shares. It trusts neither the pointers nor that the memory stays.
 */
#include "arch.h"
#include "clients.h"
#include "gate.h"
#include "program.h"
#include "recovery.h"
#include "service.h"
#include "stubs.h"

#define NODES_MAX 65536
#define ACTIVATIONS 1

#define OWN_BADGE ((word_t)1 << 40)
#define SESSIONS_BIT 1

static cap_t gate;
static word_t calls;

/* The address is the client's; it means the same here. Every node is read once,
   and a list that never ends is not followed for ever. */
static int32_t list_sum(word_t badge, word_t address, struct message *message)
{
    struct demo_node node;
    word_t sum = 0;
    word_t count = 0;

    for (; address != 0; address = (word_t)node.next) {
        if (count == NODES_MAX)
            return SERVICE_INVALID;
        if (!clients_read(badge, &node, address, sizeof node))
            return SERVICE_BAD_MEMORY;
        sum += node.value;
        count++;
    }
    *message = (struct message){{sum, count}};
    return OK;
}

static answer_t add(word_t left, word_t right, struct message *message)
{
    *message = (struct message){{left + right, calls}};
    return answer(OK);
}

static answer_t read_null(void)
{
    volatile word_t *nothing = NULL;

    /* Hidden from the compiler, which would make a trap of it. */
    __asm__ volatile("" : "+r"(nothing));
    return answer((int32_t)*nothing);
}

static answer_t sweep(word_t badge)
{
    if (badge != OWN_BADGE)
        return answer(SERVICE_NOT_PERMITTED);
    clients_sweep();
    return answer(OK);
}

static answer_t count(struct message *message)
{
    *message = (struct message){{clients_count()}};
    return answer(OK);
}

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    struct message request = *message;

    *message = (struct message){0};
    if (operation == DEMO_SESSIONS)
        return sweep(badge);
    calls++;
    switch (operation) {
    case DEMO_ADD:
        return add(request.words[0], request.words[1], message);
    case DEMO_SHARE:
        return clients_share(badge);
    case DEMO_SUM:
        return answer(list_sum(badge, request.words[0], message));
    case DEMO_FAULT:
        return read_null();
    case DEMO_COUNT:
        return count(message);
    default:
        return answer(SERVICE_UNKNOWN_OPERATION);
    }
}

/* The first thread sees to the sessions. (It could not end: its end would be
   the program's.) */
static int64_t sessions_serve(cap_t notification, cap_t own_gate)
{
    int64_t status = OK;

    while (status == OK) {
        struct message message = {0};

        status = cap_notification_wait(notification, 0, NULL);
        if (status == OK)
            status = gate_call(own_gate, DEMO_SESSIONS, &message);
    }
    return status;
}

static int64_t server_start(cap_t *notification, cap_t *own_gate)
{
    cap_t signal;
    int64_t status = recovery_start();

    if (status == OK)
        status = gate_create(gate_enter, "serve", ACTIVATIONS, &gate);
    if (status == OK)
        status = gate_callable(gate, OWN_BADGE, own_gate);
    if (status == OK)
        status = object_create(TYPE_NOTIFICATION, 0, notification);
    if (status == OK)
        status = object_derive(*notification, NOTIFICATION_SEND, SESSIONS_BIT,
                               &signal);
    if (status == OK)
        status = clients_start(gate, signal);
    if (status == OK)
        status = service_register(DEMO_SERVICE, gate);
    return status;
}

int program_main(word_t argument)
{
    cap_t notification;
    cap_t own_gate;
    int64_t status = server_start(&notification, &own_gate);

    (void)argument;
    if (status == OK)
        status = sessions_serve(notification, own_gate);
    return (int)status;
}
