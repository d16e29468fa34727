/* More attacks on crossings and on the scheduler's short ways: what a fast path
   or a place outside of the queues may leave behind. */
#include "../support/world.h"

#include "../support/port.h"

#define READ_WRITE (FRAME_READ | FRAME_WRITE)

/* A server in a domain of its own, and a page that it can map there. */
struct service {
    struct actor *server, *client;
    cap_t gate, way, domain, page; /* the last two are the server's */
    word_t base;
};

static struct service service_new(void)
{
    struct place *place = place_new();
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    struct service s = {.gate = gate_new(place)};

    s.way = callable(s.gate, 1);
    s.server = activation_new(place, s.gate);
    s.client = actor_new(&home, 10);
    s.domain = put(place, place->domain);
    s.page = put(place, frame);
    s.base = base_of(frame);
    LATER(s.server,
          cap_domain_map(s.domain, READ_WRITE, MEMORY_TYPE_NORMAL, s.page));
    return s;
}

/* The server does all that was noted down as soon as it is called, so that
   nobody else's memory is loaded in between. The last of it must fault. */
static void call_must_fault(const struct service *s)
{
    unsigned last = s->server->head - 1;

    assert_int_equal(AS(s->client, call(s->way, 0, 0)), SERVER_FAULT);
    for (unsigned i = 0; i < last; i++)
        assert_int_equal(s->server->ring[i].status, OK);
    assert_int_equal(s->server->tail, last + 1);
    assert_false(s->server->ring[last].done);
    assert_int_equal(state_of(s->server), THREAD_STATE_STOPPED);
}

static void unmapped_while_called(void **state)
{
    struct service s = service_new();

    (void)state;
    (void)act_other(s.server, COMMAND_READ, s.base, 0);
    LATER(s.server, cap_frame_unmap(s.page));
    (void)act_other(s.server, COMMAND_READ, s.base, 0);
    call_must_fault(&s);
}

static void protected_while_called(void **state)
{
    struct service s = service_new();

    (void)state;
    (void)act_other(s.server, COMMAND_WRITE, s.base, 1);
    LATER(s.server, cap_domain_protect(s.domain, FRAME_READ, s.page));
    (void)act_other(s.server, COMMAND_READ, s.base, 0);
    (void)act_other(s.server, COMMAND_WRITE, s.base, 2);
    call_must_fault(&s);
}

/* The same after a call and a return in between, which load others' memory. */
static void unmapped_after_a_return(void **state)
{
    struct service s = service_new();
    cap_t inner_gate = gate_new(&home);
    struct actor *inner = activation_new(&home, inner_gate);
    cap_t inward = put(s.server->place, callable(inner_gate, 2));

    (void)state;
    LATER(inner, give_back(0, 0, 0, 0));
    (void)act_other(s.server, COMMAND_READ, s.base, 0);
    LATER(s.server, call(inward, 0, 0));
    LATER(s.server, cap_frame_unmap(s.page));
    (void)act_other(s.server, COMMAND_READ, s.base, 0);
    call_must_fault(&s);
}

static struct actor *waiter_new(unsigned priority, cap_t at)
{
    struct actor *waiter = actor_new(&home, priority);

    assert_int_equal(AS(waiter, cap_notification_wait(at, 0, NULL)), PENDING);
    return waiter;
}

/* What `first` saw of `second` when it was woken: that one has not run yet. */
static void must_go_first(const struct actor *first)
{
    assert_int_equal(finished(first), OK);
    assert_int_equal(result(first, 0), THREAD_STATE_RUNNABLE);
}

static void watch(struct actor *who, const struct actor *other)
{
    LATER(who,
          cap_thread_info(other->thread, NULL, NULL, NULL, NULL, NULL, NULL));
}

/* Equals that become ready in one entry go on in that order, whoever lets them
   wait: the one who made them ready... */
static void equals_behind_their_waker(void **state)
{
    cap_t n = notification_new();
    struct actor *waker = actor_new(&home, 50);
    struct actor *first = waiter_new(30, n), *second = waiter_new(30, n);

    (void)state;
    watch(first, second);
    MUST(AS(waker, cap_table_delete(home.table, n)));
    must_go_first(first);
}

/* ...or one that became ready after them. */
static void equals_behind_another(void **state)
{
    cap_t n = notification_new();
    struct actor *waker = actor_new(&home, 50);
    struct actor *first = waiter_new(30, n), *second = waiter_new(30, n);
    struct actor *third = waiter_new(40, n);

    (void)state;
    watch(first, second);
    watch(third, first);
    MUST(AS(waker, cap_table_delete(home.table, n)));
    must_go_first(first);
    must_go_first(third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(unmapped_while_called),
        world_test(protected_while_called),
        world_test(unmapped_after_a_return),
        world_test(equals_behind_their_waker),
        world_test(equals_behind_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
