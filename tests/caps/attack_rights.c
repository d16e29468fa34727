/* Attacks on rights. */
#include "../support/world.h"

/* Somebody may only look at a table; a domain of his own must not let him use
   what is in it. */
static void inspect_only_table(void **state)
{
    struct place *place = place_new();
    cap_t table = make(TYPE_TABLE, 6 + 5), n = notification_new();
    cap_t one = signaller(n, 1), look = derive(table, TABLE_INSPECT, 0);
    struct actor *a;
    word_t bits = 0;

    (void)state;
    a = actor_new(place, 10);
    MUST(cap_table_put(table, 5, one, TRANSFER_DERIVE));
    MUST(cap_table_put(table, a->go, a->go_signal - 1, TRANSFER_DERIVE));
    if (cap_domain_set_table(place->domain, look) == OK) {
        (void)AS(a, cap_notification_signal(5));
        MUST(cap_notification_poll(n, &bits));
        assert_int_equal(bits, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(inspect_only_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
