/*
 * Who helps: whoever could make more of what is being deleted first does a step
 * of the deletion, and nobody else does.
 */
#include "../support/world.h"

/* A capability that is being revoked, and the table with what is left. */
struct closing {
    cap_t slot, table;
};

static struct closing closing_new(void)
{
    struct closing closing = {.slot = notification_new()};

    closing.table = world.next; /* the first that leave_closed() makes */
    leave_closed(closing.slot);
    assert_int_equal(type_of(closing.table), TYPE_TABLE);
    return closing;
}

static unsigned left(const struct closing *closing)
{
    unsigned count = 0;
    word_t type;

    for (cap_t i = 1; i < 256; i++) {
        MUST(cap_table_inspect(closing->table, i, &type, NULL, NULL, NULL, NULL,
                               NULL));
        count += type != NO_TYPE;
    }
    return count;
}

/* What is done, with what is offered and accepted, and how it ends. */
struct attempt {
    word_t capability, operation, w0, w1, w2;
    int64_t status;
};

static void attempt_all(const struct attempt *attempts, unsigned count,
                        bool help)
{
    for (unsigned i = 0; i < count; i++) {
        struct closing closing = closing_new();
        const struct attempt *a = &attempts[i];
        unsigned before = left(&closing);

        assert_true(before > 1);
        FAILS(a->status,
              operate(a->capability, a->operation, a->w0, a->w1, a->w2));
        if (help)
            assert_true(left(&closing) < before);
        else
            assert_int_equal(left(&closing), before);
        MUST(cap_table_revoke(home.table, closing.slot));
        MUST(cap_table_delete(home.table, closing.table));
    }
}

#define COUNT(attempts) (sizeof(attempts) / sizeof *(attempts))

/* Whatever they offer and accept, and even if that is nothing. */
static void these_help(void **state)
{
    cap_t n = notification_new(), memory = make(TYPE_UNTYPED, 12);
    cap_t to = slot_new();
    const struct attempt attempts[] = {
        {memory, OP_UNTYPED_CLEAR, 64, 0, 0, OK},
        {memory, OP_UNTYPED_RETYPE, TYPE_NOTIFICATION, 0, 0, NO_ACCEPT},
        {memory | CAP_ACCEPT(to), OP_UNTYPED_RETYPE, TYPE_FRAME, 1, 0,
         INVALID_ARGUMENT},
        {home.table, OP_TABLE_PUT, to, 0, 0, NO_ARGUMENT},
        {home.table, OP_TABLE_DERIVE, n, 0xFF, 0, NO_ACCEPT},
        {home.table, OP_TABLE_COPY, n, 0, 0, NO_ACCEPT},
        {home.table, OP_TABLE_MOVE, n, 0, 0, NO_ACCEPT},
        {home.table | CAP_ACCEPT(to), OP_TABLE_MOVE, to, 0, 0, EMPTY_SLOT},
        {CAP_SELF, OP_SELF_TAKE, to, 0, 0, NO_CALLER},
        /* A transfer is enough, whatever it is for. */
        {n | CAP_OFFER(n), OP_NOTIFICATION_POLL, 0, 0, 0, OK},
        {0 | CAP_ACCEPT(to), 0, 0, 0, 0, EMPTY_SLOT},
    };

    (void)state;
    attempt_all(attempts, COUNT(attempts), true);
}

static void these_do_not(void **state)
{
    cap_t n = notification_new(), memory = make(TYPE_UNTYPED, 12);
    const struct attempt attempts[] = {
        {n, OP_NOTIFICATION_POLL, 0, 0, 0, OK},
        {memory, OP_UNTYPED_INFO, 0, 0, 0, OK},
        {home.table, OP_TABLE_INFO, 0, 0, 0, OK},
        {home.table, OP_TABLE_INSPECT, n, 0, 0, OK},
        {CAP_SELF, OP_SELF_YIELD, 0, 0, 0, OK},
        {n, OP_UNTYPED_CLEAR, 64, 0, 0, UNKNOWN_OPERATION},
        {0, OP_UNTYPED_CLEAR, 64, 0, 0, EMPTY_SLOT},
    };

    (void)state;
    attempt_all(attempts, COUNT(attempts), false);
}

/* A return helps if it offers something. */
static void returns_with_an_offer(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1), to = slot_new();
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    cap_t n = notification_new();

    (void)state;
    for (unsigned offers = 0; offers < 2; offers++) {
        struct closing closing;
        unsigned before;

        assert_int_equal(AS(client, call(way | CAP_ACCEPT(to), 0, 0)), PENDING);
        closing = closing_new();
        before = left(&closing);
        assert_int_equal(
            AS(server, give_back(5, 0, offers ? n : 0, TRANSFER_DERIVE)),
            PENDING);
        assert_int_equal(finished(client), 5);
        assert_int_equal(type_of(to), offers ? TYPE_NOTIFICATION : NO_TYPE);
        if (offers)
            assert_true(left(&closing) < before);
        else
            assert_int_equal(left(&closing), before);
        MUST(cap_table_revoke(home.table, closing.slot));
        MUST(cap_table_delete(home.table, closing.table));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(these_help),
        world_test(these_do_not),
        world_test(returns_with_an_offer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
