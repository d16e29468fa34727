/*
 * Threads that alternate on one core: by yielding, by waiting, by interrupts.
 * Each finds its registers as it left them; a fresh one finds nothing.
 */
#include "other.h"

#include "caps.h"
#include "stubs.h"
#include "test.h"

#define ROUNDS 4
#define SIGNAL_SLOT 1

static const struct message nothing;
static cap_t guest;

static struct plan *plan_new(enum place place)
{
    plan_clear(other.plans[place]);
    return other.plans[place];
}

static void check_guest_began_empty(const char *what)
{
    word_t plan = (word_t)other.plans[PLACE_GUEST];

    plan_check_entry(what, other.plans[PLACE_GUEST], 0, 0,
                     &(struct message){{plan}},
                     other_thread_pointer(PLACE_GUEST));
}

static void test_yield(void)
{
    struct plan *mine = plan_new(PLACE_OWN);
    struct plan *its = plan_new(PLACE_GUEST);
    struct step *my_step = plan_invoke(mine, CAP_SELF, OP_SELF_YIELD, &nothing);
    struct step *its_step = plan_invoke(its, CAP_SELF, OP_SELF_YIELD, &nothing);

    guest_plan_end();
    CHECK(guest_start(guest) == OK);
    leak_run(mine);
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    check_guest_began_empty("yield, fresh thread");
    plan_check_result("yield, this thread", my_step, OK, &nothing);
    plan_check_result("yield, other thread", its_step, OK, &nothing);
}

/* Each spins until the other has run, which only an interrupt lets it do. */
static void test_interrupt(void)
{
    struct plan *mine = plan_new(PLACE_OWN);
    struct plan *its = plan_new(PLACE_GUEST);
    struct step *my_step = plan_step(mine, STEP_KIND_SPIN);
    struct step *its_step = plan_step(its, STEP_KIND_SPIN);

    my_step->flag = its_step->raise = other_flag(0);
    its_step->flag = other_flag(1);
    guest_plan_end();
    CHECK(guest_start(guest) == OK);
    leak_run(mine);
    *its_step->flag = 1;
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    check_guest_began_empty("interrupt, fresh thread");
    plan_check_spin("interrupt, this thread", my_step);
    plan_check_spin("interrupt, other thread", its_step);
}

static void test_wait(cap_t notification)
{
    struct plan *mine = plan_new(PLACE_OWN);
    struct plan *its = plan_new(PLACE_GUEST);
    struct step *my_step =
        plan_invoke(mine, notification, OP_NOTIFICATION_WAIT, &nothing);
    struct step *its_step =
        plan_invoke(its, SIGNAL_SLOT, OP_NOTIFICATION_SIGNAL, &nothing);

    guest_plan_end();
    CHECK(guest_start(guest) == OK);
    leak_run(mine);
    CHECK(wait_for_state(guest, THREAD_STATE_STOPPED));
    plan_check_result("wait", my_step, OK, &(struct message){{4}});
    plan_check_result("signal to one that waits", its_step, OK, &nothing);
}

static void test_waits(void)
{
    cap_t notification;
    cap_t sender;

    if (!CHECK(object_create(TYPE_NOTIFICATION, 0, &notification) == OK) ||
        !CHECK(object_derive(notification, NOTIFICATION_SEND, 4, &sender) ==
               OK) ||
        !CHECK(other_give(sender, SIGNAL_SLOT) == OK))
        return;
    for (unsigned i = 0; i < ROUNDS; i++)
        test_wait(notification);
    slot_delete(notification);
    slot_free(sender);
}

void test_threads(void)
{
    if (!CHECK(guest_make(&guest) == OK))
        return;
    for (unsigned i = 0; i < ROUNDS; i++) {
        test_yield();
        test_interrupt();
    }
    test_waits();
    slot_delete(guest);
}
