/*
 * Corners of the way out of the kernel: ceilings within ceilings, and who goes
 * on when time, gates and calls change while somebody is about to run.
 */
#include "../support/world.h"

static word_t priority_of(const struct actor *actor)
{
    word_t priority;

    MUST(cap_thread_info(actor->thread, NULL, &priority, NULL, NULL, NULL,
                         NULL));
    return priority;
}

/* ---- ceilings ---- */

/* Under a ceiling, another gate's server has its caller's own priority, but
   after its return the ceiling counts again: at once, not only when asked. */
static void a_ceiling_counts_again_after_a_call(void **state)
{
    cap_t outer = gate_new(&home), inner = gate_new(&home);
    cap_t outer_way = callable(outer, 1), inner_way = callable(inner, 2);
    struct actor *middle = activation_new(&home, outer);
    struct actor *server = activation_new(&home, inner);
    struct actor *client = actor_new(&home, 10),
                 *watcher = actor_new(&home, 20);
    cap_t n = notification_new(), one = signaller(n, 1);
    cap_t seen = notification_new(), mark = signaller(seen, 1);

    (void)state;
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 30, outer));
    assert_int_equal(AS(client, call(outer_way, 0, 0)), PENDING);
    assert_int_equal(priority_of(middle), 30);
    assert_int_equal(AS(middle, call(inner_way, 0, 0)), PENDING);
    assert_int_equal(priority_of(server), 10);
    assert_int_equal(AS(server, give_back(7, 0, 0, TRANSFER_DERIVE)), PENDING);
    assert_int_equal(finished(middle), 7);
    assert_int_equal(priority_of(middle), 30);
    assert_int_equal(AS(watcher, cap_notification_wait(n, 0, NULL)), PENDING);
    LATER(watcher, cap_notification_signal(mark));
    LATER(middle, cap_notification_signal(one));
    MUST(AS(middle, cap_notification_poll(seen, NULL)));
    assert_int_equal(result(middle, 0), 0); /* the watcher had to wait */
    MUST(cap_notification_poll(seen, NULL));
}

/* FP that was used under a ceiling is forgotten, and the ceiling is not. */
static void fp_under_a_ceiling(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 30, gate));
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
        assert_int_equal(priority_of(server), 30);
        MUST(act_other(server, COMMAND_FP, 0, 0x5EC7E7));
        assert_int_equal(result(server, 0), 0);
        assert_int_equal(AS(server, give_back(4, 0, 0, TRANSFER_DERIVE)),
                         PENDING);
        assert_int_equal(finished(client), 4);
        assert_int_equal(priority_of(server), 0);
    }
}

/* A server that does not use FP leaves its caller's in the registers: it is the
   caller's again when the call is over, and nobody else's. */
static void fp_stays_loaded_over_a_call(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    for (word_t value = 5; value < 8; value++) {
        LATER(server, give_back(7, 0, 0, TRANSFER_DERIVE));
        later_other(client, COMMAND_FP, value);
        LATER(client, call(way, 0, 0));
        MUST(act_other(client, COMMAND_FP, 0, value + 1));
        assert_int_equal(result(client, 0), value);
    }
    assert_int_equal(server->entries, 3);
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    MUST(act_other(server, COMMAND_FP, 0, 9));
    assert_int_equal(result(server, 0), 0);
}

/* ---- who goes on ---- */

/* A server that could run, but does not yet, loses its gate: it goes on all the
   same, with time of its own. */
static void a_gate_goes_while_its_server_is_ready(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    actor_give_time(server, 0);
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    MUST(cap_table_delete(home.table, client->time));
    assert_int_equal(AS(server, cap_self_yield()), PENDING);
    assert_int_equal(state_of(server), THREAD_STATE_RUNNABLE);
    MUST(cap_table_delete(home.table, gate));
    assert_int_equal(type_of(way), NO_TYPE);
    assert_int_equal(state_of(server), THREAD_STATE_RUNNABLE);
    assert_int_equal(finished(server), PENDING);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, server->time));
    assert_int_equal(finished(server), OK);
    actor_give_time(client, 10);
    assert_int_equal(finished(client), SERVER_GONE);
}

/* A server deletes the time that it runs on, which is its caller's, or revokes
   the authority that this time has its core by. It goes on with its own, at its
   own priority: at once, or when those before it wait. */
static void deletes_what_it_runs_on(bool core, unsigned priority)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    cap_t cpu = slot_new(), given = slot_new();
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 20);
    bool at_once = priority > 1; /* root's */

    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, 20, cpu));
    MUST(cap_cpu_limit(cpu, 20, given));
    MUST(cap_cpu_configure(given, 20, client->time));
    actor_give_time(server, priority);
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    assert_int_equal(priority_of(server), 20);
    assert_int_equal(
        core ? AS(server, cap_table_revoke(home.table, cpu))
             : AS(server, cap_table_delete(home.table, client->time)),
        at_once ? OK : PENDING);
    assert_int_equal(priority_of(server), priority);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 5, server->time));
    assert_int_equal(finished(server), OK);
    assert_int_equal(AS(server, give_back(3, 0, 0, TRANSFER_DERIVE)), PENDING);
    if (core)
        MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 20, client->time));
    else
        actor_give_time(client, 20);
    assert_int_equal(finished(client), 3);
}

static void who_deletes_the_time_it_was_lent(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++)
        deletes_what_it_runs_on(i & 1, i & 2 ? 10 : 0);
}

/* A caller is to stop whom nobody serves any more, and who still gets a reply:
   that ends its call, and it stops with the answer. */
static void stops_while_only_a_reply_is_left(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1), reply = slot_new();
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    struct message nothing = {0};

    (void)state;
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    MUST(AS(server, cap_self_defer(reply)));
    assert_int_equal(AS(server, give_back(0, 0, 0, TRANSFER_DERIVE)), PENDING);
    MUST(cap_thread_stop(client->thread));
    assert_int_equal(state_of(client), THREAD_STATE_CALLING);
    MUST(cap_reply_send(reply, 6, &nothing, 0, TRANSFER_DERIVE));
    assert_int_equal(state_of(client), THREAD_STATE_STOPPED);
    assert_int_equal(finished(client), PENDING);
    MUST(cap_thread_resume(client->thread));
    assert_int_equal(finished(client), 6);
}

/* An activation that was stopped while it had nothing to do has no use for the
   time that it is given: its next service has. */
static void time_for_one_that_is_parked(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    MUST(cap_thread_stop(server->thread));
    actor_give_time(server, 40);
    assert_int_equal(priority_of(server), 0);
    MUST(cap_thread_resume(server->thread));
    assert_int_equal(priority_of(server), 0);
    assert_int_equal(AS(client, call(way, 0, 0)), PENDING);
    assert_int_equal(priority_of(server), 10);
    MUST(cap_table_delete(home.table, client->time));
    assert_int_equal(priority_of(server), 40);
    MUST(AS(server, cap_self_yield()));
}

/* Of four modes of a transfer there are three: a call with the fourth is none,
   whether it carries anything or not. */
static void a_mode_that_there_is_not(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);
    cap_t offer = notification_new(), none = way | CAP_MODE(TRANSFER_GIVE + 1);

    (void)state;
    FAILS(INVALID_ARGUMENT, AS(client, call(none, 0, 0)));
    FAILS(INVALID_ARGUMENT, AS(client, call(none | CAP_OFFER(offer), 0, 0)));
    FAILS(INVALID_ARGUMENT, AS(client, call(none | CAP_NO_WAIT, 0, 0)));
    assert_int_equal(server->entries, 0);
    assert_int_equal(AS(client, call(way | CAP_MODE(TRANSFER_GIVE), 0, 0)),
                     PENDING);
    assert_int_equal(server->entries, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_ceiling_counts_again_after_a_call),
        world_test(fp_under_a_ceiling),
        world_test(fp_stays_loaded_over_a_call),
        world_test(a_gate_goes_while_its_server_is_ready),
        world_test(who_deletes_the_time_it_was_lent),
        world_test(stops_while_only_a_reply_is_left),
        world_test(time_for_one_that_is_parked),
        world_test(a_mode_that_there_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
