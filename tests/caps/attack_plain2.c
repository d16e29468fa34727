/* Attacks on short ways out of the kernel: what they may leave behind, or
   undone. */
#include "../support/world.h"

#define SECRET 0x7EA5E7000000

/* Nothing but the answer comes back, however short the way was. */
static void says_only(struct actor *actor, int64_t status, word_t cap,
                      word_t operation)
{
    with_secrets();
    FAILS(status, AS(actor, operate(cap, operation, 1, 2, 3)));
    assert_int_equal(rest_of(actor), 0);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        assert_int_equal(result(actor, i), 0);
}

static void short_answers(void **state)
{
    struct actor *a = actor_new(&home, 10);
    cap_t n = notification_new(), one = signaller(n, 4);

    (void)state;
    says_only(a, EMPTY_SLOT, 0, OP_NOTIFICATION_SIGNAL);
    says_only(a, EMPTY_SLOT, CAP_SELF - 1, OP_NOTIFICATION_SIGNAL);
    says_only(a, EMPTY_SLOT, CAP_OFFER(one), OP_NOTIFICATION_SIGNAL);
    says_only(a, EMPTY_SLOT, CAP_NO_WAIT, OP_NOTIFICATION_SIGNAL);
    says_only(a, UNKNOWN_OPERATION, CAP_SELF, OP_NOTIFICATION_SIGNAL);
    says_only(a, UNKNOWN_OPERATION, one, OP_NOTIFICATION_POLL + 1);
    says_only(a, MISSING_RIGHT, one, OP_NOTIFICATION_POLL);
    says_only(a, OK, one, OP_NOTIFICATION_SIGNAL);
    says_only(a, OK, one | CAP_OFFER(n), OP_NOTIFICATION_SIGNAL);
    with_secrets();
    MUST(AS(a, operate(n, OP_NOTIFICATION_POLL, 1, 2, 3)));
    assert_int_equal(rest_of(a), 0);
    assert_int_equal(result(a, 0), 4);
    for (unsigned i = 1; i < MESSAGE_WORDS; i++)
        assert_int_equal(result(a, i), 0);
    says_only(a, OK, n, OP_NOTIFICATION_POLL);
}

/* What changes how a thread enters the kernel counts from its next entry on. */
static void gives_its_own_system_calls_away(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home);
    struct actor *handler = activation_new(&home, gate);
    struct actor *a = actor_new(place, 10);
    cap_t domain = put(place, place->domain);
    cap_t way = put(place, callable(gate, 7));
    word_t capability;

    (void)state;
    MUST(AS(a, cap_domain_set_syscall_gate(domain, way)));
    assert_int_equal(handler->badge, 7);
    assert_int_equal(handler->words[0], FAULT_SYSCALL);
    MUST(AS(handler,
            cap_self_read_registers(ABI_REGISTER_CAPABILITY, &capability, NULL,
                                    NULL, NULL, NULL, NULL)));
    assert_int_equal(result(handler, 0), a->go);
}

/* It stands still in the middle, and goes on once it has a core again. */
static void takes_its_own_core_away(void **state)
{
    cap_t cpu = slot_new(), sub = slot_new();
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);

    (void)state;
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 20, cpu));
    MUST(cap_cpu_limit(cpu, 20, sub));
    MUST(cap_cpu_configure(sub, 10, a->time));
    LATER(a, cap_self_yield());
    assert_int_equal(AS(a, cap_table_revoke(home.table, cpu)), PENDING);
    MUST(AS(b, cap_self_yield()));
    assert_int_equal(finished(a), PENDING);
    check_kernel();
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, a->time));
    assert_int_equal(finished(a), OK);
    assert_int_equal(type_of(sub), NO_TYPE);
}

/* Whose FP state is in the registers dies; nobody finds it there, and everybody
   else has his own. */
static void fp_of_the_dead(void **state)
{
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);
    struct actor *c = actor_new(&home, 10);

    (void)state;
    MUST(act_other(c, COMMAND_FP, 0, 5));
    MUST(act_other(a, COMMAND_FP, 0, SECRET));
    says_only(a, EMPTY_SLOT, 0, 0);
    MUST(act_other(a, COMMAND_FP, 0, SECRET));
    assert_int_equal(result(a, 0), SECRET);
    MUST(cap_table_delete(home.table, a->thread));
    MUST(act_other(b, COMMAND_FP, 0, 6));
    assert_int_equal(result(b, 0), 0);
    MUST(act_other(c, COMMAND_FP, 0, 7));
    assert_int_equal(result(c, 0), 5);
}

/* Whoever helps with a deletion may take away just what it invokes. */
static void helps_until_it_has_nothing_left(void **state)
{
    cap_t table = make(TYPE_TABLE, 4 + 5), n = notification_new();
    cap_t mine = derive(table, 0xFF, 0);
    struct actor *a = actor_new(&home, 10);
    int64_t status = SLOT_OCCUPIED;
    unsigned tries;

    (void)state;
    leave_closed(table);
    for (tries = 0; tries < 300 && status == SLOT_OCCUPIED; tries++)
        status = AS(a, cap_table_derive(mine, 1, 0xFF, 0, n));
    assert_int_equal(status, EMPTY_SLOT);
    assert_int_equal(type_of(mine), NO_TYPE);
    assert_int_equal(flags_of(table) & SLOT_FLAG_DESCENDANTS, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(short_answers),
        world_test(gives_its_own_system_calls_away),
        world_test(takes_its_own_core_away),
        world_test(fp_of_the_dead),
        world_test(helps_until_it_has_nothing_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
