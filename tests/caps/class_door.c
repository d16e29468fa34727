/*
 * Classes of bugs that other kernels had, at the door: numbers at their edges,
 * sums that wrap, capabilities that the caller does not own, types that are not
 * there, statuses that look like the kernel's own.
 */
#include "../support/world.h"

#include "../support/port.h"

#include "fuzz_grammar.h"

#define OPERATION 0x2001
#define OPERATIONS (sizeof grammar / sizeof *grammar)
#define LAST_STATUS 38 /* NOT_FAULTED */

/* ---- operation numbers ---- */

static void numbers_of(cap_t capability, word_t type)
{
    word_t last = 0;

    for (unsigned i = 0; i < OPERATIONS; i++)
        if (grammar[i].number >> 8 == type && grammar[i].number > last)
            last = grammar[i].number;
    assert_int_not_equal(last, 0);
    FAILS(UNKNOWN_OPERATION, operate(capability, last + 1, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(capability, last | 0xFF, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION,
          operate(capability, OPERATION_RETURN - 1, 0, 0, 0));
    /* With the top bit it is a return, by somebody who serves nobody. */
    FAILS(NO_CALLER, operate(capability, ~(word_t)0, 0, 0, 0));
    FAILS(NO_CALLER, operate(capability, OPERATION_RETURN, 0, 0, 0));
}

static void operation_numbers_at_their_edges(void **state)
{
    (void)state;
    numbers_of(make(TYPE_UNTYPED, 12), TYPE_UNTYPED);
    numbers_of(make(TYPE_TABLE, 11), TYPE_TABLE);
    numbers_of(make(TYPE_FRAME, ABI_PAGE_BITS), TYPE_FRAME);
    numbers_of(make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS), TYPE_DOMAIN);
    numbers_of(make(TYPE_THREAD, 0), TYPE_THREAD);
    numbers_of(make(TYPE_GATE, 0), TYPE_GATE);
    numbers_of(make(TYPE_SCHED_CONTEXT, 0), TYPE_SCHED_CONTEXT);
    numbers_of(notification_new(), TYPE_NOTIFICATION);
    numbers_of(BOOT_SLOT_IRQ_CONTROL, TYPE_IRQ_CONTROL);
    numbers_of(BOOT_SLOT_CPUS, TYPE_CPU);
    numbers_of(BOOT_SLOT_CONSOLE, TYPE_CONSOLE);
    numbers_of(CAP_SELF, TYPE_SELF);
}

/* Whatever the rest of the number, it is a return. */
static void a_return_by_any_number(void **state)
{
    static const word_t numbers[] = {~(word_t)0, OPERATION_RETURN,
                                     OPERATION_RETURN | OP_TABLE_DELETE};
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
        assert_int_equal(AS(server, operate(55 + i, numbers[i], 7, 0, 0)),
                         PENDING);
        assert_int_equal(finished(client), 55 + i);
        assert_int_equal(result(client, 0), 7);
    }
}

/* ---- sums that wrap ---- */

static void bases_and_lengths_that_wrap(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS + 2), to = slot_new();
    cap_t memory = make(TYPE_UNTYPED, ABI_PAGE_BITS + 2);
    word_t base = base_of(frame), cleared;

    (void)state;
    for (unsigned bit = ABI_PAGE_BITS; bit < 64; bit++) {
        word_t far = -((word_t)1 << bit); /* base + far wraps */

        FAILS(INVALID_ARGUMENT,
              cap_frame_part(frame, far, ABI_PAGE_BITS, FRAME_READ, to));
        FAILS(INVALID_ARGUMENT,
              cap_frame_part(frame, far, bit, FRAME_READ, to));
    }
    FAILS(INVALID_ARGUMENT,
          cap_frame_part(frame, -base, ABI_PAGE_BITS, FRAME_READ, to));
    FAILS(INVALID_ARGUMENT,
          cap_frame_part(frame, 4 * PAGE, ABI_PAGE_BITS, FRAME_READ, to));
    for (unsigned bits = 40; bits < 64; bits++)
        assert_int_not_equal(cap_untyped_retype(memory, TYPE_UNTYPED, bits, to),
                             OK);
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        MUST(cap_untyped_clear(memory, huge_words[i]));
        MUST(cap_untyped_info(memory, NULL, NULL, NULL, &cleared, NULL));
        assert_int_equal(cleared, 4 * PAGE);
        FAILS(INVALID_SLOT, cap_table_delete(home.table, huge_words[i]));
        FAILS(INVALID_SLOT, cap_table_copy(home.table, huge_words[i], to));
        assert_int_not_equal(
            cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, huge_words[i], to), OK);
    }
    assert_int_equal(type_of(to), NO_TYPE);
}

/* ---- types that are not there ---- */

static void an_optional_type_that_is_absent(void **state)
{
    cap_t to = slot_new(), n = notification_new();

    (void)state;
    if (type_of(BOOT_SLOT_IOPORT_CONTROL) != NO_TYPE)
        skip();
    FAILS(EMPTY_SLOT,
          cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, 0, 1, to));
    for (unsigned i = 0; i < OPERATIONS; i++)
        if (grammar[i].number >> 8 == TYPE_IOPORT ||
            grammar[i].number >> 8 == TYPE_IOPORT_CONTROL)
            FAILS(UNKNOWN_OPERATION, operate(n, grammar[i].number, 0, 0, 0));
    for (word_t type = TYPE_IOPORT; type <= TYPE_IOPORT_CONTROL; type++)
        FAILS(INVALID_ARGUMENT, operate(world.arena | CAP_ACCEPT(to),
                                        OP_UNTYPED_RETYPE, type, 12, 0));
    assert_int_equal(type_of(to), NO_TYPE);
}

/* ---- statuses of the kernel's, from a server ---- */

/* The client hears it, and nothing else comes of it. */
static void a_server_that_returns_a_kernel_status(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1), reply = slot_new();
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    for (int32_t status = -LAST_STATUS - 2; status <= 0; status++) {
        assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
        assert_int_equal(AS(server, give_back(status, 5, 0, 0)), PENDING);
        assert_int_equal(finished(client), status);
        assert_int_equal(result(client, 0), 5);
        assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
        MUST(AS(server, cap_self_defer(reply)));
        assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
        MUST(operate(reply,
                     OP_REPLY_SEND | (word_t)(uint32_t)status
                                         << REPLY_STATUS_SHIFT,
                     6, 0, 0));
        assert_int_equal(finished(client), status);
        assert_int_equal(result(client, 0), 6);
    }
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(operation_numbers_at_their_edges),
        world_test(a_return_by_any_number),
        world_test(bases_and_lengths_that_wrap),
        world_test(an_optional_type_that_is_absent),
        world_test(a_server_that_returns_a_kernel_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
