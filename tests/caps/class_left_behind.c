/*
 * What an earlier call, fault or wait has left behind is not taken up by the
 * next: offers, kinds of faults, slots that hold something else by now.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001
#define NOWHERE ((word_t)8) /* in page 0, which nobody ever gets */

/* The handler of a fault cannot take what a call before it has offered. */
static void an_offer_that_nobody_took(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home), cap = put(place, callable(gate, 1));
    cap_t handlers = gate_new(&home), to = slot_new();
    struct actor *server = activation_new(&home, gate);
    struct actor *handler = activation_new(&home, handlers);
    struct actor *client = actor_new(place, 10);
    cap_t offered = put(place, signaller(notification_new(), 5));

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(handlers, 2)));
    assert_int_equal(AS(client, call(cap | CAP_OFFER(offered) | CAP_ACCEPT(60),
                                     OPERATION, 0)),
                     PENDING);
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), OK);
    assert_int_equal(act_other(client, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(handler->words[0], FAULT_READ);
    FAILS(NOTHING_OFFERED, AS(handler, cap_self_take(to, NO_TYPE)));
    assert_int_equal(AS(handler, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(client), THREAD_STATE_STOPPED);
}

/* While a thread waits for its fault's handler its domain gets another one, and
   the page that it missed: it goes on, and its next call is an ordinary one. */
static void a_fault_that_is_over(void **state)
{
    struct place *place = place_new();
    cap_t first = gate_new(&home), second = gate_new(&home);
    cap_t gate = gate_new(&home), cap = put(place, callable(gate, 7));
    struct actor *handler = activation_new(&home, first);
    struct actor *other = activation_new(&home, second);
    struct actor *server = activation_new(&home, gate);
    struct actor *busy = actor_new(place, 10), *victim = actor_new(place, 10);
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(first, 1)));
    assert_int_equal(act_other(busy, COMMAND_READ, NOWHERE, 0), PENDING);
    assert_int_equal(act_other(victim, COMMAND_READ, base_of(frame), 0),
                     PENDING);
    assert_int_equal(state_of(victim), THREAD_STATE_QUEUED);
    MUST(cap_domain_set_fault_gate(place->domain, callable(second, 2)));
    MUST(cap_domain_map(place->domain, FRAME_READ, MEMORY_TYPE_NORMAL, frame));
    assert_int_equal(AS(handler, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(handler->entries, 1);
    assert_int_equal(other->entries, 0);
    assert_int_equal(finished(victim), OK);
    assert_int_equal(AS(victim, call(cap, OPERATION, 1)), PENDING);
    assert_int_equal(server->badge, 7);
    assert_int_equal(server->operation, OPERATION);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        assert_int_equal(server->words[i], 1 + i);
    assert_int_equal(AS(server, give_back(3, 0, 0, 0)), PENDING);
    assert_int_equal(finished(victim), 3);
}

/* The slot through which a caller waits holds something else at its turn: that
   is what it invokes then. */
static void a_slot_that_holds_something_else(void **state)
{
    cap_t gate = gate_new(&home), good = callable(gate, 1);
    cap_t other = gate_new(&home);
    struct actor *server = activation_new(&home, gate);
    struct actor *elsewhere = activation_new(&home, other);
    struct actor *first = actor_new(&home, 10), *b = actor_new(&home, 12);
    struct actor *c = actor_new(&home, 11), *d = actor_new(&home, 10);
    cap_t not_to_call = callable(gate, 2), to_another = callable(gate, 3);
    cap_t same = callable(gate, 4);

    (void)state;
    assert_int_equal(AS(first, call(good, OPERATION, 0)), PENDING);
    assert_int_equal(AS(b, call(not_to_call, OPERATION, 1)), PENDING);
    assert_int_equal(AS(c, call(to_another, OPERATION, 2)), PENDING);
    assert_int_equal(AS(d, call(same, OPERATION, 3)), PENDING);
    MUST(cap_table_delete(home.table, not_to_call));
    MUST(cap_table_derive(home.table, gate, GATE_CONFIGURE, 0, not_to_call));
    MUST(cap_table_delete(home.table, to_another));
    MUST(cap_table_derive(home.table, other, GATE_CALL, 5, to_another));
    MUST(cap_table_delete(home.table, same));
    MUST(cap_table_derive(home.table, gate, GATE_CALL, 6, same));
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(b), UNKNOWN_OPERATION);
    assert_int_equal(elsewhere->badge, 5);
    assert_int_equal(elsewhere->words[0], 2);
    assert_int_equal(server->entries, 2);
    assert_int_equal(server->badge, 6);
    assert_int_equal(server->words[0], 3);
}

/* Who offers an empty slot is told so, whatever the other accepts. */
static void an_empty_offer_on_the_way_back(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    cap_t empty = slot_new(), to = slot_new();
    const word_t accepts[] = {0, CAP_ACCEPT(to), CAP_ACCEPT(gate)};
    const cap_t offers[] = {empty, CAP_SELF};

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        for (unsigned j = 0; j < 2; j++) {
            assert_int_equal(AS(client, call(cap | accepts[i], OPERATION, 0)),
                             PENDING);
            assert_int_equal(
                AS(server, give_back(1, 0, offers[j], TRANSFER_DERIVE)),
                PENDING);
            assert_int_equal(finished(client), EMPTY_SLOT);
        }
}

/* A session that is watched, and that nobody was given, ends without a word. */
static void a_session_that_nobody_has(void **state)
{
    cap_t gate = gate_new(&home), session = derive(gate, GATE_RIGHTS, 3);
    cap_t n = notification_new(), client;
    word_t bits;

    (void)state;
    MUST(cap_gate_set_notification(gate, signaller(n, 4)));
    MUST(cap_gate_watch(gate, session));
    client = derive(session, GATE_CALL, 0);
    MUST(cap_table_delete(home.table, client));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 4);
    MUST(cap_table_delete(home.table, session));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(an_offer_that_nobody_took),
        world_test(a_fault_that_is_over),
        world_test(a_slot_that_holds_something_else),
        world_test(an_empty_offer_on_the_way_back),
        world_test(a_session_that_nobody_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
