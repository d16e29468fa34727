/* CAP_SELF: what caps/self.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001

static word_t register_of(const struct actor *actor, word_t number)
{
    word_t value;

    MUST(cap_thread_stop(actor->thread));
    MUST(cap_thread_read_registers(actor->thread, number, &value, NULL, NULL,
                                   NULL, NULL, NULL));
    return value;
}

static void yield_lets_equals_run(void **state)
{
    struct actor *a = actor_new(&home, 1), *b = actor_new(&home, 1);
    word_t before;

    (void)state;
    /* As often as root yields, each of its equals gets a turn. */
    REPEAT(a, 1, cap_self_yield());
    REPEAT(b, 1, cap_self_yield());
    before = a->repeated;
    for (unsigned i = 0; i < 10; i++)
        MUST(cap_self_yield());
    assert_in_range(a->repeated, before + 9, before + 11);
    assert_in_range(b->repeated, a->repeated - 2, a->repeated + 2);
    a->halt = b->halt = true;
    MUST(cap_self_yield());
    MUST(cap_self_yield());
    assert_int_equal(finished(a), OK);
    assert_int_equal(finished(b), OK);
}

static void exit_without_a_handler_stops(void **state)
{
    struct actor *a = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(a, cap_self_exit(3)), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_STOPPED);
    MUST(cap_thread_start(a->thread, port_entry(), 0));
    assert_int_equal(a->entries, 2);
}

static void nobody_is_being_served(void **state)
{
    cap_t to = slot_new();

    (void)state;
    FAILS(NO_CALLER, cap_self_take(to, NO_TYPE));
    FAILS(NO_CALLER, cap_self_defer(to));
    FAILS(NO_CALLER,
          cap_self_read_registers(0, NULL, NULL, NULL, NULL, NULL, NULL));
    FAILS(NO_CALLER, cap_self_write_register(0, 0));
    FAILS(INVALID_ARGUMENT,
          cap_self_read_registers(ABI_REGISTER_COUNT, NULL, NULL, NULL, NULL,
                                  NULL, NULL));
    FAILS(INVALID_ARGUMENT, cap_self_write_register(ABI_REGISTER_COUNT, 0));
    FAILS(NO_CALLER, operate(0, OPERATION_RETURN, 0, 0, 0));
    FAILS(NO_CALLER, operate(0, ~(word_t)0, 0, 0, 0));
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        FAILS(INVALID_ARGUMENT, cap_self_write_register(huge_words[i], 0));
        FAILS(INVALID_ARGUMENT,
              cap_self_take(to, (enum object_type)(huge_words[i] | 64)));
    }
}

static void defer_refuses(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    cap_t to = slot_new();

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    FAILS(SLOT_OCCUPIED, AS(server, cap_self_defer(gate)));
    FAILS(INVALID_SLOT, AS(server, cap_self_defer(0)));
    FAILS(INVALID_SLOT, AS(server, cap_self_defer(CAP_SELF)));
    FAILS(INVALID_SLOT, AS(server, cap_self_defer(~(word_t)0)));
    FAILS(INVALID_SLOT,
          AS(server, cap_self_defer((word_t)1 << world.info->table_bits)));
    FAILS(NOT_FAULTED, AS(server, cap_self_read_registers(0, NULL, NULL, NULL,
                                                          NULL, NULL, NULL)));
    FAILS(NOT_FAULTED, AS(server, cap_self_write_register(0, 0)));
    MUST(AS(server, cap_self_defer(to)));
    FAILS(NO_CALLER, AS(server, cap_self_defer(to)));
}

static void the_thread_pointer(void **state)
{
    struct actor *a = actor_new(&home, 10);

    (void)state;
    MUST(AS(a, cap_self_set_thread_pointer(0x1000)));
    assert_int_equal(register_of(a, ABI_REGISTER_THREAD_POINTER), 0x1000);
    MUST(cap_thread_resume(a->thread));
    for (unsigned i = 4; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              AS(a, cap_self_set_thread_pointer(huge_words[i])));
}

/* CAP_SELF is in no table: other operations, and other numbers, are refused. */
static void only_its_own_operations(void **state)
{
    (void)state;
    FAILS(UNKNOWN_OPERATION, operate(CAP_SELF, OP_TABLE_INFO, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(CAP_SELF, TYPE_SELF << 8 | 0xFF, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(CAP_SELF, 0, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION,
          operate(CAP_SELF, OP_SELF_YIELD | 1 << 16, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION,
          operate(CAP_SELF, OP_SELF_YIELD | (word_t)1 << 62, 0, 0, 0));
    FAILS(EMPTY_SLOT, operate(CAP_SELF - 1, OP_SELF_YIELD, 0, 0, 0));
    FAILS(EMPTY_SLOT, operate(0, OP_SELF_YIELD, 0, 0, 0));
    FAILS(NO_ARGUMENT, cap_thread_bind(BOOT_SLOT_THREAD, CAP_SELF));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(yield_lets_equals_run),
        world_test(exit_without_a_handler_stops),
        world_test(nobody_is_being_served),
        world_test(defer_refuses),
        world_test(the_thread_pointer),
        world_test(only_its_own_operations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
