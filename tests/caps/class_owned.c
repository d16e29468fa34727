/*
 * Every operation's capability argument, by a program that owns it or not: the
 * number of a slot that is empty, out of the table's range, or only somebody
 * else's is refused, and changes nothing; its own is accepted.
 */
#include "../support/world.h"

#include "../support/port.h"

#include "fuzz_grammar.h"

#define OPERATIONS (sizeof grammar / sizeof *grammar)
#define TABLE_SLOTS 64 /* of a place */

/* What an operation is done on, and with: made for each row. */
struct made {
    cap_t target, argument;
};

static struct made domain_and_table(void)
{
    return (struct made){make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS),
                         make(TYPE_TABLE, 11)};
}

static struct made domain_and_gate(void)
{
    return (struct made){make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS),
                         callable(gate_new(&home), 1)};
}

static struct made domain_and_frame(void)
{
    return (struct made){make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS),
                         make(TYPE_FRAME, ABI_PAGE_BITS)};
}

static struct made gate_and_domain(void)
{
    return (struct made){make(TYPE_GATE, 0), home.domain};
}

static struct made gate_and_thread(void)
{
    return (struct made){gate_new(&home), actor_stopped(&home)->thread};
}

static struct made gate_and_notification(void)
{
    return (struct made){gate_new(&home), signaller(notification_new(), 1)};
}

static struct made gate_and_session(void)
{
    struct made made = gate_and_notification();

    MUST(cap_gate_set_notification(made.target, made.argument));
    made.argument = callable(made.target, 3);
    return made;
}

static struct made irq_and_notification(void)
{
    struct made made = {slot_new(), signaller(notification_new(), 1)};

    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, port_irq_line(),
                             made.target));
    return made;
}

static struct made thread_and_domain(void)
{
    return (struct made){make(TYPE_THREAD, 0), home.domain};
}

static struct made thread_and_time(void)
{
    return (struct made){make(TYPE_THREAD, 0), make(TYPE_SCHED_CONTEXT, 0)};
}

static struct made cpu_and_time(void)
{
    return (struct made){BOOT_SLOT_CPUS, make(TYPE_SCHED_CONTEXT, 0)};
}

static struct made cpu_and_gate(void)
{
    return (struct made){BOOT_SLOT_CPUS, gate_new(&home)};
}

static struct made table_and_anything(void)
{
    return (struct made){make(TYPE_TABLE, 11), notification_new()};
}

struct row {
    word_t operation;
    struct made (*make)(void);
    word_t words[2];
    bool entry;   /* the first word is a code address */
    word_t first; /* done before, with the same argument; or 0 */
};

static const struct row rows[] = {
    {.operation = OP_TABLE_PUT, .make = table_and_anything, .words = {5}},
    {.operation = OP_DOMAIN_SET_TABLE, .make = domain_and_table},
    {.operation = OP_DOMAIN_SET_FAULT_GATE, .make = domain_and_gate},
    {.operation = OP_DOMAIN_SET_SYSCALL_GATE, .make = domain_and_gate},
    {.operation = OP_DOMAIN_MAP,
     .make = domain_and_frame,
     .words = {FRAME_READ, MEMORY_TYPE_NORMAL}},
    {.operation = OP_DOMAIN_PROTECT,
     .make = domain_and_frame,
     .words = {FRAME_READ},
     .first = OP_DOMAIN_MAP},
    {.operation = OP_GATE_CONFIGURE, .make = gate_and_domain, .entry = true},
    {.operation = OP_GATE_ADD_ACTIVATION, .make = gate_and_thread},
    {.operation = OP_GATE_SET_NOTIFICATION, .make = gate_and_notification},
    {.operation = OP_GATE_WATCH, .make = gate_and_session},
    {.operation = OP_IRQ_BIND, .make = irq_and_notification},
    {.operation = OP_THREAD_CONFIGURE, .make = thread_and_domain},
    {.operation = OP_THREAD_BIND, .make = thread_and_time},
    {.operation = OP_CPU_CONFIGURE, .make = cpu_and_time, .words = {3}},
    {.operation = OP_CPU_SET_CEILING, .make = cpu_and_gate, .words = {3}},
};
#define ROWS (sizeof rows / sizeof *rows)

static int64_t act_on(struct actor *actor, const struct row *row,
                      word_t operation, cap_t target, cap_t offer)
{
    word_t w0 = row->entry ? port_entry() : row->words[0];

    return AS(actor, operate(target | CAP_OFFER(offer), operation, w0,
                             row->words[1], 0));
}

static void check(const struct row *row)
{
    struct place *place = place_new();
    struct actor *actor = actor_new(place, 10);
    struct made made = row->make();
    cap_t target = put(place, made.target), own;

    /* Nothing in the slot; out of range; root's number for it. */
    FAILS(NO_ARGUMENT, act_on(actor, row, row->operation, target, place->next));
    FAILS(NO_ARGUMENT, act_on(actor, row, row->operation, target, TABLE_SLOTS));
    FAILS(NO_ARGUMENT, act_on(actor, row, row->operation, target, 0));
    FAILS(NO_ARGUMENT, act_on(actor, row, row->operation, target, CAP_SELF));
    if (made.argument >= place->next)
        FAILS(NO_ARGUMENT,
              act_on(actor, row, row->operation, target, made.argument));
    own = put(place, made.argument);
    if (row->first)
        MUST(act_on(actor, row, row->first, target, own));
    MUST(act_on(actor, row, row->operation, target, own));
}

static void refused_when_unowned_and_accepted_when_owned(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROWS; i++) {
        check(&rows[i]);
        assert_int_equal(world_teardown(NULL), 0);
        assert_int_equal(world_setup(NULL), 0);
    }
}

/* No operation with an argument is missing here. */
static void every_one_of_them(void **state)
{
    (void)state;
    for (unsigned i = 0; i < OPERATIONS; i++) {
        unsigned row = 0;

        while (row < ROWS && rows[row].operation != grammar[i].number)
            row++;
        assert_int_equal(row < ROWS, grammar[i].takes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(refused_when_unowned_and_accepted_when_owned),
        world_test(every_one_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
