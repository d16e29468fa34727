/*
 * Attacks on the way out: what the scheduler does not look at, because whoever
 * changes it says so, changes in a way that is easily forgotten.
 */
#include "../support/world.h"

#include "../support/port.h"

#define ROUNDS 20000000 /* much longer than the test */

/* ---- time that comes home in the middle of an entry ---- */

/* A server alone on the time of a client that was started anew meanwhile, as an
   activation of a second gate: when the server returns its time goes home. */
struct homecoming {
    cap_t gate, way, notification; /* which hears of the gate's sessions */
    struct actor *server, *client, *lender;
};

static struct homecoming homecoming_begin(void)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home), second = gate_new(&home);
    struct homecoming h = {gate,
                           callable(gate, 7),
                           notification_new(),
                           activation_new(&home, gate),
                           actor_new(place, 10),
                           actor_new(&home, 10)};
    cap_t way = put(place, h.way), second_way = callable(second, 8);

    MUST(cap_gate_set_notification(gate, signaller(h.notification, 1)));
    assert_int_equal(AS(h.client, call(way, 0, 0)), PENDING);
    assert_int_equal(h.server->entries, 1);
    MUST(cap_table_delete(home.table, place->domain));
    MUST(cap_thread_configure(h.client->thread, port_stack(h.client), 0, 1,
                              home.domain));
    h.client->go = notification_new();
    h.client->go_signal = signaller(h.client->go, 1);
    MUST(cap_gate_add_activation(second, h.client->thread));
    assert_int_equal(AS(h.lender, call(second_way, 0, 0)), PENDING);
    assert_int_equal(h.client->entries, 2);
    return h;
}

/* The client waits for the server, whose return makes it the next caller, and
   the time that came home for it is the server's at once. */
static void time_comes_home_to_the_next_caller(void **state)
{
    struct homecoming h = homecoming_begin();

    (void)state;
    assert_int_equal(AS(h.client, call(h.way, 0, 0)), PENDING);
    assert_int_equal(state_of(h.client), THREAD_STATE_QUEUED);
    MUST(cap_table_delete(home.table, h.lender->time));
    assert_int_equal(AS(h.server, give_back(0, 0, 0, TRANSFER_DERIVE)),
                     PENDING);
    assert_int_equal(h.server->entries, 2);
    assert_int_equal(AS(h.server, give_back(5, 0, 0, TRANSFER_DERIVE)),
                     PENDING);
    assert_int_equal(finished(h.client), 5);
}

/* The client waits for the end of a session, which is what the return offers in
   vain. It goes on, and so do its equals. */
static void time_comes_home_to_whom_the_return_wakes(void **state)
{
    struct homecoming h = homecoming_begin();
    cap_t session = derive(h.way, GATE_CALL, 0);
    struct actor *equal = actor_new(&home, 10);

    (void)state;
    MUST(cap_gate_watch(h.gate, session));
    assert_int_equal(
        AS(h.client, cap_notification_wait(h.notification, 0, NULL)), PENDING);
    MUST(cap_table_delete(home.table, h.lender->time));
    assert_int_equal(AS(h.server, give_back(0, 0, session, TRANSFER_DERIVE)),
                     PENDING);
    assert_int_equal(finished(h.client), OK);
    assert_int_equal(result(h.client, 0), 1);
    MUST(AS(equal, cap_self_yield()));
    MUST(AS(h.client, cap_self_yield()));
}

/* ---- threads that nobody has started ---- */

/* It goes on from what was written to its registers, and is interrupted like
   any other. */
static void a_thread_never_started_is_interrupted(void **state)
{
    struct actor *spinner = actor_stopped(&home);

    (void)state;
    MUST(cap_thread_write_register(spinner->thread, ABI_REGISTER_SP,
                                   port_stack(spinner)));
    MUST(cap_thread_write_register(spinner->thread, ABI_REGISTER_PC,
                                   port_entry()));
    actor_give_time(spinner, 0);
    MUST(cap_thread_resume(spinner->thread));
    later_other(spinner, COMMAND_SPIN, ROUNDS);
    for (unsigned i = 0; i < 3; i++)
        sleep_for(world.info->ticks_per_second / 500);
    assert_int_equal(spinner->entries, 1);
    assert_int_equal(finished(spinner), PENDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(time_comes_home_to_the_next_caller),
        world_test(time_comes_home_to_whom_the_return_wakes),
        world_test(a_thread_never_started_is_interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
