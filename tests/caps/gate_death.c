/*
 * Nothing that dies hurts anyone else: each event of the architecture's table,
 * with a client inside, one waiting, and the time back where it belongs.
 */
#include "../support/world.h"

#include "../support/port.h"

#define OPERATION 0x2001

/* client -> front -> back, and another client waiting at the front gate. */
struct chain {
    struct place *front_place, *back_place;
    cap_t front_gate, back_gate, front_cap, back_cap;
    struct actor *client, *waiting, *front, *back;
};

static struct chain chain_new(void)
{
    struct chain c = {.front_place = place_new(), .back_place = place_new()};

    c.front_gate = gate_new(c.front_place);
    c.back_gate = gate_new(c.back_place);
    c.front_cap = callable(c.front_gate, 1);
    c.back_cap = put(c.front_place, callable(c.back_gate, 2));
    c.front = activation_new(c.front_place, c.front_gate);
    c.back = activation_new(c.back_place, c.back_gate);
    c.client = actor_new(&home, 10);
    c.waiting = actor_new(&home, 10);
    assert_int_equal(AS(c.client, call(c.front_cap, OPERATION, 0)), PENDING);
    assert_int_equal(AS(c.waiting, call(c.front_cap, OPERATION, 1)), PENDING);
    assert_int_equal(AS(c.front, call(c.back_cap, OPERATION, 2)), PENDING);
    assert_int_equal(c.back->entries, 1);
    return c;
}

/* Whoever is not in a call can do something with its own time. */
static void is_alive(struct actor *actor)
{
    assert_int_equal(AS(actor, cap_self_yield()), OK);
}

static void the_gate(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.front_gate));
    assert_int_equal(finished(c.client), SERVER_GONE);
    assert_int_equal(finished(c.waiting), SERVER_GONE);
    is_alive(c.client);
    is_alive(c.waiting);
    FAILS(EMPTY_SLOT, AS(c.client, call(c.front_cap, OPERATION, 0)));
    check_kernel();
}

static void the_gate_further_down(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.back_gate));
    assert_int_equal(finished(c.front), SERVER_GONE);
    assert_int_equal(finished(c.client), PENDING);
    assert_int_equal(AS(c.front, give_back(1, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.client), 1);
    assert_int_equal(c.front->entries, 2);
    assert_int_equal(AS(c.front, give_back(2, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.waiting), 2);
}

static void the_activation(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.front->thread));
    assert_int_equal(finished(c.client), SERVER_GONE);
    assert_int_equal(finished(c.waiting), PENDING);
    is_alive(c.client);
    /* The one it had called finishes, on nothing, and is free again. */
    actor_give_time(c.back, 20);
    assert_int_equal(AS(c.back, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(c.back), THREAD_STATE_IDLE);
    (void)activation_new(c.front_place, c.front_gate);
    assert_int_equal(state_of(c.waiting), THREAD_STATE_CALLING);
}

static void the_activation_at_the_tip(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.back->thread));
    assert_int_equal(finished(c.front), SERVER_GONE);
    assert_int_equal(AS(c.front, give_back(5, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.client), 5);
}

static void the_servers_domain(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.front_place->domain));
    assert_int_equal(finished(c.client), SERVER_GONE);
    assert_int_equal(finished(c.waiting), SERVER_GONE);
    is_alive(c.client);
    FAILS(SERVER_GONE, AS(c.client, call(c.front_cap, OPERATION, 0)));
    check_kernel();
}

static void the_client(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.client->thread));
    /* The activation finishes on what it was lent. */
    assert_int_equal(AS(c.back, give_back(3, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.front), 3);
    assert_int_equal(AS(c.front, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(c.front->entries, 2);
    assert_int_equal(c.front->words[0], 1);
    assert_int_equal(AS(c.front, give_back(4, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.waiting), 4);
}

static void the_waiting_client(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.waiting->thread));
    assert_int_equal(AS(c.back, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(AS(c.front, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.client), OK);
    assert_int_equal(state_of(c.front), THREAD_STATE_IDLE);
}

static void the_clients_domain(void **state)
{
    struct place *place = place_new();
    cap_t gate = gate_new(&home);
    cap_t cap = put(place, callable(gate, 1));
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(place, 10);

    (void)state;
    assert_int_equal(AS(client, call(cap, OPERATION, 0)), PENDING);
    MUST(cap_table_delete(home.table, place->domain));
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(state_of(server), THREAD_STATE_IDLE);
}

static void the_lent_time(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_table_delete(home.table, c.client->time));
    assert_int_equal(AS(c.back, cap_self_yield()), PENDING);
    assert_int_equal(state_of(c.back), THREAD_STATE_RUNNABLE);
    /* Time that anyone further up gets is used at the tip. */
    actor_give_time(c.client, 15);
    assert_int_equal(finished(c.back), OK);
    assert_int_equal(AS(c.back, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(AS(c.front, give_back(8, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.client), 8);
}

static void cancelled_from_the_top(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_thread_cancel(c.client->thread));
    assert_int_equal(finished(c.client), CANCELLED);
    is_alive(c.client);
    assert_int_equal(AS(c.back, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.front), PENDING);
    actor_give_time(c.front, 12);
    assert_int_equal(finished(c.front), OK);
    assert_int_equal(AS(c.front, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(c.front->entries, 2);
}

static void cancelled_in_the_middle(void **state)
{
    struct chain c = chain_new();

    (void)state;
    MUST(cap_thread_cancel(c.front->thread));
    assert_int_equal(finished(c.front), CANCELLED);
    assert_int_equal(AS(c.front, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(finished(c.client), OK);
    assert_int_equal(c.front->entries, 2);
}

static word_t priority_of(const struct actor *actor)
{
    word_t priority;

    MUST(cap_thread_info(actor->thread, NULL, &priority, NULL, NULL, NULL,
                         NULL));
    return priority;
}

/* The ceiling is the gate's: it lasts as long as the activation serves there,
   whoever dies meanwhile, and no longer. */
static void under_a_ceiling(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);
    struct actor *server = activation_new(&home, gate);
    struct actor *client = actor_new(&home, 10);

    (void)state;
    actor_give_time(server, 12);
    MUST(cap_cpu_set_ceiling(BOOT_SLOT_CPUS, 30, gate));
    assert_int_equal(AS(client, call(way, OPERATION, 0)), PENDING);
    assert_int_equal(priority_of(server), 30);
    MUST(cap_thread_cancel(client->thread));
    assert_int_equal(priority_of(client), 10);
    assert_int_equal(priority_of(server), 30);
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(AS(client, call(way, OPERATION, 0)), PENDING);
    assert_int_equal(priority_of(server), 30);
    MUST(cap_table_delete(home.table, gate));
    assert_int_equal(finished(client), SERVER_GONE);
    assert_int_equal(priority_of(client), 10);
    assert_int_equal(priority_of(server), 12);
}

/* Every pair of deaths at once leaves the others as they should be. */
static cap_t victim(const struct chain *c, unsigned which)
{
    const cap_t victims[] = {
        c->front_gate,     c->back_gate,           c->front->thread,
        c->back->thread,   c->front_place->domain, c->back_place->domain,
        c->client->thread, c->waiting->thread,     c->client->time,
        c->waiting->time,  c->front_place->table,  c->back_place->table,
    };

    return which < 12 ? victims[which] : 0;
}

static void every_pair_of_deaths(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 12; first++) {
        for (unsigned second = 0; second < 12; second++) {
            struct chain c = chain_new();

            MUST(cap_table_delete(home.table, victim(&c, first)));
            MUST(cap_table_delete(home.table, victim(&c, second)));
            check_kernel();
            assert_int_equal(world_teardown(NULL), 0);
            assert_int_equal(world_setup(NULL), 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_gate),
        world_test(the_gate_further_down),
        world_test(the_activation),
        world_test(the_activation_at_the_tip),
        world_test(the_servers_domain),
        world_test(the_client),
        world_test(the_waiting_client),
        world_test(the_clients_domain),
        world_test(the_lent_time),
        world_test(cancelled_from_the_top),
        world_test(cancelled_in_the_middle),
        world_test(under_a_ceiling),
        world_test(every_pair_of_deaths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
