/*
 * Depth 65,535 cannot be derived from. A chain that long does not fit into the
 * fake machine, so the depth of a leaf is set to it for the one invocation.
 */
#include "../support/world.h"

#include "../support/port.h"

#include "host.h"
#include "port_host.h"

static word_t saved;

/* Nothing is derived from `cap` yet. */
static struct slot *deepen(cap_t cap)
{
    struct slot *slot = thread_slot(host_controller, cap);

    port_check_every = 0;
    saved = slot->previous;
    slot->previous |= SLOT_DEPTH_MAX;
    return slot;
}

#define DEEP(capability, invocation)                                           \
    do {                                                                       \
        struct slot *deep_slot = deepen(capability);                           \
                                                                               \
        assert_int_equal((invocation), TOO_DEEP);                              \
        deep_slot->previous = saved;                                           \
    } while (false)

static void deriving(void **state)
{
    cap_t n = notification_new(), frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    cap_t untyped = make(TYPE_UNTYPED, 12), table = make(TYPE_TABLE, 11);
    cap_t cpu = slot_new(), to = slot_new();

    (void)state;
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 9, cpu));
    DEEP(n, cap_table_derive(home.table, n, 0xFF, 0, to));
    DEEP(n, cap_table_put(table, 1, n, TRANSFER_DERIVE));
    DEEP(frame, cap_frame_part(frame, 0, ABI_PAGE_BITS, 7, to));
    DEEP(untyped, cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, to));
    DEEP(cpu, cap_cpu_limit(cpu, 1, to));
    DEEP(BOOT_SLOT_IRQ_CONTROL,
         cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, 1, to));
    assert_int_equal(type_of(to), NO_TYPE);
}

/* An object holds a child of an original, a copy of anything else. */
static void holding(void **state)
{
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t table = make(TYPE_TABLE, 11), gate = make(TYPE_GATE, 0);
    cap_t thread = make(TYPE_THREAD, 0), time = make(TYPE_SCHED_CONTEXT, 0);
    struct actor *spare = actor_stopped(&home);

    (void)state;
    DEEP(table, cap_domain_set_table(domain, table));
    DEEP(domain, cap_thread_configure(thread, 0, 0, 0, domain));
    DEEP(time, cap_thread_bind(thread, time));
    DEEP(domain, cap_gate_configure(gate, port_entry(), 0, domain));
    DEEP(BOOT_SLOT_CPUS, cap_cpu_configure(BOOT_SLOT_CPUS, 5, time));
    MUST(cap_gate_configure(gate, port_entry(), 0, home.domain));
    DEEP(gate, cap_gate_add_activation(gate, spare->thread));
}

/* A badged notification, or a gate's, is no original: it is copied, and there
   is no depth to run out of. */
static void what_is_copied_is_never_too_deep(void **state)
{
    cap_t gate = make(TYPE_GATE, 0), n = notification_new();
    cap_t one = signaller(n, 1), cap = callable(gate, 1);
    cap_t domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    cap_t children = slot_new();
    struct slot *slot;

    (void)state;
    slot = deepen(one);
    MUST(cap_gate_set_notification(gate, one));
    slot->previous = (slot->previous & ~(word_t)0xFFFF) | (saved & 0xFFFF);
    MUST(cap_table_revoke(home.table, n));
    slot = deepen(cap);
    MUST(cap_table_copy(home.table, cap, children));
    MUST(cap_table_delete(home.table, children));
    slot->previous = (slot->previous & ~(word_t)0xFFFF) | (saved & 0xFFFF);
    MUST(cap_domain_set_fault_gate(domain, cap));
}

static void taking_an_offer(void **state)
{
    cap_t gate = gate_new(&home), cap = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    cap_t n = notification_new(), to = slot_new();

    (void)state;
    assert_int_equal(AS(client, call(cap | CAP_OFFER(n), 0x2000, 0)), PENDING);
    DEEP(n, AS(server, cap_self_take(to, NO_TYPE)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(deriving),
        world_test(holding),
        world_test(what_is_copied_is_never_too_deep),
        world_test(taking_an_offer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
