/*
 * Exclusive loads and stores: a store succeeds only after a load whose
 * reservation has not been lost since (ARM ARM B2.9).
 */
#include "../../support/port.h"

#include "../raw.h"

static void load(void)
{
    word_t value;

    __asm__ volatile("ldxr %0, [%1]"
                     : "=&r"(value)
                     : "r"(&port_reservation.word)
                     : "memory");
}

static void store(void)
{
    uint32_t failed;

    __asm__ volatile("stxr %w0, xzr, [%1]"
                     : "=&r"(failed)
                     : "r"(&port_reservation.word)
                     : "memory");
    if (!failed)
        port_reservation.stored = port_reservation.stored + 1;
}

static void reserve(void)
{
    struct message message = {{0}};

    load();
    if (port_reservation.invoke)
        (void)raw_invoke(0, 0, &message);
    while (!port_reservation.invoke && !port_reservation.go)
        ;
    store();
}

struct port_reservation port_reservation = {.reserve = reserve, .store = store};
