/*
 * Calls and capabilities of a server that dies.
 */
#include "gate.h"
#include "own.h"
#include "test.h"

static cap_t stale;

static int64_t hang(unsigned worker)
{
    struct message message = {0};

    (void)worker;
    return gate_call(stale, VICTIM_HANG, &message);
}

/* Those in flight and those that wait at the gate end in the same way; whoever
   comes later finds an empty slot, also when there is a new server. */
static void test_in_flight_and_waiting(void)
{
    struct message message = {0};

    if (!victim_start("victim_always", "") ||
        !CHECK(service_find(VICTIM_SERVICE, &stale) == OK))
        return;
    CHECK(workers_do(WORKERS, hang));
    CHECK(service_kill("victim_always", false) == OK);
    CHECK(workers_done(WORKERS, SERVER_GONE) == WORKERS);
    CHECK(service_gone(SERVER_GONE));
    CHECK(slot_type(stale) == NO_TYPE);
    for (unsigned i = 0; i < 2; i++) {
        CHECK(gate_call(stale, VICTIM_COUNT, &message) == EMPTY_SLOT);
        CHECK(victim_restarts() == i + 1);
        CHECK(service_kill("victim_always", false) == OK);
    }
    CHECK(service_gone(EMPTY_SLOT) && service_gone(SERVICE_GONE));
    CHECK(!service_gone(OK) && !service_gone(SERVER_FAULT));
    slot_delete(stale);
    victim_stop("victim_always");
}

/* A call that has not begun goes to the new server, one that has does not. */
static void test_the_handle(void)
{
    struct service victim = {.name = VICTIM_SERVICE};
    struct message message = {0};
    cap_t first;

    if (!victim_start("victim_always", ""))
        return;
    CHECK(service_call(&victim, VICTIM_COUNT, &message) == OK);
    CHECK(message.words[0] == 0);
    first = victim.gate;
    CHECK(service_kill("victim_always", false) == OK);
    CHECK(service_call(&victim, VICTIM_COUNT, &message) == OK);
    CHECK(message.words[0] == 1);
    message = (struct message){{VICTIM_EXIT_7, 1, 2, 3, 4, 5}};
    CHECK(service_call(&victim, VICTIM_DIE, &message) == SERVICE_GONE);
    CHECK(message.words[0] == VICTIM_EXIT_7 && message.words[5] == 5);
    CHECK(service_call(&victim, VICTIM_DIE, &message) == SERVICE_GONE);
    CHECK(service_call(&victim, VICTIM_COUNT, &message) == OK);
    CHECK(message.words[0] == 3);
    /* The slots are used again. */
    CHECK(victim.gate == first);
    victim_stop("victim_always");
    CHECK(service_call(&victim, VICTIM_COUNT, &message) == SERVICE_NOT_FOUND);
    CHECK(service_call(&victim, VICTIM_COUNT, &message) == SERVICE_NOT_FOUND);
    slot_delete(victim.gate);
}

/* Which has not died because its gate has. */
static void test_a_new_gate(void)
{
    if (!victim_start("victim_never", ""))
        return;
    victim_die(VICTIM_NEW_GATE);
    CHECK(victim_restarts() == 0);
    CHECK(fate_of("victim_never").running);
    victim_stop("victim_never");
}

void test_calls(void)
{
    test_in_flight_and_waiting();
    test_the_handle();
    test_a_new_gate();
}
