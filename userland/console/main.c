/*
 * The console program: it drives a UART from user level and serves its bytes.
 * The first thread sets everything up and then is the interrupt's thread, with
 * time of its own: it waits for signals and calls the program's own gate.
 */
#include "arch.h"
#include "clients.h"
#include "program.h"
#include "recovery.h"
#include "server.h"
#include "service.h"
#include "stubs.h"
#include "uart.h"

#define INTERRUPT_BIT 1
#define SESSIONS_BIT 2

static cap_t notification;
static cap_t gate;
static cap_t own_gate;

static enum status device_start(void)
{
    enum status status =
        uart_start(PROGRAM_SLOT_DEVICE, program_info->device_base);

    if (status == OK)
        stream_start();
    return status;
}

/* A child of the notification that signals this bit. */
static enum status signal_create(word_t bit, cap_t *signal)
{
    return object_derive(notification, NOTIFICATION_SEND, bit, signal);
}

static enum status signals_start(void)
{
    cap_t signal;
    enum status status = object_create(TYPE_NOTIFICATION, 0, &notification);

    if (status == OK)
        status = signal_create(INTERRUPT_BIT, &signal);
    if (status == OK)
        status = cap_irq_bind(PROGRAM_SLOT_IRQ, signal);
    if (status == OK)
        status = signal_create(SESSIONS_BIT, &signal);
    if (status == OK)
        status = clients_start(gate, signal);
    return status;
}

static int64_t server_start(void)
{
    int64_t status = recovery_start();

    if (status == OK)
        status = gate_create(gate_enter, "serve", 1, &gate);
    if (status == OK)
        status = gate_callable(gate, CONSOLE_OWN_BADGE, &own_gate);
    if (status == OK)
        status = device_start();
    if (status == OK)
        status = signals_start();
    if (status == OK)
        status = service_register(CONSOLE_SERVICE, gate);
    return status;
}

static int64_t own_call(word_t operation)
{
    struct message message = {0};

    return gate_call(own_gate, operation, &message);
}

/* Ends only if something is broken. */
static int64_t signals_serve(void)
{
    for (;;) {
        word_t bits;
        int64_t status = cap_notification_wait(notification, 0, &bits);

        if (status == OK && (bits & INTERRUPT_BIT) != 0)
            status = own_call(CONSOLE_SERVICE_INTERRUPT);
        if (status == OK && (bits & SESSIONS_BIT) != 0)
            status = own_call(CONSOLE_SERVICE_SESSIONS);
        if (status != OK)
            return status;
    }
}

int program_main(word_t argument)
{
    int64_t status = server_start();

    (void)argument;
    if (status == OK)
        status = signals_serve();
    return (int)status;
}
