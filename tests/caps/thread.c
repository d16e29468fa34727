/* Threads: what caps/thread.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

struct seen {
    word_t state, priority, word, waits_for, serves, depth;
};

static struct seen see(const struct actor *actor)
{
    struct seen seen;

    MUST(cap_thread_info(actor->thread, &seen.state, &seen.priority, &seen.word,
                         &seen.waits_for, &seen.serves, &seen.depth));
    return seen;
}

static word_t register_of(cap_t thread, word_t number)
{
    word_t value;

    MUST(cap_thread_read_registers(thread, number, &value, NULL, NULL, NULL,
                                   NULL, NULL));
    return value;
}

static void start_enters_with_the_argument(void **state)
{
    struct actor *a = actor_stopped(&home);

    (void)state;
    assert_int_equal(state_of(a), THREAD_STATE_STOPPED);
    MUST(cap_thread_start(a->thread, port_entry(), 0x1234));
    assert_int_equal(a->entries, 0); /* it has no time */
    assert_int_equal(state_of(a), THREAD_STATE_RUNNABLE);
    actor_give_time(a, 10);
    assert_int_equal(a->entries, 1);
    assert_int_equal(a->words[0], 0x1234);
    assert_int_equal(a->badge | a->operation | a->rest, 0);
    for (unsigned i = 1; i < MESSAGE_WORDS; i++)
        assert_int_equal(a->words[i], 0);
}

static void start_refuses(void **state)
{
    struct actor *a = actor_new(&home, 10), *b;
    cap_t bare = make(TYPE_THREAD, 0), gate = gate_new(&home);

    (void)state;
    FAILS(NOT_STOPPED, cap_thread_start(a->thread, port_entry(), 0));
    FAILS(NOT_CONFIGURED, cap_thread_start(bare, port_entry(), 0));
    FAILS(NOT_CONFIGURED, cap_thread_resume(bare));
    b = activation_new(&home, gate);
    FAILS(NOT_STOPPED, cap_thread_start(b->thread, port_entry(), 0));
    MUST(cap_thread_stop(b->thread));
    FAILS(BUSY, cap_thread_start(b->thread, port_entry(), 0));
    FAILS(INVALID_ARGUMENT, cap_thread_start(bare, 0, 0));
    for (unsigned i = 4; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_thread_start(bare, huge_words[i] & ~3ull, 0));
    for (word_t i = 1; i < ABI_CODE_ALIGNMENT; i++)
        FAILS(INVALID_ARGUMENT, cap_thread_start(bare, port_entry() + i, 0));
}

static void configure_refuses(void **state)
{
    struct actor *a = actor_new(&home, 10), *b;
    cap_t bare = make(TYPE_THREAD, 0), gate = gate_new(&home);
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);

    (void)state;
    FAILS(NOT_STOPPED, cap_thread_configure(a->thread, 0, 0, 0, home.domain));
    b = activation_new(&home, gate);
    MUST(cap_thread_stop(b->thread));
    FAILS(BUSY, cap_thread_configure(b->thread, 0, 0, 0, home.domain));
    for (unsigned i = 4; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_thread_configure(bare, huge_words[i], 0, 0, home.domain));
    leave_closed(domain);
    FAILS(CLOSED, cap_thread_configure(bare, 0, 0, 0, domain));
    MUST(cap_table_revoke(home.table, domain));
    MUST(cap_thread_configure(bare, 0, 0, ~(word_t)0, domain));
    MUST(cap_thread_configure(bare, 8, 0, 0, home.domain));
}

static void stop_and_resume(void **state)
{
    struct actor *a = actor_new(&home, 10);
    cap_t n = notification_new();

    (void)state;
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    MUST(cap_thread_stop(a->thread));
    MUST(cap_thread_stop(a->thread));
    assert_int_equal(state_of(a), THREAD_STATE_STOPPED);
    MUST(cap_notification_signal(signaller(n, 2)));
    assert_int_equal(finished(a), PENDING);
    MUST(cap_thread_resume(a->thread));
    assert_int_equal(finished(a), OK);
    assert_int_equal(result(a, 0), 2);
    FAILS(NOT_STOPPED, cap_thread_resume(a->thread));
    FAILS(NOT_STOPPED, cap_thread_read_registers(a->thread, 0, NULL, NULL, NULL,
                                                 NULL, NULL, NULL));
    FAILS(NOT_STOPPED, cap_thread_write_register(a->thread, 0, 0));
}

/* In a call it stops when the call ends. */
static void stop_in_a_call(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(client, call(cap, 0x2000, 1)), PENDING);
    MUST(cap_thread_stop(client->thread));
    assert_int_equal(state_of(client), THREAD_STATE_CALLING);
    assert_int_equal(AS(server, give_back(7, 70, 0, 0)), PENDING);
    assert_int_equal(state_of(client), THREAD_STATE_STOPPED);
    assert_int_equal(finished(client), PENDING);
    MUST(cap_thread_resume(client->thread));
    assert_int_equal(finished(client), 7);
    assert_int_equal(result(client, 0), 70);
    /* That was for once. */
    assert_int_equal(AS(client, call(cap, 0x2000, 1)), PENDING);
    assert_int_equal(AS(server, give_back(8, 80, 0, 0)), PENDING);
    assert_int_equal(finished(client), 8);
}

static void a_stopped_activation_is_parked(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    word_t free;

    (void)state;
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    MUST(cap_thread_stop(server->thread));
    MUST(cap_gate_info(gate, NULL, &free, NULL));
    assert_int_equal(free, 0);
    assert_int_equal(AS(client, call(cap, 0x2000, 1)), PENDING);
    assert_int_equal(state_of(client), THREAD_STATE_QUEUED);
    MUST(cap_thread_stop(client->thread));
    MUST(cap_thread_resume(server->thread));
    assert_int_equal(server->entries, 0);
    MUST(cap_thread_resume(client->thread));
    assert_int_equal(server->entries, 1);
    FAILS(OK, cap_thread_stop(server->thread));
    MUST(cap_thread_resume(server->thread));
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), OK);
}

static void binding_time(void **state)
{
    struct actor *a = actor_new(&home, 10), *b = actor_stopped(&home);
    cap_t time = make(TYPE_SCHED_CONTEXT, 0), n = notification_new();

    (void)state;
    FAILS(ALREADY_BOUND, cap_thread_bind(a->thread, time));
    FAILS(ALREADY_BOUND, cap_thread_bind(b->thread, a->time));
    leave_closed(time);
    FAILS(CLOSED, cap_thread_bind(b->thread, time));
    MUST(cap_table_revoke(home.table, time));
    MUST(cap_thread_unbind(b->thread));
    MUST(cap_thread_unbind(a->thread));
    assert_int_equal(AS(a, cap_notification_poll(n, NULL)), PENDING);
    assert_int_equal(see(a).priority, 0);
    MUST(cap_thread_bind(a->thread, a->time));
    assert_int_equal(finished(a), OK);
    assert_int_equal(see(a).priority, 10);
}

static void cancel_ends_a_call(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 11);

    (void)state;
    MUST(cap_thread_cancel(a->thread));
    assert_int_equal(AS(a, call(cap, 0x2000, 1)), PENDING);
    assert_int_equal(AS(b, call(cap, 0x2000, 1)), PENDING);
    assert_int_equal(state_of(b), THREAD_STATE_QUEUED);
    MUST(cap_thread_cancel(b->thread));
    assert_int_equal(finished(b), CANCELLED);
    MUST(cap_thread_cancel(a->thread));
    assert_int_equal(finished(a), CANCELLED);
    /* The activation has no time of its own and stands still. */
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(server), THREAD_STATE_RUNNABLE);
    actor_give_time(server, 12);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    MUST(cap_thread_cancel(server->thread));
}

static void registers(void **state)
{
    struct actor *a = actor_stopped(&home);
    word_t v[6], kept[MESSAGE_WORDS + 1];

    (void)state;
    MUST(cap_thread_start(a->thread, port_entry(), 5));
    MUST(cap_thread_stop(a->thread));
    assert_int_equal(register_of(a->thread, ABI_REGISTER_PC), port_entry());
    MUST(cap_thread_read_registers(a->thread, ABI_REGISTER_WORD0, v, v + 1,
                                   v + 2, v + 3, v + 4, v + 5));
    assert_int_equal(v[0], 5);
    assert_int_equal(v[1] | v[2] | v[3] | v[4], 0);
    MUST(cap_thread_read_registers(a->thread, ABI_REGISTER_COUNT - 1, v, v + 1,
                                   v + 2, v + 3, v + 4, v + 5));
    assert_int_equal(v[1] | v[2] | v[3] | v[4] | v[5], 0);
    for (word_t i = 1; i <= MESSAGE_WORDS; i++) {
        kept[i] = register_of(a->thread, i);
        MUST(cap_thread_write_register(a->thread, i, 100 + i));
    }
    for (word_t first = 1; first <= MESSAGE_WORDS; first++) {
        MUST(cap_thread_read_registers(a->thread, first, v, v + 1, v + 2, v + 3,
                                       v + 4, v + 5));
        for (word_t i = 0; first + i <= MESSAGE_WORDS; i++)
            assert_int_equal(v[i], 100 + first + i);
    }
    for (word_t i = 1; i <= MESSAGE_WORDS; i++)
        MUST(cap_thread_write_register(a->thread, i, kept[i]));
    MUST(cap_thread_write_register(a->thread, 3, ~(word_t)0));
    assert_int_equal(register_of(a->thread, 3), ~(word_t)0);
    MUST(cap_thread_write_register(a->thread, ABI_REGISTER_THREAD_POINTER, 1));
    FAILS(INVALID_ARGUMENT,
          cap_thread_read_registers(a->thread, ABI_REGISTER_COUNT, NULL, NULL,
                                    NULL, NULL, NULL, NULL));
    FAILS(INVALID_ARGUMENT,
          cap_thread_write_register(a->thread, ABI_REGISTER_COUNT, 0));
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        FAILS(INVALID_ARGUMENT,
              cap_thread_write_register(a->thread, huge_words[i], 0));
        FAILS(INVALID_ARGUMENT,
              cap_thread_write_register(a->thread, ABI_REGISTER_FLAGS,
                                        huge_words[i] | 0x1F));
    }
    FAILS(INVALID_ARGUMENT,
          cap_thread_write_register(a->thread, ABI_REGISTER_PC, ~(word_t)3));
    for (word_t i = 1; i < ABI_CODE_ALIGNMENT; i++)
        FAILS(INVALID_ARGUMENT,
              cap_thread_write_register(a->thread, ABI_REGISTER_PC, i));
    MUST(cap_thread_write_register(a->thread, 3, 0));
    MUST(cap_thread_resume(a->thread));
    actor_give_time(a, 10);
    assert_int_equal(a->entries, 1);
    assert_int_equal(a->words[0], 5);
}

static void info_says_who_waits_for_whom(void **state)
{
    cap_t gate = gate_new(&home), n = notification_new();
    cap_t cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10), *other = actor_new(&home, 9);

    (void)state;
    MUST(cap_thread_set_word(client->thread, 0xABCDEF));
    assert_int_equal(AS(client, call(cap, 0x2000, 1)), PENDING);
    assert_int_equal(see(client).state, THREAD_STATE_CALLING);
    assert_int_equal(see(client).waits_for, base_of(server->thread));
    assert_int_equal(see(client).priority, 0);
    assert_int_equal(see(server).serves, 0xABCDEF);
    assert_int_equal(see(server).depth, 1);
    assert_int_equal(see(server).priority, 10);
    assert_int_equal(AS(other, call(cap, 0x2000, 1)), PENDING);
    assert_int_equal(see(other).state, THREAD_STATE_QUEUED);
    assert_int_equal(see(other).waits_for, base_of(gate));
    assert_int_equal(AS(server, cap_notification_wait(n, 0, NULL)), PENDING);
    assert_int_equal(see(server).waits_for, base_of(n));
    assert_int_equal(see(server).word, 1000 + server->index);
}

static void deleted_while_it(void **state)
{
    cap_t n = notification_new();
    struct actor *waits = actor_new(&home, 10), *runs = actor_new(&home, 10);
    struct actor *deletes = actor_new(&home, 10);

    (void)state;
    assert_int_equal(
        AS(waits, cap_notification_wait(n, port_time() + 10000000, NULL)),
        PENDING);
    MUST(cap_table_delete(home.table, waits->thread));
    assert_int_equal(AS(deletes, cap_table_delete(home.table, deletes->thread)),
                     PENDING);
    assert_int_equal(type_of(deletes->thread), NO_TYPE);
    actor_stopped(&home);
    assert_int_equal(act_other(runs, COMMAND_FP, 0, 55), OK);
    MUST(cap_table_delete(home.table, runs->thread));
    check_kernel();
}

/* FP registers belong to the thread. */
static void fp_registers_are_kept_apart(void **state)
{
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 11);

    (void)state;
    assert_int_equal(act_other(a, COMMAND_FP, 0, 111), OK);
    assert_int_equal(result(a, 0), 0);
    assert_int_equal(act_other(b, COMMAND_FP, 0, 222), OK);
    assert_int_equal(result(b, 0), 0);
    assert_int_equal(act_other(a, COMMAND_FP, 0, 1), OK);
    assert_int_equal(result(a, 0), 111);
    assert_int_equal(act_other(b, COMMAND_FP, 0, 2), OK);
    assert_int_equal(result(b, 0), 222);
    MUST(cap_thread_stop(a->thread));
    MUST(cap_thread_start(a->thread, port_entry(), 0));
    assert_int_equal(act_other(a, COMMAND_FP, 0, 0), OK);
    assert_int_equal(result(a, 0), 0);
}

static void the_thread_pointer_is_as_configured(void **state)
{
    cap_t thread = make(TYPE_THREAD, 0);

    (void)state;
    for (word_t pointer = 0x1230; pointer < 0x1250; pointer += 0x10) {
        MUST(cap_thread_configure(thread, 0, pointer, 0, home.domain));
        MUST(cap_thread_start(thread, port_entry(), 0));
        MUST(cap_thread_stop(thread));
        assert_int_equal(register_of(thread, ABI_REGISTER_THREAD_POINTER),
                         pointer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(start_enters_with_the_argument),
        world_test(start_refuses),
        world_test(configure_refuses),
        world_test(stop_and_resume),
        world_test(stop_in_a_call),
        world_test(a_stopped_activation_is_parked),
        world_test(binding_time),
        world_test(cancel_ends_a_call),
        world_test(registers),
        world_test(info_says_who_waits_for_whom),
        world_test(deleted_while_it),
        world_test(fp_registers_are_kept_apart),
        world_test(the_thread_pointer_is_as_configured),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
