/*
 * Calls into the other domain and back: the server begins with the message and
 * nothing else, the client gets the answer and nothing else.
 */
#include "other.h"

#include "caps.h"
#include "services.h"
#include "stubs.h"
#include "test.h"

#define OPERATION SERVICE_OPERATION(50, 7)
#define ROUNDS 3
#define ANSWER (-77)

static const struct message nothing;
static const struct message question = {{11, 12, 13, 14, 15, 16}};
static const struct message reply = {{0, UINT64_MAX, 1, 2, 0, 3}};
static struct other_gate gate;

static void call(const char *what, int64_t status, const struct message *result)
{
    struct plan *mine = other.plans[PLACE_OWN];
    struct step *step;

    plan_clear(mine);
    step = plan_invoke(mine, gate.gate, OPERATION, &question);
    leak_run(mine);
    plan_check_result(what, step, status, result);
}

static void check_entry(const char *what)
{
    struct plan *its = other.plans[PLACE_GATE];

    plan_check_entry(what, its, (word_t)its, OPERATION, &question,
                     OTHER_THREAD_POINTER);
}

/* Again and again on the same activation: nothing stays from the last time.
   While it serves, the server itself invokes something. */
static void test_answered(void)
{
    struct plan *its = other.plans[PLACE_GATE];
    struct step *step;

    for (unsigned i = 0; i < ROUNDS; i++) {
        plan_clear(its);
        step = plan_invoke(its, CAP_SELF, OP_SELF_YIELD, &nothing);
        (void)plan_return(its, ANSWER, &reply);
        call("call, client", ANSWER, &reply);
        check_entry("call, server");
        plan_check_result("yield while serving", step, OK, &nothing);
    }
}

/* The other domain has no fault handler: the call ends. */
static void test_server_faults(void)
{
    struct plan *its = other.plans[PLACE_GATE];

    plan_clear(its);
    (void)plan_step(its, STEP_KIND_FAULT);
    call("fault of the server, client", SERVER_FAULT, &nothing);
    check_entry("fault of the server, server");
}

void test_gates(void)
{
    for (unsigned i = 0; i < 2; i++) {
        cap_t domain = i == 0 ? other.domain : own.domain;

        if (!CHECK(other_gate_make(domain, &gate) == OK))
            return;
        test_answered();
        if (domain == other.domain)
            test_server_faults();
        other_gate_drop(&gate);
    }
}
