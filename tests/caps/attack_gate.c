/* Attacks on gates, faults and what was given at boot. */
#include "../support/port.h"
#include "../support/world.h"

/* domain.cap: "It must be callable". */
static void fault_gate_that_cannot_be_called(void **state)
{
    cap_t gate = gate_new(&home);
    struct place *place = place_new();

    (void)state;
    assert_int_not_equal(cap_domain_set_fault_gate(place->domain, gate), OK);
    assert_int_not_equal(cap_domain_set_syscall_gate(place->domain, gate), OK);
}

/* What was given at boot cannot be deleted, not by way of a table either. */
static void boot_capability_in_a_doomed_table(void **state)
{
    cap_t table = make(TYPE_TABLE, 6 + 5);
    cap_t boot = device_untyped(ABI_PAGE_BITS);
    cap_t at = boot;
    word_t base = base_of(boot), slots = 0, found = 0;

    (void)state;
    assert_int_equal(cap_table_delete(home.table, boot), NOT_DELETABLE);
    if (cap_table_put(table, 5, boot, TRANSFER_GIVE) == OK) {
        (void)cap_table_delete(home.table, table);
        MUST(cap_table_info(home.table, &slots));
        for (at = 1; at < slots; at++)
            found += type_of(at) == TYPE_UNTYPED && base_of(at) == base;
        assert_int_equal(found, 1);
    }
}

/* Without a badge the notification of a gate would never be signalled. */
static void notification_without_a_badge(void **state)
{
    cap_t gate = gate_new(&home), n = notification_new();

    (void)state;
    assert_int_equal(cap_gate_set_notification(gate, n), NO_BADGE);
}

/* The activations of one gate: H handles the fault of F, both of gate G, and
   two callers wait, the second through a slot that is empty by now. */
static void abort_behind_an_invalid_waiter(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(place);
    struct actor *f = activation_new(place, gate);
    struct actor *h = activation_new(place, gate);
    struct actor *c = actor_new(&home, 10);
    struct actor *w1 = actor_new(&home, 20), *w2 = actor_new(&home, 15);
    cap_t way = callable(gate, 1), way1 = callable(gate, 2);
    cap_t way2 = callable(gate, 3);
    struct actor *t;

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(gate, 9)));
    assert_int_equal(AS(c, call(way, 0, 0)), PENDING);
    t = f->entries ? f : h;
    if (t == h) {
        h = f;
        f = t;
    }
    assert_int_equal(act_other(f, COMMAND_PRIVILEGED, 0, 0), PENDING);
    assert_int_equal(h->entries, 1);
    assert_int_equal(h->badge, 9);
    assert_int_equal(AS(w1, call(way1, 0, 0)), PENDING);
    assert_int_equal(AS(w2, call(way2, 0, 0)), PENDING);
    MUST(cap_table_delete(home.table, way2));
    (void)AS(h, give_back(FAULT_ABORT, 0, 0, TRANSFER_DERIVE));
    assert_int_equal(finished(c), SERVER_FAULT);
    assert_int_equal(h->badge, 2);
    assert_int_equal(state_of(f), THREAD_STATE_IDLE);
}

/* gate.watch: "or its offer cannot be delivered". The caller faulted, so that a
   reply's offer cannot be. */
static void offer_with_the_reply_to_a_fault(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home), n = notification_new(), session;
    cap_t done = signaller(n, 4), way = callable(gate, 9);
    struct actor *h = activation_new(&home, gate);
    struct actor *f = actor_new(place, 10);
    word_t bits;
    cap_t reply = slot_new();

    (void)state;
    MUST(cap_gate_set_notification(gate, done));
    session = callable(gate, 5);
    MUST(cap_gate_watch(gate, session));
    MUST(cap_domain_set_fault_gate(place->domain, way));
    (void)act_other(f, COMMAND_PRIVILEGED, 0, 0);
    MUST(AS(h, cap_self_defer(reply)));
    (void)AS(h, give_back(0, 0, 0, 0));
    {
        struct message message = {0};
        MUST(abi_invoke(reply | CAP_OFFER(session),
                        OP_REPLY_SEND | (word_t)FAULT_RESUME << 16, &message));
    }
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 4);
}

/* The domain capability given to gate.configure is revoked: the gate is closed;
   then it is configured again with its activations still there. */
static void gate_reopened(void **state)
{
    struct place *place = place_new();
    cap_t gate = make(TYPE_GATE, 0),
          copy = derive(place->domain, DOMAIN_RIGHTS, 0);
    cap_t child = derive(copy, DOMAIN_RIGHTS, 0);
    cap_t way;
    struct actor *c = actor_new(&home, 10), *s = actor_stopped(place);

    (void)state;
    MUST(cap_gate_configure(gate, port_entry(), 0, child));
    MUST(cap_gate_add_activation(gate, s->thread));
    way = callable(gate, 3);
    MUST(cap_table_revoke(home.table, copy));
    assert_int_equal(AS(c, call(way, 0, 0)), SERVER_GONE);
    assert_int_equal(cap_gate_configure(gate, port_entry(), 0, place->domain),
                     OK);
    assert_int_equal(AS(c, call(way, 0, 0)), PENDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(fault_gate_that_cannot_be_called),
        world_test(boot_capability_in_a_doomed_table),
        world_test(notification_without_a_badge),
        world_test(abort_behind_an_invalid_waiter),
        world_test(offer_with_the_reply_to_a_fault),
        world_test(gate_reopened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
