/*
 * A server faults in every state that its client's call can be in, and its
 * handler aborts it: the client that is still there hears the right thing once,
 * and the server serves again.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */
#define STALE 20            /* more callers than one step sends away */

struct scene {
    struct place *place;
    cap_t gate, cap, reply; /* the reply's slot is in the server's table */
    struct actor *handler, *server, *client, *friend;
};

static struct scene scene_new(void)
{
    struct scene s = {.place = place_new()};
    cap_t faults = gate_new(&home);

    s.handler = activation_new(&home, faults);
    MUST(cap_domain_set_fault_gate(s.place->domain, callable(faults, 33)));
    s.gate = gate_new(s.place);
    s.cap = callable(s.gate, 1);
    s.server = activation_new(s.place, s.gate);
    s.client = actor_new(&home, 10);
    s.friend = actor_new(s.place, 11);
    s.reply = s.place->next++;
    return s;
}

static void begin(const struct scene *s)
{
    assert_int_equal(AS(s->client, call(s->cap, OPERATION, 3)), PENDING);
}

static void fault(const struct scene *s)
{
    assert_int_equal(act_other(s->server, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(s->handler->words[0], FAULT_READ);
}

static void answer(const struct scene *s, int32_t status)
{
    assert_int_equal(AS(s->handler, give_back(status, 99, 0, 0)), PENDING);
    check_kernel();
}

static int64_t send(const struct scene *s, int32_t status)
{
    struct message message = {{50, 2, 3, 4, 5, 6}};

    return AS(s->friend, cap_reply_send(s->reply, status, &message, 0, 0));
}

static void serves_again(const struct scene *s)
{
    struct actor *other = actor_new(&home, 12);

    assert_int_equal(state_of(s->server), THREAD_STATE_IDLE);
    assert_int_equal(AS(other, call(s->cap, OPERATION, 4)), PENDING);
    assert_int_equal(s->server->words[0], 4);
    assert_int_equal(AS(s->server, give_back(9, 0, 0, 0)), PENDING);
    assert_int_equal(finished(other), 9);
}

static void the_client_has_died(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s);
    fault(&s);
    MUST(cap_table_delete(home.table, s.client->thread));
    answer(&s, FAULT_ABORT);
    serves_again(&s);
}

static void the_client_has_died_and_it_stops(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s);
    fault(&s);
    MUST(cap_table_delete(home.table, s.client->thread));
    answer(&s, 0);
    assert_int_equal(state_of(s.server), THREAD_STATE_STOPPED);
}

/* The call is the reply's: it ends when that is sent. */
static void the_call_is_deferred(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s);
    MUST(AS(s.server, cap_self_defer(s.reply)));
    fault(&s);
    answer(&s, FAULT_ABORT);
    assert_int_equal(finished(s.client), PENDING);
    MUST(send(&s, 5));
    assert_int_equal(finished(s.client), 5);
    assert_int_equal(result(s.client, 0), 50);
    serves_again(&s);
}

static void the_call_is_answered(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s);
    MUST(AS(s.server, cap_self_defer(s.reply)));
    MUST(send(&s, 5));
    assert_int_equal(finished(s.client), PENDING);
    fault(&s);
    answer(&s, FAULT_ABORT);
    assert_int_equal(finished(s.client), 5);
    assert_int_equal(result(s.client, 0), 50);
    serves_again(&s);
}

/* Who comes after the answer and before its end, and loses the capability: all
   are sent away, in steps of the handler's deletion. */
static void many_callers_have_lost_their_capability(void **state)
{
    struct scene s = scene_new();
    cap_t stale = callable(s.gate, 2), reply = slot_new();
    struct message message = {{0}};
    struct actor *callers[STALE];

    (void)state;
    begin(&s);
    fault(&s);
    MUST(AS(s.handler, cap_self_defer(reply)));
    MUST(cap_reply_send(reply, FAULT_ABORT, &message, 0, 0));
    for (unsigned i = 0; i < STALE; i++) {
        callers[i] = actor_new(&home, 20);
        assert_int_equal(AS(callers[i], call(stale, OPERATION, i)), PENDING);
    }
    MUST(cap_table_delete(home.table, stale));
    MUST(cap_table_delete(home.table, s.handler->thread));
    assert_int_equal(finished(s.client), SERVER_FAULT);
    assert_int_equal(state_of(s.server), THREAD_STATE_IDLE);
    for (unsigned i = 0; i < STALE; i++)
        assert_int_equal(finished(callers[i]), EMPTY_SLOT);
    serves_again(&s);
}

/* The time of a caller that waits is gone at its turn: the server has its
   own. */
static void a_waiting_caller_without_time(void **state)
{
    struct scene s = scene_new();
    struct actor *waiting = actor_new(&home, 12);

    (void)state;
    actor_give_time(s.server, 15);
    begin(&s);
    assert_int_equal(AS(waiting, call(s.cap, OPERATION, 7)), PENDING);
    MUST(cap_table_delete(home.table, waiting->time));
    assert_int_equal(AS(s.server, give_back(1, 0, 0, 0)), PENDING);
    assert_int_equal(finished(s.client), 1);
    assert_int_equal(s.server->words[0], 7);
    assert_int_equal(AS(s.server, give_back(2, 0, 0, 0)), PENDING);
    actor_give_time(waiting, 12);
    assert_int_equal(finished(waiting), 2);
}

/* Of the last gate that is called, the server has no time either. */
static void nobody_has_time(void **state)
{
    struct scene s = scene_new();
    struct actor *waiting = actor_new(&home, 12);

    (void)state;
    begin(&s);
    assert_int_equal(AS(waiting, call(s.cap, OPERATION, 7)), PENDING);
    MUST(cap_table_delete(home.table, waiting->time));
    assert_int_equal(AS(s.server, give_back(1, 0, 0, 0)), PENDING);
    assert_int_equal(s.server->entries, 1);
    actor_give_time(s.server, 15);
    assert_int_equal(s.server->entries, 2);
    assert_int_equal(s.server->words[0], 7);
    assert_int_equal(finished(waiting), PENDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_client_has_died),
        world_test(the_client_has_died_and_it_stops),
        world_test(the_call_is_deferred),
        world_test(the_call_is_answered),
        world_test(many_callers_have_lost_their_capability),
        world_test(a_waiting_caller_without_time),
        world_test(nobody_has_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
