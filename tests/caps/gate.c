/* Gates: calling, waiting for an activation, and what configuring refuses. */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001

struct gate_state {
    word_t activations, free, waiting;
};

static struct gate_state see(cap_t gate)
{
    struct gate_state seen;

    MUST(cap_gate_info(gate, &seen.activations, &seen.free, &seen.waiting));
    return seen;
}

static void call_and_return(void **state)
{
    struct place *there = place_new();
    cap_t gate = gate_new(there), cap = callable(gate, 0x123456789ABC);
    struct actor *server = activation_new(there, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 1)), PENDING);
    assert_int_equal(server->entries, 1);
    assert_int_equal(server->badge, 0x123456789ABC);
    assert_int_equal(server->operation, OPERATION);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        assert_int_equal(server->words[i], i + 1);
    assert_int_equal(server->rest, 0);
    assert_int_equal(see(gate).free, 0);
    assert_int_equal(AS(server, give_back(-123456, 11, 0, 0)), PENDING);
    assert_int_equal(finished(client), -123456);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        assert_int_equal(result(client, i), 11 + i);
    assert_int_equal(see(gate).free, 1);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

/* Any status arrives, sign-extended; any operation is delivered. */
static void every_status_and_operation(void **state)
{
    static const int32_t statuses[] = {0, 1, -1, INT32_MAX, INT32_MIN, 0x4000};
    static const word_t operations[] = {
        0, 1, OP_TABLE_DELETE, 0x7FFF, 0xFFFF, 0x10000, OPERATION_RETURN - 1};
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    for (unsigned i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        assert_int_equal(AS(client, call(cap, operations[i], 1)), PENDING);
        assert_int_equal(server->operation, operations[i]);
        assert_int_equal(AS(server, give_back(statuses[i], 0, 0, 0)), PENDING);
        assert_int_equal(finished(client), statuses[i]);
    }
}

static void several_activations(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *servers[3], *clients[4];
    unsigned entered = 0;

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        servers[i] = activation_new(&home, gate);
    for (unsigned i = 0; i < 4; i++) {
        clients[i] = actor_new(&home, 10);
        assert_int_equal(AS(clients[i], call(cap, OPERATION, i)), PENDING);
    }
    for (unsigned i = 0; i < 3; i++)
        entered += (unsigned)servers[i]->entries;
    assert_int_equal(entered, 3);
    assert_int_equal(see(gate).activations, 3);
    assert_int_equal(see(gate).free, 0);
    assert_int_equal(see(gate).waiting, 1);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(AS(servers[i], give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(servers[0]->entries, 2);
    assert_int_equal(servers[0]->words[0], 3);
    assert_int_equal(see(gate).waiting, 0);
}

/* Highest priority first, then in order of arrival. */
static void the_order_of_waiting(void **state)
{
    static const unsigned priorities[] = {10, 12, 10, 12, 11};
    static const unsigned order[] = {1, 3, 4, 0, 2};
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *first = actor_new(&home, 20), *clients[5];

    (void)state;
    assert_int_equal(AS(first, call(cap, OPERATION, 99)), PENDING);
    for (unsigned i = 0; i < 5; i++) {
        clients[i] = actor_new(&home, priorities[i]);
        assert_int_equal(AS(clients[i], call(cap, OPERATION, i)), PENDING);
        assert_int_equal(state_of(clients[i]), THREAD_STATE_QUEUED);
    }
    for (unsigned i = 0; i < 5; i++) {
        assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
        assert_int_equal(server->words[0], order[i]);
    }
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(finished(clients[i]), OK);
}

/* The next call begins while the answer is still on its way. */
static void an_answer_is_not_the_next_question(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *first = actor_new(&home, 10), *second = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(first, call(cap, OPERATION, 21)), PENDING);
    assert_int_equal(AS(second, call(cap, OPERATION, 22)), PENDING);
    assert_int_equal(AS(server, give_back(0, 31, 0, 0)), PENDING);
    assert_int_equal(server->words[0], 22);
    assert_int_equal(finished(first), OK);
    assert_int_equal(result(first, 0), 31);
    assert_int_equal(AS(server, give_back(0, 32, 0, 0)), PENDING);
    assert_int_equal(finished(second), OK);
    assert_int_equal(result(second, 0), 32);
}

static void not_waiting(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);

    (void)state;
    FAILS(WOULD_BLOCK, AS(a, call(cap | CAP_NO_WAIT, OPERATION, 0)));
    (void)activation_new(&home, gate);
    assert_int_equal(AS(a, call(cap | CAP_NO_WAIT, OPERATION, 0)), PENDING);
    FAILS(WOULD_BLOCK, AS(b, call(cap | CAP_NO_WAIT, OPERATION, 0)));
}

static void a_gate_without_activations_makes_callers_wait(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *client = actor_new(&home, 10), *server;

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 5)), PENDING);
    assert_int_equal(see(gate).waiting, 1);
    server = activation_new(&home, gate);
    assert_int_equal(server->words[0], 5);
    assert_int_equal(AS(server, give_back(3, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), 3);
}

static void waiting_for_oneself(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    cap_t second = gate_new(&home), via = callable(second, 2);
    struct actor *server = activation_new(&home, gate);
    struct actor *middle = activation_new(&home, second);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    FAILS(DEADLOCK, AS(server, call(cap, OPERATION, 0)));
    assert_int_equal(AS(server, call(via, OPERATION, 0)), PENDING);
    FAILS(DEADLOCK, AS(middle, call(cap, OPERATION, 0)));
    FAILS(WOULD_BLOCK, AS(middle, call(cap | CAP_NO_WAIT, OPERATION, 0)));
    assert_int_equal(AS(middle, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(server), OK);
}

static void nested_to_the_limit(void **state)
{
    cap_t gates[CALL_DEPTH_MAX + 1], caps[CALL_DEPTH_MAX + 1];
    struct actor *servers[CALL_DEPTH_MAX + 1];
    struct actor *at = actor_new(&home, 10);
    unsigned depth;

    (void)state;
    for (depth = 0; depth <= CALL_DEPTH_MAX; depth++) {
        gates[depth] = gate_new(&home);
        caps[depth] = callable(gates[depth], 1);
        servers[depth] = activation_new(&home, gates[depth]);
    }
    for (depth = 0; depth < CALL_DEPTH_MAX; depth++) {
        assert_int_equal(AS(at, call(caps[depth], OPERATION, depth)), PENDING);
        at = servers[depth];
        assert_int_equal(at->entries, 1);
    }
    FAILS(TOO_DEEP, AS(at, call(caps[depth], OPERATION, 0)));
    while (depth-- > 0)
        assert_int_equal(AS(servers[depth], give_back(0, depth, 0, 0)),
                         PENDING);
    assert_int_equal(see(gates[0]).free, 1);
}

static void a_revoked_badge_is_not_delivered(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    cap_t session = callable(gate, 2);
    struct actor *server = activation_new(&home, gate);
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(a, call(cap, OPERATION, 0)), PENDING);
    assert_int_equal(AS(b, call(session, OPERATION, 0)), PENDING);
    MUST(cap_table_delete(home.table, session));
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(server->entries, 1);
    assert_int_equal(finished(b), EMPTY_SLOT);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

static void configure_refuses(void **state)
{
    cap_t gate = make(TYPE_GATE, 0);
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);

    (void)state;
    FAILS(INVALID_ARGUMENT, cap_gate_configure(gate, 0, 0, home.domain));
    FAILS(INVALID_ARGUMENT,
          cap_gate_configure(gate, port_kernel_address(), 0, home.domain));
    FAILS(INVALID_ARGUMENT, operate(gate | CAP_OFFER(home.domain),
                                    OP_GATE_CONFIGURE, port_entry(), 2, 0));
    for (unsigned i = 4; i < HUGE_WORDS; i++) {
        FAILS(INVALID_ARGUMENT,
              cap_gate_configure(gate, huge_words[i] & ~3ull, 0, home.domain));
        FAILS(INVALID_ARGUMENT,
              operate(gate | CAP_OFFER(home.domain), OP_GATE_CONFIGURE,
                      port_entry(), huge_words[i] & ~1ull, 0));
    }
    leave_closed(domain);
    FAILS(CLOSED, cap_gate_configure(gate, port_entry(), 0, domain));
    MUST(cap_gate_configure(gate, port_entry(), 0, home.domain));
    MUST(cap_gate_configure(gate, port_entry(), 0, home.domain));
    (void)activation_new(&home, gate);
    FAILS(BUSY, cap_gate_configure(gate, port_entry(), 0, home.domain));
}

static void add_activation_refuses(void **state)
{
    struct place *there = place_new();
    cap_t gate = gate_new(&home), bare = make(TYPE_THREAD, 0);
    cap_t unconfigured = make(TYPE_GATE, 0);
    struct actor *running = actor_new(&home, 10);
    struct actor *foreign = actor_stopped(there);
    struct actor *server = activation_new(&home, gate);
    struct actor *spare = actor_stopped(&home);

    (void)state;
    FAILS(NOT_STOPPED, cap_gate_add_activation(gate, running->thread));
    FAILS(NOT_STOPPED, cap_gate_add_activation(gate, server->thread));
    MUST(cap_thread_stop(server->thread));
    FAILS(BUSY, cap_gate_add_activation(gate, server->thread));
    FAILS(NOT_CONFIGURED, cap_gate_add_activation(gate, bare));
    FAILS(NOT_CONFIGURED, cap_gate_add_activation(unconfigured, spare->thread));
    FAILS(WRONG_ARGUMENT, cap_gate_add_activation(gate, foreign->thread));
    leave_closed(gate);
    FAILS(CLOSED, cap_gate_add_activation(gate, spare->thread));
    assert_int_equal(see(gate).activations, 1);
}

static void activations_with_their_own_time(void **state)
{
    cap_t gate = make(TYPE_GATE, 0), cap;
    struct actor *server = actor_stopped(&home);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_gate_configure(gate, port_entry(), GATE_FLAG_OWN_TIME,
                            home.domain));
    cap = callable(gate, 1);
    FAILS(NOT_CONFIGURED, cap_gate_add_activation(gate, server->thread));
    actor_give_time(server, 12);
    MUST(cap_gate_add_activation(gate, server->thread));
    for (unsigned round = 0; round < 3; round++) {
        assert_int_equal(AS(client, call(cap, OPERATION, round)), PENDING);
        assert_int_equal(server->words[0], round);
        MUST(cap_thread_cancel(client->thread));
        assert_int_equal(finished(client), CANCELLED);
        /* It goes on with its own. */
        assert_int_equal(AS(server, cap_self_yield()), OK);
        assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
        assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    }
}

static void a_ceiling(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    word_t priority;

    (void)state;
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 30, gate));
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    MUST(cap_thread_info(server->thread, NULL, &priority, NULL, NULL, NULL,
                         NULL));
    assert_int_equal(priority, 30);
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 0, gate));
    MUST(cap_thread_info(server->thread, NULL, &priority, NULL, NULL, NULL,
                         NULL));
    assert_int_equal(priority, 30); /* until the next call */
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), OK);
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    MUST(cap_thread_info(server->thread, NULL, &priority, NULL, NULL, NULL,
                         NULL));
    assert_int_equal(priority, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(call_and_return),
        world_test(every_status_and_operation),
        world_test(several_activations),
        world_test(an_answer_is_not_the_next_question),
        world_test(the_order_of_waiting),
        world_test(not_waiting),
        world_test(a_gate_without_activations_makes_callers_wait),
        world_test(waiting_for_oneself),
        world_test(nested_to_the_limit),
        world_test(a_revoked_badge_is_not_delivered),
        world_test(configure_refuses),
        world_test(add_activation_refuses),
        world_test(activations_with_their_own_time),
        world_test(a_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
