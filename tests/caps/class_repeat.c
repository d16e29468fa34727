/*
 * Books that have to balance after very many steps: a million of retypes,
 * derives and deletes at random against a model, and everything that can be
 * bound bound anew a million times. (Boards do one in a hundred.)
 */
#include "../support/world.h"

#include "../support/port.h"

#define MILLION 1000000

/* ---- retypes, derives, deletes ---- */

#define SLOTS 48
#define MEMORY_BITS 12
#define OBJECTS ((1 << MEMORY_BITS) / 64) /* that fit into it */

/* What there should be in a slot: nothing, or a notification's capability, and
   from which slot it was derived (0: it is the original). */
struct expected {
    bool filled;
    unsigned parent;
    word_t badge;
};

struct books {
    cap_t memory, first; /* slots first + 1 to first + SLOTS */
    struct expected slots[SLOTS + 1];
    unsigned originals; /* made since the memory was empty */
    word_t random;
};

static unsigned pick(struct books *b, unsigned limit)
{
    b->random = b->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(b->random >> 33) % limit;
}

static void forget(struct books *b, unsigned slot)
{
    b->slots[slot].filled = false;
    for (unsigned i = 1; i <= SLOTS; i++)
        if (b->slots[i].filled && b->slots[i].parent == slot)
            forget(b, i);
}

static bool all_empty(const struct books *b)
{
    for (unsigned i = 1; i <= SLOTS; i++)
        if (b->slots[i].filled)
            return false;
    return true;
}

static void do_retype(struct books *b, unsigned slot)
{
    bool fits;

    if (all_empty(b))
        b->originals = 0;
    fits = b->originals < OBJECTS;
    assert_int_equal(
        cap_untyped_retype(b->memory, TYPE_NOTIFICATION, 0, b->first + slot),
        fits ? OK : NO_MEMORY);
    b->originals += fits;
    b->slots[slot] = (struct expected){fits, 0, 0};
}

static void do_derive(struct books *b, unsigned slot)
{
    unsigned from = 1 + pick(b, SLOTS);
    word_t badge = b->slots[from].badge ? 0 : 1 + pick(b, 1000);
    bool good = b->slots[from].filled;

    assert_int_equal(cap_table_derive(home.table, b->first + from, 0xFF, badge,
                                      b->first + slot),
                     good ? OK : EMPTY_SLOT);
    if (good)
        b->slots[slot] =
            (struct expected){true, from, badge ? badge : b->slots[from].badge};
}

static void do_step(struct books *b)
{
    unsigned slot = 1 + pick(b, SLOTS);

    if (b->slots[slot].filled) {
        MUST(cap_table_delete(home.table, b->first + slot));
        forget(b, slot);
    } else if (pick(b, 4) == 0) {
        do_retype(b, slot);
    } else {
        do_derive(b, slot);
    }
}

static void compare(const struct books *b)
{
    for (unsigned i = 1; i <= SLOTS; i++) {
        struct look look = look_at(b->first + i);

        assert_int_equal(look.type,
                         b->slots[i].filled ? TYPE_NOTIFICATION : NO_TYPE);
        if (b->slots[i].filled) {
            assert_int_equal(look.badge, b->slots[i].badge);
            assert_int_equal(look.flags & SLOT_FLAG_ORIGINAL,
                             !b->slots[i].parent);
        }
    }
    check_kernel();
}

static void a_million_retypes_derives_and_deletes(void **state)
{
    struct books b = {.memory = make(TYPE_UNTYPED, MEMORY_BITS), .random = 1};
    word_t steps = port_times(MILLION);

    (void)state;
    port_check_rarely();
    b.first = slot_new();
    for (unsigned i = 0; i < SLOTS; i++)
        (void)slot_new();
    for (word_t i = 1; i <= steps; i++) {
        do_step(&b);
        if (i % (steps / 50) == 0)
            compare(&b);
    }
    MUST(cap_table_revoke(home.table, b.memory));
    for (unsigned i = 1; i <= SLOTS; i++)
        b.slots[i].filled = false;
    compare(&b);
    do_retype(&b, 1);
    compare(&b);
}

/* ---- binding ---- */

static cap_t targets[2], objects[2];

static void two(enum object_type target, word_t target_bits,
                enum object_type object, word_t object_bits)
{
    for (unsigned i = 0; i < 2; i++) {
        targets[i] = make(target, target_bits);
        objects[i] = make(object, object_bits);
    }
}

/* Calls `bind` very often, with 0 and 1 in turn, and leaves nothing behind. */
static void often(void (*bind)(unsigned which))
{
    word_t times = port_times(MILLION);

    port_check_rarely();
    for (word_t i = 0; i < times; i++)
        bind(i % 2);
    check_kernel();
}

static void bind_time(unsigned which)
{
    MUST(cap_thread_bind(targets[which], objects[which]));
    MUST(cap_thread_unbind(targets[which]));
}

static void thread_bind(void **state)
{
    (void)state;
    two(TYPE_THREAD, 0, TYPE_SCHED_CONTEXT, 0);
    often(bind_time);
}

static void bind_home(unsigned which)
{
    MUST(cap_thread_configure(targets[0], 0, 0, which, objects[which]));
}

static void thread_configure(void **state)
{
    (void)state;
    two(TYPE_THREAD, 0, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    often(bind_home);
}

static void bind_table(unsigned which)
{
    MUST(cap_domain_set_table(targets[0], objects[which]));
}

static void domain_set_table(void **state)
{
    (void)state;
    two(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, TYPE_TABLE, 11);
    often(bind_table);
}

static void bind_gates(unsigned which)
{
    MUST(cap_domain_set_fault_gate(targets[0], objects[which]));
    MUST(cap_domain_set_syscall_gate(targets[0], objects[!which]));
}

static void domain_set_gates(void **state)
{
    (void)state;
    two(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, TYPE_GATE, 0);
    objects[0] = callable(objects[0], 1);
    objects[1] = callable(objects[1], 2);
    often(bind_gates);
}

static void bind_entry(unsigned which)
{
    MUST(cap_gate_configure(targets[0], port_entry(), 0, objects[which]));
}

static void gate_configure(void **state)
{
    (void)state;
    two(TYPE_GATE, 0, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    often(bind_entry);
}

static void bind_notification(unsigned which)
{
    MUST(cap_gate_set_notification(targets[0], objects[which]));
}

static void gate_set_notification(void **state)
{
    (void)state;
    two(TYPE_GATE, 0, TYPE_NOTIFICATION, 0);
    objects[0] = signaller(objects[0], 1);
    objects[1] = signaller(objects[1], 2);
    often(bind_notification);
}

static void bind_irq(unsigned which)
{
    MUST(cap_irq_bind(targets[0], objects[which]));
}

static void irq_bind(void **state)
{
    (void)state;
    two(TYPE_NOTIFICATION, 0, TYPE_NOTIFICATION, 0);
    targets[0] = slot_new();
    MUST(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, port_irq_line(),
                             targets[0]));
    objects[0] = signaller(objects[0], 1);
    objects[1] = signaller(objects[1], 2);
    often(bind_irq);
}

static void bind_core(unsigned which)
{
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, which + 3, objects[0]));
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, which + 5, targets[0]));
}

static void cpu_configure_and_set_ceiling(void **state)
{
    (void)state;
    two(TYPE_GATE, 0, TYPE_SCHED_CONTEXT, 0);
    often(bind_core);
}

static void bind_page(unsigned which)
{
    MUST(cap_domain_map(targets[which], FRAME_READ, MEMORY_TYPE_NORMAL,
                        objects[0]));
    MUST(cap_frame_unmap(objects[0]));
}

static void domain_map(void **state)
{
    word_t free, tables;

    (void)state;
    two(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, TYPE_FRAME, ABI_PAGE_BITS);
    often(bind_page);
    for (unsigned i = 0; i < 2; i++) {
        MUST(cap_domain_info(targets[i], NULL, &free, &tables));
        assert_int_equal(free, tables);
    }
}

static void bind_activation(unsigned which)
{
    (void)which;
    MUST(cap_gate_add_activation(targets[0], objects[0]));
    MUST(cap_table_delete(home.table, targets[0]));
    MUST(cap_untyped_retype(targets[1], TYPE_GATE, 0, targets[0]));
    MUST(cap_gate_configure(targets[0], port_entry(), 0, home.domain));
}

static void gate_add_activation(void **state)
{
    word_t activations;

    (void)state;
    targets[0] = slot_new();
    targets[1] = make(TYPE_UNTYPED, 8);
    objects[0] = actor_stopped(&home)->thread;
    MUST(cap_untyped_retype(targets[1], TYPE_GATE, 0, targets[0]));
    MUST(cap_gate_configure(targets[0], port_entry(), 0, home.domain));
    often(bind_activation);
    MUST(cap_gate_info(targets[0], &activations, NULL, NULL));
    assert_int_equal(activations, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_million_retypes_derives_and_deletes),
        world_test(thread_bind),
        world_test(thread_configure),
        world_test(domain_set_table),
        world_test(domain_set_gates),
        world_test(gate_configure),
        world_test(gate_set_notification),
        world_test(irq_bind),
        world_test(cpu_configure_and_set_ceiling),
        world_test(domain_map),
        world_test(gate_add_activation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
