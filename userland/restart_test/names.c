/*
 * A name is its program's: nobody else can have it, whatever becomes of that
 * program, and nobody can act in its place when it is gone.
 */
#include "gate.h"
#include "own.h"
#include "pack.h"
#include "stubs.h"
#include "test.h"
#include "thread.h"

/* A gate is enough to be offered; nobody calls it. */
static cap_t decoy;

static bool decoy_start(void)
{
    return object_create(TYPE_GATE, 0, &decoy) == OK &&
           cap_gate_configure(decoy, (word_t)test_names, 0, own.domain) == OK;
}

static int64_t register_by(cap_t root)
{
    struct message message = {0};
    cap_t callable;
    int64_t status = gate_callable(decoy, 0, &callable);

    if (status != OK)
        return status;
    (void)text_pack(message.words, 3, VICTIM_SERVICE);
    status = gate_call_with(root, ROOT_REGISTER, &message, callable,
                            TRANSFER_DERIVE, 0);
    slot_delete(callable);
    return status;
}

static void test_squatting(void)
{
    struct message end;

    CHECK(service_register(VICTIM_SERVICE, decoy) == SERVICE_NOT_PERMITTED);
    if (!victim_start("victim_always", VICTIM_MUTE))
        return;
    for (unsigned i = 0; i < 2; i++) {
        CHECK(service_register(VICTIM_SERVICE, decoy) == SERVICE_NOT_PERMITTED);
        CHECK(service_start("victim_never", "", 0) == SERVICE_ALREADY);
        CHECK(service_run("victim_never", "", 0, &end) == SERVICE_ALREADY);
        CHECK(service_kill("victim_always", false) == OK);
    }
    victim_stop("victim_always");
}

/* The victim gives its capability to root away, then dies: it is worth nothing
   any more, though the next victim has the same id. */
static void test_a_passed_on_identity(void)
{
    struct message message = {0};
    cap_t victim;
    cap_t root = slot_allocate();

    if (!victim_start("victim_always", "") ||
        !CHECK(service_find(VICTIM_SERVICE, &victim) == OK))
        return;
    CHECK(gate_call_with(victim, VICTIM_GIVE_ROOT, &message, 0, TRANSFER_DERIVE,
                         root) == OK);
    CHECK(register_by(root) == SERVICE_ALREADY);
    CHECK(service_kill("victim_always", false) == OK);
    CHECK(register_by(root) == EMPTY_SLOT);
    CHECK(slot_type(root) == NO_TYPE);
    CHECK(victim_restarts() == 1);
    slot_delete(victim);
    slot_delete(root);
    victim_stop("victim_always");
}

static void test_permissions(void)
{
    struct service victim = {.name = VICTIM_SERVICE};
    struct message message = {0};

    if (!victim_start("victim_never", ""))
        return;
    CHECK(service_call(&victim, VICTIM_KILL_SHELL, &message) ==
          SERVICE_NOT_PERMITTED);
    slot_delete(victim.gate);
    victim_stop("victim_never");
}

/* One that is run is not started again: whoever ran it decides. Its name is
   free when it has ended. */
static int64_t run_always(unsigned worker)
{
    struct message end;
    int64_t status = service_run("victim_always", "", 0, &end);

    (void)worker;
    return status == OK ? (int64_t)end.words[0] : status;
}

static void test_run(void)
{
    CHECK(workers_do(1, run_always));
    CHECK(victim_restarts() == 0);
    CHECK(service_start("victim_always", "", 0) == SERVICE_ALREADY);
    victim_die(VICTIM_EXIT_7);
    CHECK(workers_done(1, END_EXIT) == 1);
    CHECK(victim_restarts() == UINT64_MAX);
    CHECK(!fate_of("victim_always").running);
    CHECK(workers_do(1, run_always));
    CHECK(service_kill("victim_always", false) == OK);
    CHECK(workers_done(1, END_KILL) == 1);
}

void test_names(void)
{
    if (!CHECK(decoy_start()))
        return;
    test_squatting();
    test_a_passed_on_identity();
    test_permissions();
    test_run();
    slot_delete(decoy);
}
