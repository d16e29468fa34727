/*
 * The one door, for every operation of every type: what the generated tables
 * refuse before an operation's own function runs.
 */
#include "../support/world.h"

#include "invoke.h"
#include "machine.h"

static cap_t full[OBJECT_TYPES]; /* an original of each type, or 0 */

static void make_one_of_each(void)
{
    static const enum object_type plain[] = {TYPE_THREAD, TYPE_SCHED_CONTEXT,
                                             TYPE_NOTIFICATION};
    struct actor *server, *client;
    cap_t gate = gate_new(&home), cap = callable(gate, 1);

    for (unsigned i = 0; i < 3; i++)
        full[plain[i]] = make(plain[i], 0);
    full[TYPE_GATE] = make(TYPE_GATE, 0);
    full[TYPE_UNTYPED] = make(TYPE_UNTYPED, 12);
    full[TYPE_TABLE] = make(TYPE_TABLE, 11);
    full[TYPE_FRAME] = make(TYPE_FRAME, ABI_PAGE_BITS);
    full[TYPE_DOMAIN] = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    full[TYPE_IRQ_CONTROL] = BOOT_SLOT_IRQ_CONTROL;
    full[TYPE_CPU] = BOOT_SLOT_CPUS;
    full[TYPE_CONSOLE] = BOOT_SLOT_CONSOLE;
    full[TYPE_IRQ] = slot_new();
    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, 2, full[TYPE_IRQ]));
    server = activation_new(&home, gate);
    client = actor_new(&home, 10);
    full[TYPE_REPLY] = slot_new();
    assert_int_equal(AS(client, call(cap, 0x2000, 0)), PENDING);
    MUST(AS(server, cap_self_defer(full[TYPE_REPLY])));
}

/* Calls `check` for every operation there is. */
static void for_each_operation(void (*check)(cap_t, word_t,
                                             const struct operation *))
{
    for (word_t type = 1; type < OBJECT_TYPES; type++)
        for (word_t i = 0; full[type] && operation_find(type << 8 | i); i++)
            check(full[type], type << 8 | i, operation_find(type << 8 | i));
}

static cap_t without_rights(cap_t source, word_t rights)
{
    return derive(source, rights, 0);
}

/* ---- the checks ---- */

static void in_the_wrong_place(cap_t cap, word_t number,
                               const struct operation *known)
{
    static const word_t nowhere[] = {0, 1 << 19, 0xFFFFE, 1023};
    word_t type = number >> 8;

    (void)known;
    for (unsigned i = 0; i < 4; i++)
        FAILS(EMPTY_SLOT, operate(nowhere[i], number, 0, 0, 0));
    for (word_t other = 1; other < OBJECT_TYPES; other++)
        if (full[other] && other != type)
            FAILS(UNKNOWN_OPERATION, operate(full[other], number, 0, 0, 0));
    if (type != TYPE_REPLY)
        FAILS(UNKNOWN_OPERATION,
              operate(cap, number | (word_t)1 << 16, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(cap, number | (word_t)1 << 48, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(cap, number | (word_t)1 << 62, 0, 0, 0));
    FAILS(UNKNOWN_OPERATION, operate(CAP_SELF, number, 0, 0, 0));
}

static void without_the_right(cap_t cap, word_t number,
                              const struct operation *known)
{
    for (unsigned bit = 0; bit < 8; bit++) {
        word_t rights = known->needs & ~(1u << bit);

        if (!(known->needs >> bit & 1) ||
            (number >> 8 == TYPE_GATE && rights & GATE_CALL))
            continue;
        FAILS(MISSING_RIGHT,
              operate(without_rights(cap, rights), number, 0, 0, 0));
    }
}

static void with_the_wrong_argument(cap_t cap, word_t number,
                                    const struct operation *known)
{
    static const word_t nothing[] = {0, 1000, 1 << 19, 0xFFFFE, CAP_SELF};
    unsigned type = known->argument & SLOT_TYPE_MASK;
    cap_t wrong = full[type == TYPE_FRAME ? TYPE_TABLE : TYPE_FRAME];
    cap_t bare;

    if (!known->takes_argument)
        return;
    for (unsigned i = 0; i < 5; i++)
        FAILS(NO_ARGUMENT,
              operate(cap | CAP_OFFER(nothing[i]), number, 0, 0, 0));
    if (!type)
        return;
    FAILS(WRONG_ARGUMENT, operate(cap | CAP_OFFER(wrong), number, 0, 0, 0));
    if (!(known->argument >> SLOT_RIGHTS_SHIFT))
        return;
    bare = without_rights(full[type], 0);
    FAILS(ARGUMENT_RIGHT, operate(cap | CAP_OFFER(bare), number, 0, 0, 0));
}

static void without_room_for_the_result(cap_t cap, word_t number,
                                        const struct operation *known)
{
    static const word_t nowhere[] = {0, 1 << 19, 1024, CAP_SELF};

    if (!known->gives_result)
        return;
    for (unsigned i = 0; i < 4; i++)
        FAILS(NO_ACCEPT,
              operate(cap | CAP_ACCEPT(nowhere[i]), number, 1, 0, 0));
    FAILS(SLOT_OCCUPIED, operate(cap | CAP_ACCEPT(cap), number, 1, 0, 0));
}

/* ---- the tests ---- */

static void every_operation_belongs_to_its_type(void **state)
{
    (void)state;
    make_one_of_each();
    for_each_operation(in_the_wrong_place);
}

static void every_operation_needs_its_rights(void **state)
{
    (void)state;
    make_one_of_each();
    for_each_operation(without_the_right);
}

static void every_argument_is_checked(void **state)
{
    (void)state;
    make_one_of_each();
    for_each_operation(with_the_wrong_argument);
}

static void every_result_needs_room(void **state)
{
    (void)state;
    make_one_of_each();
    for_each_operation(without_room_for_the_result);
}

/* Numbers around the edges of what exists. */
static void operations_that_do_not_exist(void **state)
{
    static const word_t numbers[] = {0,
                                     1,
                                     0xFF,
                                     0x100000,
                                     0xFFFF,
                                     0x1F00,
                                     0x2000,
                                     (word_t)1 << 32,
                                     ~OPERATION_RETURN};

    (void)state;
    make_one_of_each();
    for (word_t type = 1; type < OBJECT_TYPES; type++) {
        word_t count = 0;

        if (!full[type])
            continue;
        while (operation_find(type << 8 | count))
            count++;
        FAILS(UNKNOWN_OPERATION,
              operate(full[type], type << 8 | count, 0, 0, 0));
        for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++)
            FAILS(UNKNOWN_OPERATION, operate(full[type], numbers[i], 0, 0, 0));
    }
}

/* What a call takes along is forgotten when it ends. */
static void nothing_travels_after_a_call(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    const struct thread *caller =
        slot_object(thread_slot(host_controller, client->thread));

    (void)state;
    assert_int_equal(AS(client, call(cap | CAP_OFFER(gate), 0x2000, 0)),
                     PENDING);
    assert_int_equal(caller->transfer, CAP_OFFER(gate));
    assert_int_equal(AS(server, give_back(7, 0, 0, 0)), PENDING);
    assert_int_equal(finished(client), 7);
    assert_int_equal(caller->transfer, 0);
}

/* All of it once more, as fast paths come in. */
static int in_parts(void **state)
{
    int status = world_setup(state);

    host_in_parts = true;
    return status;
}

#define in_parts_test(function)                                                \
    cmocka_unit_test_setup_teardown(function, in_parts, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(every_operation_belongs_to_its_type),
        world_test(every_operation_needs_its_rights),
        world_test(every_argument_is_checked),
        world_test(every_result_needs_room),
        world_test(operations_that_do_not_exist),
        world_test(nothing_travels_after_a_call),
        in_parts_test(every_operation_belongs_to_its_type),
        in_parts_test(every_operation_needs_its_rights),
        in_parts_test(every_argument_is_checked),
        in_parts_test(every_result_needs_room),
        in_parts_test(operations_that_do_not_exist),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
