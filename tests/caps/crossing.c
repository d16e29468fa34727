/*
 * What crosses the boundary: nothing but the message. Every register and the FP
 * file are full of secrets before each kind of crossing, and none is found on
 * the other side.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define SECRET 0x5EC12E75EC12E7

static void nothing_leaks_in_a_call(void **state)
{
    struct place *there = place_new();
    cap_t gate = gate_new(there), cap = callable(gate, 77);
    struct actor *server = activation_new(there, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        assert_int_not_equal(act_other(client, COMMAND_FP, 0, SECRET), PENDING);
        with_secrets();
        assert_int_equal(AS(client, call(cap, OPERATION, 1)), PENDING);
        assert_int_equal(server->rest, 0);
        assert_int_equal(server->badge, 77);
        assert_int_equal(act_other(server, COMMAND_FP, 0, SECRET + 1), OK);
        assert_int_equal(result(server, 0), 0);
        with_secrets();
        assert_int_equal(AS(server, give_back(5, 11, 0, 0)), PENDING);
        assert_int_equal(finished(client), 5);
        assert_int_equal(result(client, 0), 11);
        assert_int_equal(result(client, 5), 16);
        assert_int_equal(rest_of(client), 0);
        assert_int_equal(act_other(client, COMMAND_FP, 0, 0), OK);
        assert_int_equal(result(client, 0), SECRET);
    }
}

static void nothing_leaks_in_a_reply(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 77);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10), *other = actor_new(&home, 11);
    cap_t reply = slot_new();

    (void)state;
    with_secrets();
    assert_int_equal(AS(client, call(cap, OPERATION, 1)), PENDING);
    with_secrets();
    MUST(AS(server, cap_self_defer(reply)));
    assert_int_equal(rest_of(server), 0);
    with_secrets();
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    with_secrets();
    MUST(AS(other,
            operate(reply, OP_REPLY_SEND | 9 << REPLY_STATUS_SHIFT, 1, 2, 3)));
    assert_int_equal(rest_of(other), 0);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        assert_int_equal(result(other, i), 0);
    assert_int_equal(finished(client), 9);
    assert_int_equal(result(client, 2), 3);
    assert_int_equal(result(client, 3), 0);
    assert_int_equal(rest_of(client), 0);
}

static void nothing_leaks_out_of_the_kernel(void **state)
{
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 11);
    cap_t n = notification_new(), one = signaller(n, 4);

    (void)state;
    with_secrets();
    FAILS(EMPTY_SLOT, AS(a, operate(0, 0, 1, 2, 3)));
    assert_int_equal(rest_of(a), 0);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        assert_int_equal(result(a, i), 0);
    with_secrets();
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    with_secrets();
    MUST(AS(b, cap_notification_signal(one)));
    assert_int_equal(rest_of(b), 0);
    assert_int_equal(finished(a), OK);
    assert_int_equal(rest_of(a), 0);
    assert_int_equal(result(a, 0), 4);
    for (unsigned i = 1; i < MESSAGE_WORDS; i++)
        assert_int_equal(result(a, i), 0);
}

/* A fault handler sees words about the fault, and registers only on request. */
static void nothing_leaks_in_a_fault(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home);
    struct actor *handler = activation_new(&home, gate);
    struct actor *victim = actor_new(place, 10);

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(gate, 1)));
    assert_int_equal(act_other(victim, COMMAND_FP, 0, SECRET), OK);
    assert_int_equal(act_other(victim, COMMAND_READ, 8, 0), PENDING);
    assert_int_equal(handler->rest, 0);
    assert_int_equal(handler->operation, 0);
    assert_int_equal(handler->words[5], 0);
    assert_int_equal(act_other(handler, COMMAND_FP, 0, SECRET + 1), OK);
    assert_int_equal(result(handler, 0), 0);
}

/* An activation begins each time with an FP file of zeros; so does a thread. */
static void fp_is_forgotten_at_the_return(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(AS(client, call(cap, OPERATION, 1)), PENDING);
        assert_int_equal(act_other(server, COMMAND_FP, 0, SECRET), OK);
        assert_int_equal(result(server, 0), 0);
        assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    }
    MUST(cap_table_delete(home.table, client->thread));
    client = actor_new(&home, 10);
    assert_int_equal(client->rest, 0);
    assert_int_equal(act_other(client, COMMAND_FP, 0, SECRET), OK);
    assert_int_equal(result(client, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(nothing_leaks_in_a_call),
        world_test(nothing_leaks_in_a_reply),
        world_test(nothing_leaks_out_of_the_kernel),
        world_test(nothing_leaks_in_a_fault),
        world_test(fp_is_forgotten_at_the_return),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
