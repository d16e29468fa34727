/* A gate's idle activations: how many there can be, and leaving the stack that
   they form, from wherever they are in it. */
#include "../support/world.h"

#include "../support/port.h"

static word_t idle_of(cap_t gate)
{
    word_t idle;

    MUST(cap_gate_info(gate, NULL, &idle, NULL));
    return idle;
}

/* Threads that are never run: they need no stack. */
static cap_t idle_thread(cap_t gate)
{
    cap_t thread = make(TYPE_THREAD, 0);

    MUST(cap_thread_configure(thread, 0, 0, 0, home.domain));
    MUST(cap_gate_add_activation(gate, thread));
    return thread;
}

static void not_more_than_so_many(void **state)
{
    cap_t gate = gate_new(&home);
    cap_t first = idle_thread(gate), late = make(TYPE_THREAD, 0);

    (void)state;
    for (unsigned i = 1; i < GATE_ACTIVATIONS_MAX; i++)
        (void)idle_thread(gate);
    MUST(cap_thread_configure(late, 0, 0, 0, home.domain));
    FAILS(TOO_MANY, cap_gate_add_activation(gate, late));
    assert_int_equal(idle_of(gate), GATE_ACTIVATIONS_MAX);
    /* The first is the lowest in the stack. */
    MUST(cap_table_delete(home.table, first));
    MUST(cap_gate_add_activation(gate, late));
    assert_int_equal(idle_of(gate), GATE_ACTIVATIONS_MAX);
}

/* Stops each of three in turn, calls with both of the others, and lets the
   stopped one go on. */
static void leaving_from_anywhere(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *servers[3], *clients[2];

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        servers[i] = activation_new(&home, gate);
    for (unsigned i = 0; i < 2; i++)
        clients[i] = actor_new(&home, 10);
    for (unsigned out = 0; out < 3; out++) {
        MUST(cap_thread_stop(servers[out]->thread));
        assert_int_equal(idle_of(gate), 2);
        for (unsigned i = 0; i < 2; i++)
            assert_int_equal(AS(clients[i], call(cap, 0x2001, i)), PENDING);
        assert_int_equal(idle_of(gate), 0);
        assert_int_equal(state_of(servers[out]), THREAD_STATE_STOPPED);
        for (unsigned i = 0; i < 3; i++)
            if (i != out)
                assert_int_equal(AS(servers[i], give_back(0, 0, 0, 0)),
                                 PENDING);
        for (unsigned i = 0; i < 2; i++)
            assert_int_equal(finished(clients[i]), OK);
        MUST(cap_thread_resume(servers[out]->thread));
        assert_int_equal(idle_of(gate), 3);
    }
}

/* The gate has a ceiling, so that the fast path has to keep away, while its
   stack changes; then it has none. */
static void leaving_while_unusual(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *low = activation_new(&home, gate);
    struct actor *top = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 30, gate));
    MUST(cap_thread_stop(top->thread));
    assert_int_equal(idle_of(gate), 1);
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 0, gate));
    assert_int_equal(AS(client, call(cap, 0x2001, 0)), PENDING);
    assert_int_equal(low->entries, 1);
    assert_int_equal(AS(low, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), OK);
    MUST(cap_table_delete(home.table, low->thread));
    assert_int_equal(idle_of(gate), 0);
}

static void reads_as_nothing(cap_t thread)
{
    for (word_t first = 0; first < ABI_REGISTER_COUNT; first += MESSAGE_WORDS) {
        word_t v[MESSAGE_WORDS];

        MUST(cap_thread_read_registers(thread, first, &v[0], &v[1], &v[2],
                                       &v[3], &v[4], &v[5]));
        assert_int_equal(v[0] | v[1] | v[2] | v[3] | v[4] | v[5], 0);
    }
}

/* What it did last is over, and how much of it is still there would tell by
   which path it was entered. */
static void one_that_was_idle_has_no_registers(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(client, call(cap, 0x2001, 0x5EC2E7)), PENDING);
    (void)AS(server, give_back(0, 0x5EC2E8, 0, TRANSFER_DERIVE));
    assert_int_equal(finished(client), OK);
    MUST(cap_thread_stop(server->thread));
    reads_as_nothing(server->thread);
    MUST(cap_table_delete(home.table, gate));
    FAILS(NOT_CONFIGURED, cap_thread_resume(server->thread));
    reads_as_nothing(server->thread);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(one_that_was_idle_has_no_registers),
        world_test(not_more_than_so_many),
        world_test(leaving_from_anywhere),
        world_test(leaving_while_unusual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
