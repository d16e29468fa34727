/*
 * Objects that are deleted while they are in use, in every way in which a
 * thread can be in use: the thread, its domain, its table, its time, and what
 * it is at. Whoever else there is goes on.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */
#define SECRET 0x5EC12E75EC12E7

/* A thread of a place of its own, and what it is at: a gate, a notification or
   a reply; 0 if there is nothing. */
struct subject {
    struct place *place;
    struct actor *actor;
    cap_t at;
};

static word_t soon(void)
{
    return port_time() + world.info->ticks_per_second / 1000;
}

static struct subject subject_new(unsigned priority)
{
    struct subject s = {.place = place_new()};

    s.actor = actor_new(s.place, priority);
    return s;
}

/* ---- what it is doing ---- */

/* Interrupted in the middle, and ready to go on. */
static struct subject running(void)
{
    struct subject s = subject_new(0);

    sleep_for(world.info->ticks_per_second / 1000);
    (void)act_other(s.actor, COMMAND_SPIN, 0, 0);
    sleep_for(world.info->ticks_per_second / 1000);
    assert_int_equal(state_of(s.actor), THREAD_STATE_RUNNABLE);
    return s;
}

static struct subject waits_until(word_t deadline)
{
    struct subject s = subject_new(10);
    cap_t n;

    s.at = notification_new();
    n = put(s.place, s.at);
    assert_int_equal(AS(s.actor, cap_notification_wait(n, deadline, NULL)),
                     PENDING);
    assert_int_equal(state_of(s.actor), THREAD_STATE_WAITING);
    return s;
}

static struct subject waiting(void)
{
    return waits_until(0);
}

static struct subject with_a_deadline(void)
{
    return waits_until(soon());
}

/* Calls a gate of root's domain that has an activation, or none. */
static struct subject calls(bool served)
{
    struct subject s = subject_new(10);
    cap_t way;

    s.at = gate_new(&home);
    way = put(s.place, callable(s.at, 1));
    if (served)
        (void)activation_new(&home, s.at);
    assert_int_equal(AS(s.actor, call(way, OPERATION, 0)), PENDING);
    assert_int_equal(state_of(s.actor),
                     served ? THREAD_STATE_CALLING : THREAD_STATE_QUEUED);
    return s;
}

static struct subject queued(void)
{
    return calls(false);
}

static struct subject calling(void)
{
    return calls(true);
}

static struct subject in_a_reply(void)
{
    struct subject s = subject_new(10);
    cap_t gate = gate_new(&home), way = put(s.place, callable(gate, 1));
    struct actor *server = activation_new(&home, gate);

    s.at = slot_new();
    assert_int_equal(AS(s.actor, call(way, OPERATION, 0)), PENDING);
    MUST(AS(server, cap_self_defer(s.at)));
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    return s;
}

static struct subject idle(void)
{
    struct subject s = {.place = place_new()};

    s.at = gate_new(s.place);
    s.actor = activation_new(s.place, s.at);
    actor_give_time(s.actor, 10);
    return s;
}

static struct subject serving(void)
{
    struct subject s = idle();
    struct actor *client = actor_new(&home, 11);
    cap_t way = callable(s.at, 1);

    assert_int_equal(AS(client, call(way, OPERATION, 0)), PENDING);
    assert_int_equal(s.actor->entries, 1);
    return s;
}

static struct subject faulted(void)
{
    struct subject s = subject_new(10);

    s.at = gate_new(&home);
    (void)activation_new(&home, s.at);
    MUST(cap_domain_set_fault_gate(s.place->domain, callable(s.at, 1)));
    assert_int_equal(act_other(s.actor, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(state_of(s.actor), THREAD_STATE_CALLING);
    return s;
}

/* Its FP state is in the registers. */
static struct subject holding_fp(void)
{
    struct subject s = subject_new(0);

    sleep_for(world.info->ticks_per_second / 1000);
    (void)act_other(s.actor, COMMAND_FP, 0, SECRET);
    LATER(s.actor, cap_self_yield());
    (void)act_other(s.actor, COMMAND_SPIN, 0, 0);
    sleep_for(world.info->ticks_per_second / 1000);
    assert_int_equal(state_of(s.actor), THREAD_STATE_RUNNABLE);
    return s;
}

static struct subject stopped(void)
{
    struct subject s = with_a_deadline();

    MUST(cap_thread_stop(s.actor->thread));
    return s;
}

static struct subject (*const states[])(void) = {
    running, waiting, with_a_deadline, queued,  calling,    in_a_reply,
    idle,    serving, faulted,         stopped, holding_fp,
};
#define STATES (sizeof states / sizeof *states)

/* ---- what is deleted ---- */

#define OBJECTS 5

static cap_t object_of(const struct subject *s, unsigned which)
{
    const cap_t objects[OBJECTS] = {s->actor->thread, s->place->domain,
                                    s->place->table, s->actor->time, s->at};

    return objects[which];
}

/* Nothing that was pending comes later; nobody finds what it left. */
static void others_go_on(struct actor *friend)
{
    struct actor *fresh;

    check_kernel();
    sleep_for(world.info->ticks_per_second / 500);
    assert_int_equal(AS(friend, cap_self_yield()), OK);
    assert_int_equal(act_other(friend, COMMAND_FP, 0, 2), OK);
    assert_int_equal(result(friend, 0), 1);
    fresh = actor_new(&home, 12);
    assert_int_equal(act_other(fresh, COMMAND_FP, 0, 3), OK);
    assert_int_equal(result(fresh, 0), 0);
    check_kernel();
}

static void try(unsigned state, unsigned which)
{
    struct actor *friend = actor_new(&home, 13);
    struct subject s;

    assert_int_equal(act_other(friend, COMMAND_FP, 0, 1), OK);
    s = states[state]();
    if (object_of(&s, which))
        MUST(cap_table_delete(home.table, object_of(&s, which)));
    others_go_on(friend);
    assert_int_equal(world_teardown(NULL), 0);
    assert_int_equal(world_setup(NULL), 0);
}

static void everything_in_every_state(void **state)
{
    (void)state;
    for (unsigned i = 0; i < STATES; i++)
        for (unsigned which = 0; which < OBJECTS; which++)
            try(i, which);
}

/* By the thread itself, which does not come back. */
static void by_itself(void **state)
{
    (void)state;
    for (unsigned which = 0; which < 4; which++) {
        struct actor *friend = actor_new(&home, 13);
        struct subject s = subject_new(10);
        cap_t root = put(s.place, home.table);
        cap_t object = object_of(&s, which);

        assert_int_equal(act_other(friend, COMMAND_FP, 0, 1), OK);
        assert_int_equal(act_other(s.actor, COMMAND_FP, 0, SECRET), OK);
        (void)AS(s.actor, cap_table_delete(root, object));
        if (object != s.place->table)
            assert_int_equal(finished(s.actor), PENDING);
        assert_int_equal(type_of(object), NO_TYPE);
        others_go_on(friend);
        assert_int_equal(world_teardown(NULL), 0);
        assert_int_equal(world_setup(NULL), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(everything_in_every_state),
        world_test(by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
