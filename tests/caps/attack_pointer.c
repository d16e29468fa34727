/* Attacks on thread pointers, and on registers that only some instructions
   reach: an activation begins with its own and nothing else, whoever has run
   before it and whatever has become of them; a caller goes on with his. */
#include "../support/world.h"

#include "../support/port.h"

#define ONE 0x12340
#define TWO 0x12380
#define OTHER 0x123C0

struct pair {
    struct actor *client, *server;
    cap_t gate, way;
    word_t its_own, servers; /* thread pointers */
};

static struct pair pair_new(struct place *place, word_t its_own, word_t servers)
{
    struct pair p = {.gate = gate_new(place),
                     .client = actor_new(&home, 10),
                     .server = actor_stopped(place),
                     .its_own = its_own,
                     .servers = servers};

    p.way = callable(p.gate, 1);
    MUST(cap_thread_configure(p.server->thread, port_stack(p.server), servers,
                              1, place->domain));
    MUST(cap_gate_add_activation(p.gate, p.server->thread));
    MUST(AS(p.client, cap_self_set_thread_pointer(its_own)));
    return p;
}

/* What the actor found when it looked, some commands ago. */
static void is_its_own(const struct actor *actor, unsigned ago)
{
    const struct command *command =
        &actor->ring[(actor->head - ago) % COMMANDS];

    assert_true(command->done);
    assert_int_equal(command->status, OK);
    assert_int_equal(command->out.words[0], 1);
}

/* A call and a return, and both look; the server spoils what it can before it
   returns. No other entry into the kernel comes in between. */
static void both_have_their_own(const struct pair *p, word_t spoil)
{
    later_other(p->server, COMMAND_POINTER, p->servers);
    later_other(p->server, COMMAND_SPOIL, spoil);
    LATER(p->server, give_back(0, 0, 0, 0));
    LATER(p->client, call(p->way, 0, 0));
    MUST(act_other(p->client, COMMAND_POINTER, 0, p->its_own));
    is_its_own(p->server, 3);
    assert_int_equal(p->server->rest, 0);
    is_its_own(p->client, 1);
    assert_int_equal(state_of(p->server), THREAD_STATE_IDLE);
}

/* Also if there is none, or the same. */
static void each_has_its_own(void **state)
{
    static const word_t pointers[] = {0, ONE, TWO};
    struct place *place = place_new();

    (void)state;
    for (unsigned i = 0; i < 18; i++) {
        struct pair p = pair_new(i % 2 ? &home : place, pointers[i / 2 % 3],
                                 pointers[i / 6]);

        for (unsigned j = 0; j <= port_spoils; j++)
            both_have_their_own(&p, j);
    }
}

/* The client spoils what it can and calls. */
static void nothing_of_the_client(void **state)
{
    static const word_t pointers[] = {0, ONE};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        struct pair p = pair_new(&home, pointers[i % 2], pointers[i / 2]);

        for (unsigned j = 0; j < port_spoils; j++) {
            later_other(p.server, COMMAND_POINTER, p.servers);
            LATER(p.server, give_back(0, 0, 0, 0));
            later_other(p.client, COMMAND_SPOIL, j);
            MUST(AS(p.client, call(p.way, 0, 0)));
            is_its_own(p.server, 2);
            assert_int_equal(p.server->rest, 0);
        }
    }
}

/* What the server asks for itself lasts as long as it serves: alone, and while
   it calls another one. */
static void set_by_the_server(void **state)
{
    struct pair p = pair_new(&home, ONE, TWO);
    struct pair inner = pair_new(place_new(), 0, 0);

    (void)state;
    for (unsigned calls = 0; calls < 2; calls++) {
        LATER(p.server, cap_self_set_thread_pointer(OTHER));
        later_other(inner.server, COMMAND_POINTER, 0);
        LATER(inner.server, give_back(0, 0, 0, 0));
        if (calls)
            LATER(p.server, call(inner.way, 0, 0));
        later_other(p.server, COMMAND_POINTER, OTHER);
        LATER(p.server, give_back(0, 0, 0, 0));
        MUST(AS(p.client, call(p.way, 0, 0)));
        is_its_own(p.server, 2);
        both_have_their_own(&p, 0);
        if (!calls)
            MUST(AS(p.client, call(inner.way, 0, 0)));
        is_its_own(inner.server, 2);
    }
}

/* ---- set by others ---- */

static void begins_to_serve(const struct pair *p)
{
    assert_int_equal(AS(p->client, call(p->way, 0, 0)), PENDING);
}

static void must_return(const struct pair *p)
{
    assert_int_equal(act_other(p->server, COMMAND_POINTER, 0, OTHER), OK);
    is_its_own(p->server, 1);
    (void)AS(p->server, give_back(7, 0, 0, 0));
    assert_int_equal(finished(p->client), 7);
    both_have_their_own(p, 0);
}

static void change(const struct pair *p)
{
    MUST(cap_thread_write_register(p->server->thread,
                                   ABI_REGISTER_THREAD_POINTER, OTHER));
}

static void set_while_it_is_stopped(void **state)
{
    struct pair p = pair_new(&home, ONE, TWO);

    (void)state;
    begins_to_serve(&p);
    MUST(cap_thread_stop(p.server->thread));
    change(&p);
    MUST(cap_thread_resume(p.server->thread));
    must_return(&p);
    MUST(cap_thread_stop(p.server->thread)); /* idle */
    change(&p);
    MUST(cap_thread_resume(p.server->thread));
    both_have_their_own(&p, 0);
}

/* By whoever handles its fault: as a server or by a reply, or to no end. */
static void set_by_a_handler(void **state)
{
    struct place *place = place_new();
    cap_t faults = gate_new(&home), reply = slot_new();
    struct actor *handler = activation_new(&home, faults);
    struct pair p = pair_new(place, ONE, TWO);

    (void)state;
    MUST(cap_domain_set_fault_gate(place->domain, callable(faults, 2)));
    for (unsigned i = 0; i < 4; i++) {
        bool early = i & 1;
        int32_t answer = i & 2 ? FAULT_ABORT : FAULT_RESUME;
        word_t status = (word_t)answer << REPLY_STATUS_SHIFT;

        begins_to_serve(&p);
        assert_int_equal(AS(p.server, cap_self_exit(3)), PENDING);
        if (early) {
            MUST(AS(handler, cap_self_defer(reply)));
            MUST(cap_reply_write_register(reply, ABI_REGISTER_THREAD_POINTER,
                                          OTHER));
            MUST(operate(reply, OP_REPLY_SEND | status, 0, 0, 0));
        } else {
            MUST(AS(handler, cap_self_write_register(
                                 ABI_REGISTER_THREAD_POINTER, OTHER)));
        }
        (void)AS(handler, give_back(answer, 0, 0, 0));
        if (answer == FAULT_RESUME) {
            must_return(&p);
            continue;
        }
        FAILS(SERVER_FAULT, finished(p.client));
        both_have_their_own(&p, 0);
    }
}

/* The server stops before it is added to a gate, and had served another. */
static void set_before_it_is_an_activation(void **state)
{
    struct pair p = pair_new(&home, ONE, TWO);

    (void)state;
    MUST(cap_table_delete(home.table, p.gate));
    change(&p);
    p.gate = gate_new(&home);
    p.way = callable(p.gate, 1);
    MUST(cap_gate_add_activation(p.gate, p.server->thread));
    both_have_their_own(&p, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(each_has_its_own),
        world_test(nothing_of_the_client),
        world_test(set_by_the_server),
        world_test(set_while_it_is_stopped),
        world_test(set_by_a_handler),
        world_test(set_before_it_is_an_activation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
