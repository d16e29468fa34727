/*
 * A small server: adds two numbers, and walks a list of real pointers that a
 * client shares. It trusts neither the pointers nor that the memory stays.
 */
#include "arch.h"
#include "gate.h"
#include "program.h"
#include "recovery.h"
#include "service.h"
#include "shared.h"
#include "stubs.h"

#define CLIENTS_MAX 64
#define NODES_MAX 65536
#define ACTIVATIONS 1

static struct shared shares[CLIENTS_MAX];
static word_t calls;

/* The address is the client's; it means the same here. Every node is read once,
   and a list that never ends is not followed for ever. */
static int32_t list_sum(const struct shared *shared, word_t address,
                        struct message *message)
{
    struct demo_node node;
    word_t sum = 0;
    word_t count = 0;

    for (; address != 0; address = (word_t)node.next) {
        if (count == NODES_MAX)
            return SERVICE_INVALID;
        if (!shared_read(shared, &node, address, sizeof node))
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

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    struct message request = *message;

    *message = (struct message){0};
    calls++;
    if (badge >= CLIENTS_MAX)
        return answer(SERVICE_NOT_PERMITTED);
    switch (operation) {
    case DEMO_ADD:
        return add(request.words[0], request.words[1], message);
    case DEMO_SHARE:
        return answer(shared_take(&shares[badge]));
    case DEMO_SUM:
        return answer(list_sum(&shares[badge], request.words[0], message));
    case DEMO_FAULT:
        return read_null();
    default:
        return answer(SERVICE_UNKNOWN_OPERATION);
    }
}

/* Nothing is left to do for the first thread; it stays, because its end would
   be the program's. */
static int64_t stay(void)
{
    cap_t never;
    enum status status = object_create(TYPE_NOTIFICATION, 0, &never);

    while (status == OK)
        status = cap_notification_wait(never, 0, NULL);
    return status;
}

int program_main(word_t argument)
{
    cap_t gate;
    int64_t status = recovery_start();

    (void)argument;
    if (status == OK)
        status = gate_create(gate_enter, "serve", ACTIVATIONS, &gate);
    if (status == OK)
        status = service_register(DEMO_SERVICE, gate);
    if (status == OK)
        status = stay();
    return (int)status;
}
