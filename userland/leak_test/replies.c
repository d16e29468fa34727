/*
 * Calls that end otherwise than by the server's return: by a reply, by being
 * cancelled, by the gate's end; and calls that had to wait for their turn.
 */
#include "other.h"

#include "arch.h"
#include "caps.h"
#include "program.h"
#include "services.h"
#include "stubs.h"
#include "test.h"

#define OPERATION SERVICE_OPERATION(50, 9)
#define STATUS 0x7123

enum slot_there {
    SLOT_GATE = 1,
    SLOT_NOTIFICATION = 2,
    SLOT_REPLY = 3,
};

static const struct message nothing;
static const struct message question = {{21, 22, 23, 24, 25, 26}};
static const struct message answer_words = {{31, 0, 33, 0, 35, 36}};
static struct other_gate gate;
static cap_t guest;
static cap_t notification;

static struct plan *plan_new(enum place place)
{
    plan_clear(other.plans[place]);
    return other.plans[place];
}

static void check_entry(const char *what)
{
    struct plan *its = other.plans[PLACE_GATE];

    plan_check_entry(what, its, (word_t)its, OPERATION, &question,
                     other_thread_pointer(PLACE_GATE));
}

/* The server defers and returns; then a guest replies. */
static void test_deferred(void)
{
    struct plan *mine = plan_new(PLACE_OWN);
    struct plan *its = plan_new(PLACE_GATE);
    struct plan *third = plan_new(PLACE_GUEST);
    struct step *step = plan_invoke(mine, gate.gate, OPERATION, &question);
    struct step *defer = plan_invoke(its, CAP_SELF, OP_SELF_DEFER,
                                     &(struct message){{SLOT_REPLY}});
    struct step *returns = plan_return(its, 0, &question);
    struct step *spin = plan_step(third, STEP_KIND_SPIN);
    struct step *send = plan_invoke(
        third, SLOT_REPLY, OP_REPLY_SEND | (word_t)STATUS << REPLY_STATUS_SHIFT,
        &answer_words);

    guest_plan_end();
    returns->raise = spin->flag = other_flag(0);
    CHECK(guest_start(guest) == OK);
    leak_run(mine);
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    check_entry("deferred, server");
    plan_check_result("deferring", defer, OK, &nothing);
    plan_check_spin("replying, before", spin);
    plan_check_result("replying", send, OK, &nothing);
    plan_check_result("deferred, client", step, STATUS, &answer_words);
}

/* The guest is served first, for a while; our call waits meanwhile. */
static void test_queued(void)
{
    struct plan *mine = plan_new(PLACE_OWN);
    struct plan *its = plan_new(PLACE_GATE);
    struct plan *third = plan_new(PLACE_GUEST);
    struct step *my_call = plan_invoke(mine, gate.gate, OPERATION, &question);
    struct step *its_call = plan_invoke(third, SLOT_GATE, OPERATION, &question);
    word_t later = arch_ticks() + program_info->ticks_per_second / 20;
    struct step *pause =
        plan_invoke(its, SLOT_NOTIFICATION, OP_NOTIFICATION_WAIT,
                    &(struct message){{later}});

    (void)plan_return(its, STATUS, &answer_words);
    guest_plan_end();
    pause->raise = other_flag(0);
    CHECK(guest_start(guest) == OK);
    CHECK(wait_for_flag(pause->raise));
    leak_run(mine);
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    check_entry("queued, server");
    plan_check_result("timed out while serving", pause, TIMED_OUT, &nothing);
    plan_check_result("queued, client", my_call, STATUS, &answer_words);
    plan_check_result("served first, client", its_call, STATUS, &answer_words);
}

/* The guest's call, of a server that waits for ever. */
static struct step *call_begin(void)
{
    struct plan *its = plan_new(PLACE_GATE);
    struct plan *third = plan_new(PLACE_GUEST);
    struct step *step = plan_invoke(third, SLOT_GATE, OPERATION, &question);

    (void)plan_invoke(its, SLOT_NOTIFICATION, OP_NOTIFICATION_WAIT, &nothing);
    guest_plan_end();
    CHECK(guest_start(guest) == OK);
    CHECK(wait_for_state(gate.activation, THREAD_STATE_WAITING));
    return step;
}

static void test_cancelled(void)
{
    struct step *step = call_begin();

    CHECK(cap_thread_cancel(guest) == OK);
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    plan_check_result("cancelled, client", step, CANCELLED, &nothing);
}

static void test_gone(void)
{
    struct step *step = call_begin();

    CHECK(cap_table_delete(own.table, gate.original) == OK);
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    plan_check_result("gate gone, client", step, SERVER_GONE, &nothing);
}

static bool gate_new(void)
{
    return CHECK(other_gate_make(other.domain, &gate) == OK) &&
           CHECK(other_give(gate.gate, SLOT_GATE) == OK);
}

static bool start(void)
{
    return CHECK(object_create(TYPE_NOTIFICATION, 0, &notification) == OK) &&
           CHECK(other_give(notification, SLOT_NOTIFICATION) == OK) &&
           CHECK(guest_make(&guest) == OK);
}

static void with_gate(void (*test)(void))
{
    if (!gate_new())
        return;
    test();
    other_gate_drop(&gate);
}

void test_replies(void)
{
    if (!start())
        return;
    with_gate(test_deferred);
    with_gate(test_queued);
    with_gate(test_cancelled);
    with_gate(test_gone);
    slot_delete(guest);
    slot_delete(notification);
}
