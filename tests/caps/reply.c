/* Replies: what caps/reply.cap promises. */
#include "../support/world.h"

#define OPERATION 0x2001

struct scene {
    cap_t gate, cap, reply;
    struct actor *server, *client, *other;
};

/* A client's call has been deferred; the activation is still in it. */
static struct scene scene_new(void)
{
    struct scene s = {.gate = gate_new(&home), .reply = slot_new()};

    s.cap = callable(s.gate, 1);
    s.server = activation_new(&home, s.gate);
    s.client = actor_new(&home, 10);
    s.other = actor_new(&home, 11);
    return s;
}

static void begin(const struct scene *s, word_t transfer)
{
    assert_int_equal(AS(s->client, call(s->cap | transfer, OPERATION, 0)),
                     PENDING);
    MUST(AS(s->server, cap_self_defer(s->reply)));
}

static enum status send(struct actor *by, cap_t reply, int32_t status,
                        word_t w0, cap_t offer, enum transfer_mode mode)
{
    struct message message = {{w0, 2, 3, 4, 5, 6}};

    return (enum status)AS(by,
                           call_with(reply | CAP_OFFER(offer) | CAP_MODE(mode),
                                     OP_REPLY_SEND | (word_t)(uint32_t)status
                                                         << REPLY_STATUS_SHIFT,
                                     &message));
}

static void answered_later(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s, 0);
    assert_int_equal(type_of(s.reply), TYPE_REPLY);
    assert_int_equal(AS(s.server, give_back(9, 9, 0, 0)), PENDING);
    assert_int_equal(finished(s.client), PENDING);
    assert_int_equal(state_of(s.server), THREAD_STATE_IDLE);
    MUST(send(s.other, s.reply, -77, 123, 0, 0));
    assert_int_equal(finished(s.client), -77);
    assert_int_equal(result(s.client, 0), 123);
    assert_int_equal(result(s.client, 5), 6);
    assert_int_equal(type_of(s.reply), NO_TYPE);
}

/* Answered while its time is still with the activation: the client goes on when
   that returns. */
static void answered_before_the_return(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s, 0);
    MUST(send(s.server, s.reply, 5, 50, 0, 0));
    assert_int_equal(finished(s.client), PENDING);
    FAILS(NO_CALLER, AS(s.server, cap_self_defer(s.reply)));
    assert_int_equal(AS(s.server, give_back(6, 60, 0, 0)), PENDING);
    assert_int_equal(finished(s.client), 5);
    assert_int_equal(result(s.client, 0), 50);
}

static void every_status(void **state)
{
    static const int32_t statuses[] = {0, 1, -1, INT32_MAX, INT32_MIN};
    struct scene s = scene_new();

    (void)state;
    for (unsigned i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        begin(&s, 0);
        assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
        MUST(send(s.other, s.reply, statuses[i], 0, 0, 0));
        assert_int_equal(finished(s.client), statuses[i]);
    }
}

static void deleting_it_ends_the_call(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s, 0);
    assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    MUST(cap_table_delete(home.table, s.reply));
    assert_int_equal(finished(s.client), SERVER_GONE);
    begin(&s, 0);
    MUST(cap_table_delete(home.table, s.reply));
    assert_int_equal(finished(s.client), PENDING);
    assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(s.client), SERVER_GONE);
}

static void it_can_only_be_moved(void **state)
{
    struct scene s = scene_new();
    cap_t to = slot_new();

    (void)state;
    begin(&s, 0);
    FAILS(NOT_TRANSFERABLE, cap_table_derive(home.table, s.reply, 0xFF, 0, to));
    FAILS(NOT_TRANSFERABLE, cap_table_copy(home.table, s.reply, to));
    MUST(cap_table_move(home.table, s.reply, to));
    assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    MUST(send(s.other, to, 4, 0, 0, 0));
    assert_int_equal(finished(s.client), 4);
}

static void offers_with_a_reply(void **state)
{
    struct scene s = scene_new();
    cap_t n = notification_new(), to = slot_new();

    (void)state;
    begin(&s, CAP_ACCEPT(to));
    assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    MUST(send(s.other, s.reply, 0, 0, n, TRANSFER_DERIVE));
    assert_int_equal(finished(s.client), OK);
    assert_int_equal(type_of(to), TYPE_NOTIFICATION);
    begin(&s, CAP_ACCEPT(to));
    assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    FAILS(INVALID_ARGUMENT,
          send(s.other, s.reply, 0, 0, n, (enum transfer_mode)3));
    MUST(send(s.other, s.reply, 0, 0, n, TRANSFER_DERIVE));
    assert_int_equal(finished(s.client), SLOT_OCCUPIED);
}

/* Whatever the offer was, it ended with the deferral. */
static void the_offer_ends_with_the_deferral(void **state)
{
    struct scene s = scene_new();
    cap_t n = notification_new(), to = slot_new();

    (void)state;
    begin(&s, CAP_OFFER(n));
    FAILS(NO_CALLER, AS(s.server, cap_self_take(to, NO_TYPE)));
}

static void when_the_client_dies_it_vanishes(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s, 0);
    assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    MUST(cap_table_delete(home.table, s.client->thread));
    assert_int_equal(type_of(s.reply), NO_TYPE);
    FAILS(EMPTY_SLOT, send(s.other, s.reply, 0, 0, 0, 0));
}

static void cancelling_takes_it_away(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s, 0);
    MUST(cap_thread_cancel(s.client->thread));
    assert_int_equal(finished(s.client), CANCELLED);
    assert_int_equal(type_of(s.reply), NO_TYPE);
}

/* After the deferral the gate can serve the next one; many wait at once. */
static void many_deferred_at_once(void **state)
{
    struct scene s = scene_new();
    struct actor *clients[8];
    cap_t replies[8];

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        clients[i] = actor_new(&home, 10);
        replies[i] = slot_new();
        assert_int_equal(AS(clients[i], call(s.cap, OPERATION, i)), PENDING);
        MUST(AS(s.server, cap_self_defer(replies[i])));
        assert_int_equal(AS(s.server, give_back(0, 0, 0, 0)), PENDING);
    }
    for (unsigned i = 8; i-- > 0;) {
        MUST(send(s.other, replies[i], (int32_t)i, 0, 0, 0));
        assert_int_equal(finished(clients[i]), i);
    }
}

static void registers_only_of_the_faulted(void **state)
{
    struct scene s = scene_new();

    (void)state;
    begin(&s, 0);
    FAILS(NOT_FAULTED, cap_reply_read_registers(s.reply, 0, NULL, NULL, NULL,
                                                NULL, NULL, NULL));
    FAILS(NOT_FAULTED, cap_reply_write_register(s.reply, 0, 0));
    FAILS(INVALID_ARGUMENT,
          cap_reply_read_registers(s.reply, ABI_REGISTER_COUNT, NULL, NULL,
                                   NULL, NULL, NULL, NULL));
    FAILS(INVALID_ARGUMENT,
          cap_reply_write_register(s.reply, ABI_REGISTER_COUNT, 0));
    FAILS(UNKNOWN_OPERATION,
          operate(s.reply, OP_REPLY_SEND | OPERATION_RETURN >> 1, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(s.reply, OP_TABLE_INFO, 0, 0, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(answered_later),
        world_test(answered_before_the_return),
        world_test(every_status),
        world_test(deleting_it_ends_the_call),
        world_test(it_can_only_be_moved),
        world_test(offers_with_a_reply),
        world_test(the_offer_ends_with_the_deferral),
        world_test(when_the_client_dies_it_vanishes),
        world_test(cancelling_takes_it_away),
        world_test(many_deferred_at_once),
        world_test(registers_only_of_the_faulted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
