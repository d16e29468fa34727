/* Attacks on what is left of the depth to which calls nest: it is the caller's
   own, not what the activation had the last time, and FP does not hide it. */
#include "../support/world.h"

#include "../support/port.h"

#define SERVERS (CALL_DEPTH_MAX + 1)

/* Servers that call each other; one more than can nest. */
struct row {
    cap_t gates[SERVERS], ways[SERVERS];
    struct actor *servers[SERVERS];
    struct actor *client;
};

static struct row row_new(void)
{
    struct row row = {.client = actor_new(&home, 10)};

    for (unsigned i = 0; i < SERVERS; i++) {
        row.gates[i] = gate_new(&home);
        row.ways[i] = callable(row.gates[i], 1);
        row.servers[i] = activation_new(&home, row.gates[i]);
    }
    return row;
}

/* The n-th that is called: forwards, or from the last one backwards. */
static unsigned nth(unsigned n, bool backwards)
{
    return backwards ? SERVERS - 1 - n : n;
}

/* Each server calls the next one as soon as it is called; `fp`: it has used FP
   just before, and finds its own afterwards. */
static void note_calls(const struct row *row, bool backwards, bool fp)
{
    for (unsigned i = 0; i < CALL_DEPTH_MAX; i++) {
        struct actor *server = row->servers[nth(i, backwards)];

        if (fp)
            later_other(server, COMMAND_FP, i + 1);
        LATER(server, call(row->ways[nth(i + 1, backwards)], 0, 0));
        if (fp)
            later_other(server, COMMAND_FP, 0);
        LATER(server, give_back((int32_t)i, 0, 0, 0));
    }
}

static const struct command *done_before(const struct actor *actor,
                                         unsigned ago)
{
    const struct command *command =
        &actor->ring[(actor->head - ago) % COMMANDS];

    assert_true(command->done);
    return command;
}

static void must_nest(const struct row *row, bool backwards, bool fp)
{
    word_t refused = row->servers[nth(CALL_DEPTH_MAX, backwards)]->entries;

    note_calls(row, backwards, fp);
    MUST(AS(row->client, call(row->ways[nth(0, backwards)], 0, 0)));
    for (unsigned i = 0; i < CALL_DEPTH_MAX; i++) {
        const struct actor *server = row->servers[nth(i, backwards)];
        int64_t status = i + 1 < CALL_DEPTH_MAX ? (int64_t)i + 1 : TOO_DEEP;

        FAILS(status, done_before(server, fp ? 3 : 2)->status);
        if (!fp)
            continue;
        assert_int_equal(done_before(server, 4)->out.words[0], 0);
        assert_int_equal(done_before(server, 2)->out.words[0], i + 1);
    }
    assert_int_equal(row->servers[nth(CALL_DEPTH_MAX, backwards)]->entries,
                     refused);
}

/* Each activation is at another depth every time. */
static void nested_from_both_ends(void **state)
{
    struct row row = row_new();

    (void)state;
    for (unsigned i = 0; i < 8; i++)
        must_nest(&row, i & 1, i & 2);
}

/* ---- the deepest one ---- */

static struct actor *deepest(const struct row *row)
{
    struct actor *at = row->client;

    for (unsigned i = 0; i < CALL_DEPTH_MAX; i++) {
        assert_int_equal(AS(at, call(row->ways[i], 0, 0)), PENDING);
        at = row->servers[i];
    }
    FAILS(TOO_DEEP, AS(at, call(row->ways[CALL_DEPTH_MAX], 0, 0)));
    return at;
}

/* Whoever it served is gone: that is no reason to call on, but that it serves
   somebody else is. */
static void when_its_caller_is_gone(void **state)
{
    struct row row = row_new();
    struct actor *server = deepest(&row);
    cap_t last = row.ways[CALL_DEPTH_MAX];

    (void)state;
    actor_give_time(server, 20);
    MUST(cap_table_delete(home.table, row.servers[CALL_DEPTH_MAX - 2]->thread));
    FAILS(TOO_DEEP, AS(server, call(last, 0, 0)));
    MUST(cap_thread_stop(server->thread));
    FAILS(BUSY, cap_thread_start(server->thread, port_entry(), 0));
    MUST(cap_thread_resume(server->thread));
    FAILS(TOO_DEEP, AS(server, call(last, 0, 0)));
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    LATER(row.servers[CALL_DEPTH_MAX], give_back(5, 0, 0, 0));
    LATER(server, call(last, 0, 0));
    LATER(server, give_back(6, 0, 0, 0));
    FAILS(6, AS(row.servers[CALL_DEPTH_MAX - 3],
                call(row.ways[CALL_DEPTH_MAX - 1], 0, 0)));
    FAILS(5, done_before(server, 2)->status);
}

/* Its gate is gone: it can call once it has been started anew, or serves at
   another one. */
static void when_its_gate_is_gone(void **state)
{
    struct row row = row_new();
    struct actor *server = deepest(&row);
    struct actor *last = row.servers[CALL_DEPTH_MAX];
    cap_t via = row.ways[CALL_DEPTH_MAX];
    cap_t gate = gate_new(&home), way = callable(gate, 2);

    (void)state;
    MUST(cap_table_delete(home.table, row.gates[CALL_DEPTH_MAX - 1]));
    FAILS(SERVER_GONE, finished(row.servers[CALL_DEPTH_MAX - 2]));
    actor_give_time(server, 20);
    FAILS(TOO_DEEP, AS(server, call(via, 0, 0)));
    MUST(cap_thread_stop(server->thread));
    MUST(cap_thread_start(server->thread, port_entry(), 0));
    LATER(last, give_back(5, 0, 0, 0));
    FAILS(5, AS(server, call(via, 0, 0)));
    MUST(cap_thread_stop(server->thread));
    MUST(cap_gate_add_activation(gate, server->thread));
    LATER(last, give_back(6, 0, 0, 0));
    LATER(server, call(via, 0, 0));
    LATER(server, give_back(7, 0, 0, 0));
    FAILS(7, AS(actor_new(&home, 10), call(way, 0, 0)));
    FAILS(6, done_before(server, 2)->status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(nested_from_both_ends),
        world_test(when_its_caller_is_gone),
        world_test(when_its_gate_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
