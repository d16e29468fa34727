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
#define SLOT_OFFERED 4 /* of the other domain */
#define ANSWER (-77)

/* What makes a call take longer ways through the kernel. */
enum {
    CLIENT_USES_FP = 1,
    SERVER_USES_FP = 2,
    SERVER_YIELDS = 4,
    HABITS_ALL = 7,
};

static const struct message nothing;
static const struct message question = {{11, 12, 13, 14, 15, 16}};
static const struct message reply = {{0, UINT64_MAX, 1, 2, 0, 3}};
static struct other_gate gate;

/* Calls in the plain way or, by further bits of the capability word, in others
   that take longer paths through the kernel. */
static void call(const char *what, word_t way, unsigned habits, int64_t status,
                 const struct message *result)
{
    struct plan *mine = other.plans[PLACE_OWN];
    struct step *step;

    plan_clear(mine);
    step = plan_invoke(mine, gate.gate | way, OPERATION, &question);
    if ((habits & CLIENT_USES_FP) == 0)
        plan_leave_fp(mine);
    leak_run(mine);
    plan_check_result(what, step, status, result);
}

static void check_entry(const char *what)
{
    struct plan *its = other.plans[PLACE_GATE];

    plan_check_entry(what, its, (word_t)its, OPERATION, &question,
                     other_thread_pointer(PLACE_GATE));
}

/* One call and what the server does with it; it may invoke something itself.
   `offer`: passed back to nobody, in the server's table. */
static void call_answered(word_t way, cap_t offer, unsigned habits)
{
    struct plan *its = other.plans[PLACE_GATE];
    struct step *step = NULL;

    plan_clear(its);
    if ((habits & SERVER_YIELDS) != 0)
        step = plan_invoke(its, CAP_SELF, OP_SELF_YIELD, &nothing);
    (void)plan_invoke(its, (uint32_t)ANSWER | RETURN_OFFER(offer),
                      OPERATION_RETURN, &reply);
    if ((habits & SERVER_USES_FP) == 0)
        plan_leave_fp(its);
    call("call, client", way, habits, ANSWER, &reply);
    check_entry("call, server");
    if (step != NULL)
        plan_check_result("yield while serving", step, OK, &nothing);
}

/* Again and again on the same activation: nothing stays from the last time. */
static void test_answered(cap_t offer, unsigned habits)
{
    cap_t empty = slot_allocate();
    word_t ways[] = {0, CAP_NO_WAIT, CAP_OFFER(own.cpu), 0};

    for (unsigned i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        call_answered(ways[i], 0, habits);
        call_answered(ways[i], offer, habits);
        call_answered(ways[i], 0, HABITS_ALL ^ habits);
    }
    call_answered(CAP_ACCEPT(empty), 0, habits);
    slot_free(empty);
}

/* The other domain has no fault handler: the call ends. */
static void test_server_faults(void)
{
    struct plan *its = other.plans[PLACE_GATE];

    plan_clear(its);
    (void)plan_step(its, STEP_KIND_FAULT);
    call("fault of the server, client", 0, HABITS_ALL, SERVER_FAULT, &nothing);
    check_entry("fault of the server, server");
}

static void test_domain(cap_t domain, cap_t offer)
{
    if (!CHECK(other_gate_make(domain, &gate) == OK))
        return;
    for (unsigned habits = 0; habits <= HABITS_ALL; habits++)
        test_answered(offer, habits);
    if (domain == other.domain)
        test_server_faults();
    other_gate_drop(&gate);
}

void test_gates(void)
{
    if (!CHECK(other_give(own.cpu, SLOT_OFFERED) == OK))
        return;
    test_domain(other.domain, SLOT_OFFERED);
    test_domain(own.domain, own.cpu);
    other_drop(SLOT_OFFERED);
}
