/*
 * What objects tell of themselves, word for word, also where the answer is
 * nothing; and what a change must leave as it was.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001

static void a_thread_in_no_call(void **state)
{
    struct actor *a = actor_stopped(&home);
    word_t thread_state, priority, word, waits_for, serves, depth;

    (void)state;
    MUST(cap_thread_info(a->thread, &thread_state, &priority, &word, &waits_for,
                         &serves, &depth));
    assert_int_equal(thread_state, THREAD_STATE_STOPPED);
    assert_int_equal(word, 1000 + a->index);
    assert_int_equal(waits_for, 0);
    assert_int_equal(serves, 0);
    assert_int_equal(depth, 0);
}

static void threads_in_a_chain(void **state)
{
    cap_t front = gate_new(&home), back = gate_new(&home);
    cap_t call_front = callable(front, 1), call_back = callable(back, 2);
    struct actor *first = activation_new(&home, front);
    struct actor *second = activation_new(&home, back);
    struct actor *client = actor_new(&home, 10);
    word_t waits_for, serves, depth;

    (void)state;
    assert_int_equal(AS(client, call(call_front, OPERATION, 0)), PENDING);
    assert_int_equal(AS(first, call(call_back, OPERATION, 0)), PENDING);
    MUST(cap_thread_info(client->thread, NULL, NULL, NULL, &waits_for, &serves,
                         &depth));
    assert_int_equal(waits_for, base_of(first->thread));
    assert_int_equal(serves, 0);
    assert_int_equal(depth, 0);
    MUST(cap_thread_info(first->thread, NULL, NULL, NULL, &waits_for, &serves,
                         &depth));
    assert_int_equal(waits_for, base_of(second->thread));
    assert_int_equal(serves, 1000 + client->index);
    assert_int_equal(depth, 1);
    MUST(cap_thread_info(second->thread, NULL, NULL, NULL, &waits_for, &serves,
                         &depth));
    assert_int_equal(waits_for, base_of(second->go)); /* its next command */
    assert_int_equal(serves, 1000 + first->index);
    assert_int_equal(depth, 2);
}

/* Behind the last register there is nothing. */
static void registers_at_the_end(void **state)
{
    struct actor *a = actor_stopped(&home);
    word_t v[MESSAGE_WORDS];
    unsigned last = ABI_REGISTER_COUNT - 1;

    (void)state;
    MUST(cap_thread_write_register(a->thread, last, 0x4560));
    MUST(cap_thread_read_registers(a->thread, last, &v[0], &v[1], &v[2], &v[3],
                                   &v[4], &v[5]));
    assert_int_equal(v[0], 0x4560);
    for (unsigned i = 1; i < MESSAGE_WORDS; i++)
        assert_int_equal(v[i], 0);
}

static word_t size_of(cap_t slot)
{
    word_t size_bits;

    MUST(cap_table_inspect(home.table, slot, NULL, NULL, NULL, &size_bits, NULL,
                           NULL));
    return size_bits;
}

static void sizes_of_objects(void **state)
{
    (void)state;
    assert_int_equal(size_of(make(TYPE_THREAD, 0)), THREAD_BITS);
    assert_int_equal(size_of(make(TYPE_GATE, 0)), GATE_BITS);
    assert_int_equal(size_of(make(TYPE_SCHED_CONTEXT, 0)), SCHED_CONTEXT_BITS);
    assert_int_equal(size_of(notification_new()), NOTIFICATION_BITS);
    assert_int_equal(size_of(make(TYPE_FRAME, ABI_PAGE_BITS + 1)),
                     ABI_PAGE_BITS + 1);
    assert_int_equal(size_of(make(TYPE_UNTYPED, ABI_PAGE_BITS + 2)),
                     ABI_PAGE_BITS + 2);
    assert_int_equal(size_of(BOOT_SLOT_CONSOLE), 0);
}

static void an_exit_tells_its_reason_and_no_more(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home);
    struct actor *handler = activation_new(&home, gate);
    struct actor *leaver;

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(gate, 3)));
    leaver = actor_new(place, 10);
    assert_int_equal(AS(leaver, cap_self_exit(77)), PENDING);
    assert_int_equal(handler->words[0], FAULT_EXIT);
    assert_int_equal(handler->words[1], 77);
    assert_int_equal(handler->words[3], 1000 + leaver->index);
    assert_int_equal(handler->words[4], 0);
    assert_int_equal(handler->words[5], 0);
}

/* The call that is being served ends as it began. */
static void a_ceiling_changes_while_the_gate_serves(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 5);
    struct actor *busy = actor_new(&home, 30);

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    assert_int_equal(AS(busy, cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 40, gate)),
                     OK);
    check_kernel();
    assert_int_equal(AS(server, give_back(4, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_thread_in_no_call),
        world_test(threads_in_a_chain),
        world_test(registers_at_the_end),
        world_test(sizes_of_objects),
        world_test(an_exit_tells_its_reason_and_no_more),
        world_test(a_ceiling_changes_while_the_gate_serves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
