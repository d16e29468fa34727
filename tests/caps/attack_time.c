/* Attacks on time: who has it after something was taken away. */
#include "../support/world.h"

#include "../support/port.h"

static word_t priority_of(const struct actor *actor)
{
    word_t priority;

    MUST(cap_thread_info(actor->thread, NULL, &priority, NULL, NULL, NULL,
                         NULL));
    return priority;
}

/* Revoking the capability through which time was bound takes it away. */
static void revoked_binding(void **state)
{
    struct actor *a = actor_stopped(&home);
    cap_t time = make(TYPE_SCHED_CONTEXT, 0), child;
    word_t bound;

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, time));
    child = derive(time, SCHED_CONTEXT_BIND, 0);
    MUST(cap_thread_bind(a->thread, child));
    MUST(cap_thread_start(a->thread, port_entry(), 0));
    MUST(cap_table_revoke(home.table, time));
    MUST(cap_sched_context_info(time, NULL, NULL, NULL, &bound));
    assert_int_equal(bound, 0);
    assert_int_equal(priority_of(a), 0);
}

/* A client loses its domain while it is served and is started anew; its time
   comes back to it when the server returns. */
static void restarted_client_gets_its_time(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(place, 10);
    cap_t way = put(place, callable(gate, 7));

    (void)state;
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    assert_int_equal(server->entries, 1);
    MUST(cap_table_delete(home.table, place->domain));
    assert_int_equal(state_of(client), THREAD_STATE_STOPPED);
    MUST(cap_thread_configure(client->thread, port_stack(client), 0, 1,
                              home.domain));
    client->entries = 0;
    MUST(cap_thread_start(client->thread, port_entry(), 0));
    assert_int_equal(priority_of(client), 0);
    (void)AS(server, give_back(0, 0, 0, TRANSFER_DERIVE));
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
    assert_int_equal(priority_of(client), 10);
    assert_int_equal(client->entries, 1);
}

/* Who becomes ready in the middle of a long operation of a thread with a lower
   priority runs before that ends. */
static void woken_in_a_revoke(void **state)
{
    cap_t memory = make(TYPE_UNTYPED, ABI_PAGE_BITS + 7);
    cap_t frames[64], n = slot_new();
    struct actor *a = actor_new(&home, 50);
    word_t type = 99;

    (void)state;
    for (unsigned i = 0; i < 64; i++) {
        frames[i] = slot_new();
        MUST(cap_untyped_retype(memory, TYPE_FRAME, ABI_PAGE_BITS, frames[i]));
    }
    MUST(cap_untyped_retype(memory, TYPE_NOTIFICATION, 0, n));
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    LATER(a, cap_table_inspect(home.table, frames[0], &type, NULL, NULL, NULL,
                               NULL, NULL));
    MUST(cap_table_revoke(home.table, memory));
    assert_int_equal(finished(a), OK);
    assert_int_equal(result(a, 0), TYPE_FRAME);
}

/* An own sched_context that cannot run does not hide one that can. */
static void useless_own_time(void **state)
{
    cap_t gate = gate_new(&home), own = make(TYPE_SCHED_CONTEXT, 0);
    cap_t way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_thread_bind(server->thread, own)); /* never configured */
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    MUST(cap_thread_unbind(client->thread));
    MUST(cap_thread_bind(client->thread, client->time));
    assert_int_equal(priority_of(server), 10);
}

/* The client takes the core away from the time that it lent; the server has
   time of its own. */
static void core_taken_from_lent_time(void **state)
{
    cap_t gate = gate_new(&home), cpu = slot_new();
    cap_t way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_stopped(&home);

    (void)state;
    actor_give_time(server, 9);
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 20, cpu));
    client->time = make(TYPE_SCHED_CONTEXT, 0);
    {
        cap_t sub = slot_new();
        MUST(cap_cpu_limit(cpu, 20, sub));
        MUST(cap_cpu_configure(sub, 10, client->time));
    }
    MUST(cap_thread_bind(client->thread, client->time));
    MUST(cap_thread_start(client->thread, port_entry(), 0));
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    MUST(cap_table_revoke(home.table, cpu));
    assert_int_equal(priority_of(server), 9);
    (void)AS(server, give_back(0, 0, 0, 0));
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(revoked_binding),
        world_test(restarted_client_gets_its_time),
        world_test(woken_in_a_revoke),
        world_test(useless_own_time),
        world_test(core_taken_from_lent_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
