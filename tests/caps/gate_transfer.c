/* Gates: capabilities that travel with calls and returns, and watched ones. */
#include "../support/world.h"

#define OPERATION 0x2001

/* Client and server in domains of their own; `offered` is in the client's
   table. */
struct pair {
    struct place *client_place, *server_place;
    struct actor *client, *server;
    cap_t gate, cap;
    cap_t offered; /* notification, badge 5 */
    cap_t source;  /* in root's table: what `offered` derives from */
};

static struct pair pair_new(void)
{
    struct pair p = {.client_place = place_new(), .server_place = place_new()};
    cap_t n = notification_new();

    p.gate = gate_new(p.server_place);
    p.cap = put(p.client_place, callable(p.gate, 1));
    p.server = activation_new(p.server_place, p.gate);
    p.client = actor_new(p.client_place, 10);
    p.source = signaller(n, 5);
    p.offered = put(p.client_place, p.source);
    return p;
}

static word_t type_in(const struct place *place, cap_t slot)
{
    word_t type;

    MUST(cap_table_inspect(place->table, slot, &type, NULL, NULL, NULL, NULL,
                           NULL));
    return type;
}

static void begin(const struct pair *p, word_t transfer)
{
    assert_int_equal(AS(p->client, call(p->cap | transfer, OPERATION, 0)),
                     PENDING);
}

static void end(const struct pair *p, int32_t status)
{
    assert_int_equal(AS(p->server, give_back(status, 0, 0, 0)), PENDING);
}

static void taking_in_each_mode(void **state)
{
    struct pair p = pair_new();

    (void)state;
    begin(&p, CAP_OFFER(p.offered) | CAP_MODE(TRANSFER_DERIVE));
    MUST(AS(p.server, cap_self_take(20, TYPE_NOTIFICATION)));
    MUST(AS(p.server, cap_notification_signal(20)));
    FAILS(NOTHING_OFFERED, AS(p.server, cap_self_take(21, NO_TYPE)));
    end(&p, 0);
    begin(&p, CAP_OFFER(p.offered) | CAP_MODE(TRANSFER_COPY));
    MUST(AS(p.server, cap_self_take(21, NO_TYPE)));
    end(&p, 0);
    MUST(cap_table_delete(p.client_place->table, p.offered));
    assert_int_equal(type_in(p.server_place, 20), NO_TYPE);
    assert_int_equal(type_in(p.server_place, 21), TYPE_NOTIFICATION);
    p.offered = put(p.client_place, p.source);
    begin(&p, CAP_OFFER(p.offered) | CAP_MODE(TRANSFER_GIVE));
    MUST(AS(p.server, cap_self_take(22, NO_TYPE)));
    assert_int_equal(type_in(p.client_place, p.offered), NO_TYPE);
    assert_int_equal(type_in(p.server_place, 22), TYPE_NOTIFICATION);
    end(&p, 0);
}

static void take_refuses(void **state)
{
    struct pair p = pair_new();

    (void)state;
    begin(&p, 0);
    FAILS(NOTHING_OFFERED, AS(p.server, cap_self_take(20, NO_TYPE)));
    end(&p, 0);
    begin(&p, CAP_OFFER(p.offered));
    FAILS(WRONG_ARGUMENT, AS(p.server, cap_self_take(20, TYPE_FRAME)));
    FAILS(SLOT_OCCUPIED, AS(p.server, cap_self_take(p.server->go, NO_TYPE)));
    FAILS(INVALID_SLOT, AS(p.server, cap_self_take(0, NO_TYPE)));
    FAILS(INVALID_SLOT, AS(p.server, cap_self_take(64, NO_TYPE)));
    FAILS(INVALID_ARGUMENT,
          AS(p.server, cap_self_take(20, (enum object_type)10)));
    FAILS(INVALID_ARGUMENT,
          AS(p.server, cap_self_take(20, (enum object_type)255)));
    FAILS(INVALID_SLOT, AS(p.server, cap_self_take(CAP_SELF, NO_TYPE)));
    /* The offer is what is in the slot when it is taken. */
    MUST(cap_table_delete(p.client_place->table, p.offered));
    FAILS(NOTHING_OFFERED, AS(p.server, cap_self_take(20, NO_TYPE)));
    end(&p, 0);
    begin(&p, CAP_OFFER(CAP_SELF));
    FAILS(NOTHING_OFFERED, AS(p.server, cap_self_take(20, NO_TYPE)));
    end(&p, 0);
    FAILS(NO_CALLER, AS(p.client, cap_self_take(20, NO_TYPE)));
}

static void an_untyped_is_only_given(void **state)
{
    struct pair p = pair_new();
    cap_t untyped = make(TYPE_UNTYPED, 8), slot = p.client_place->next++;

    (void)state;
    MUST(cap_table_put(p.client_place->table, slot, untyped, TRANSFER_GIVE));
    begin(&p, CAP_OFFER(slot));
    FAILS(NOT_TRANSFERABLE, AS(p.server, cap_self_take(20, NO_TYPE)));
    end(&p, 0);
    begin(&p, CAP_OFFER(slot) | CAP_MODE(TRANSFER_GIVE));
    MUST(AS(p.server, cap_self_take(20, TYPE_UNTYPED)));
    end(&p, 0);
}

static void a_closed_offer(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    cap_t n = notification_new(), to = slot_new();

    (void)state;
    leave_closed(n);
    assert_int_equal(AS(client, call(cap | CAP_OFFER(n), OPERATION, 0)),
                     PENDING);
    FAILS(CLOSED, AS(server, cap_self_take(to, NO_TYPE)));
    assert_int_equal(AS(server, give_back(0, 0, n, TRANSFER_DERIVE)), PENDING);
    assert_int_equal(finished(client), OK);
    assert_int_equal(AS(client, call(cap | CAP_ACCEPT(to), OPERATION, 0)),
                     PENDING);
    assert_int_equal(AS(server, give_back(0, 0, n, TRANSFER_DERIVE)), PENDING);
    assert_int_equal(finished(client), CLOSED);
}

/* ---- on the way back ---- */

static void returning_in_each_mode(void **state)
{
    struct pair p = pair_new();
    cap_t own = put(p.server_place, p.source);

    (void)state;
    begin(&p, CAP_ACCEPT(30));
    assert_int_equal(AS(p.server, give_back(1, 0, own, TRANSFER_DERIVE)),
                     PENDING);
    assert_int_equal(finished(p.client), 1);
    begin(&p, CAP_ACCEPT(31));
    assert_int_equal(AS(p.server, give_back(2, 0, own, TRANSFER_COPY)),
                     PENDING);
    assert_int_equal(finished(p.client), 2);
    begin(&p, CAP_ACCEPT(32));
    assert_int_equal(AS(p.server, give_back(3, 0, own, TRANSFER_GIVE)),
                     PENDING);
    assert_int_equal(finished(p.client), 3);
    assert_int_equal(type_in(p.server_place, own), NO_TYPE);
    for (cap_t slot = 30; slot <= 32; slot++)
        assert_int_equal(type_in(p.client_place, slot), TYPE_NOTIFICATION);
    MUST(cap_table_delete(p.client_place->table, 32));
    assert_int_equal(type_in(p.client_place, 30), NO_TYPE);
    assert_int_equal(type_in(p.client_place, 31), TYPE_NOTIFICATION);
}

static void deliveries_that_fail(void **state)
{
    struct pair p = pair_new();
    cap_t own = put(p.server_place, p.source);

    (void)state;
    begin(&p, CAP_ACCEPT(p.offered));
    assert_int_equal(AS(p.server, give_back(0, 0, own, TRANSFER_GIVE)),
                     PENDING);
    assert_int_equal(finished(p.client), SLOT_OCCUPIED);
    assert_int_equal(type_in(p.server_place, own), TYPE_NOTIFICATION);
    begin(&p, CAP_ACCEPT(64));
    assert_int_equal(AS(p.server, give_back(0, 0, own, TRANSFER_GIVE)),
                     PENDING);
    assert_int_not_equal(finished(p.client), OK);
    begin(&p, CAP_ACCEPT(33));
    assert_int_equal(AS(p.server, give_back(0, 0, 50, TRANSFER_GIVE)), PENDING);
    assert_int_equal(finished(p.client), EMPTY_SLOT);
    begin(&p, CAP_ACCEPT(33));
    assert_int_equal(AS(p.server, give_back(0, 0, own, (enum transfer_mode)3)),
                     PENDING);
    assert_int_equal(finished(p.client), INVALID_ARGUMENT);
    begin(&p, CAP_ACCEPT(33));
    assert_int_equal(AS(p.server, give_back(0, 0, CAP_SELF, TRANSFER_GIVE)),
                     PENDING);
    assert_int_equal(finished(p.client), EMPTY_SLOT);
    /* Nobody asked for it: nothing happens. */
    begin(&p, 0);
    assert_int_equal(AS(p.server, give_back(4, 0, own, TRANSFER_GIVE)),
                     PENDING);
    assert_int_equal(finished(p.client), 4);
    assert_int_equal(type_in(p.server_place, own), TYPE_NOTIFICATION);
}

/* What is passed on may be the slot through which the next one calls. */
static void giving_away_what_others_wait_with(void **state)
{
    struct pair p = pair_new();
    cap_t own_cap = put(p.server_place, callable(p.gate, 7));
    struct actor *a = actor_new(p.server_place, 10);
    struct actor *b = actor_new(p.server_place, 10);

    (void)state;
    begin(&p, CAP_ACCEPT(40));
    assert_int_equal(AS(a, call(own_cap, OPERATION, 0)), PENDING);
    assert_int_equal(AS(b, call(own_cap, OPERATION, 0)), PENDING);
    assert_int_equal(AS(p.server, give_back(0, 0, own_cap, TRANSFER_GIVE)),
                     PENDING);
    assert_int_equal(finished(p.client), OK);
    assert_int_equal(p.server->badge, 7);
    assert_int_equal(AS(p.server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(a), OK);
    assert_int_equal(finished(b), EMPTY_SLOT);
}

/* ---- watching ---- */

static cap_t watched_session(cap_t gate, cap_t notification, word_t badge)
{
    cap_t session = callable(gate, badge);

    MUST(cap_gate_set_notification(gate, notification));
    MUST(cap_gate_watch(gate, session));
    assert_true(flags_of(session) & SLOT_FLAG_WATCHED);
    return session;
}

static void the_end_of_a_session_is_signalled(void **state)
{
    cap_t gate = gate_new(&home), n = notification_new();
    cap_t session = watched_session(gate, signaller(n, 8), 3);
    cap_t a = derive(session, GATE_CALL, 0), b = derive(a, GATE_CALL, 0);
    cap_t moved = slot_new();
    word_t bits;

    (void)state;
    MUST(cap_table_delete(home.table, b));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 0);
    MUST(cap_table_move(home.table, session, moved));
    assert_true(flags_of(moved) & SLOT_FLAG_WATCHED);
    MUST(cap_table_delete(home.table, a));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 8);
    b = derive(moved, GATE_CALL, 0);
    a = derive(moved, GATE_CALL, 0);
    assert_false(flags_of(b) & SLOT_FLAG_WATCHED);
    MUST(cap_table_revoke(home.table, moved));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 8);
}

static void a_session_that_does_not_arrive(void **state)
{
    struct pair p = pair_new();
    cap_t n = notification_new(), own = p.server_place->next++;
    cap_t session = watched_session(p.gate, signaller(n, 16), 9);
    word_t bits;

    (void)state;
    MUST(cap_table_put(p.server_place->table, own, session, TRANSFER_GIVE));
    begin(&p, 0);
    assert_int_equal(AS(p.server, give_back(0, 0, own, TRANSFER_DERIVE)),
                     PENDING);
    MUST(cap_notification_poll(n, &bits));
    begin(&p, CAP_ACCEPT(p.offered));
    assert_int_equal(AS(p.server, give_back(0, 0, own, TRANSFER_DERIVE)),
                     PENDING);
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 16);
    begin(&p, CAP_ACCEPT(35));
    assert_int_equal(AS(p.server, give_back(0, 0, own, TRANSFER_DERIVE)),
                     PENDING);
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 0);
    /* The client dies with its table. */
    MUST(cap_table_delete(home.table, p.client_place->table));
    MUST(cap_table_delete(home.table, slot_new()));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 16);
}

static void watch_refuses(void **state)
{
    cap_t gate = gate_new(&home), other = gate_new(&home);
    cap_t session = callable(gate, 4), plain = callable(gate, 0);
    cap_t n = notification_new(), one = signaller(n, 1);

    (void)state;
    FAILS(NOT_CONFIGURED, cap_gate_watch(gate, session));
    leave_closed(one);
    FAILS(CLOSED, cap_gate_set_notification(gate, one));
    MUST(cap_table_revoke(home.table, one));
    MUST(cap_gate_set_notification(gate, one));
    FAILS(NO_BADGE, cap_gate_watch(gate, plain));
    FAILS(WRONG_ARGUMENT, cap_gate_watch(other, session));
    leave_closed(session);
    FAILS(CLOSED, cap_gate_watch(gate, session));
    MUST(cap_table_revoke(home.table, session));
    MUST(cap_gate_watch(gate, session));
    MUST(cap_gate_watch(gate, session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(taking_in_each_mode),
        world_test(take_refuses),
        world_test(an_untyped_is_only_given),
        world_test(a_closed_offer),
        world_test(returning_in_each_mode),
        world_test(deliveries_that_fail),
        world_test(giving_away_what_others_wait_with),
        world_test(the_end_of_a_session_is_signalled),
        world_test(a_session_that_does_not_arrive),
        world_test(watch_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
