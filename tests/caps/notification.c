/* Notifications: what caps/notification.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

static word_t soon(void)
{
    return port_time() + world.info->ticks_per_second / 1000;
}

static void signal_then_poll(void **state)
{
    cap_t n = notification_new();
    cap_t one = signaller(n, 1), four = signaller(n, 4);
    word_t bits;

    (void)state;
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 0);
    MUST(cap_notification_signal(one));
    MUST(cap_notification_signal(four));
    MUST(cap_notification_signal(four));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 5);
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 0);
}

static void wait_takes_what_is_pending(void **state)
{
    cap_t n = notification_new();
    word_t bits;

    (void)state;
    MUST(cap_notification_signal(signaller(n, ((word_t)1 << BADGE_BITS) - 1)));
    MUST(cap_notification_wait(n, 1, &bits));
    assert_int_equal(bits, ((word_t)1 << BADGE_BITS) - 1);
}

static void signal_wakes_the_first_waiter(void **state)
{
    cap_t n = notification_new(), one = signaller(n, 1);
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 20);

    (void)state;
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    assert_int_equal(AS(b, cap_notification_wait(n, 0, NULL)), PENDING);
    assert_int_equal(state_of(a), THREAD_STATE_WAITING);
    MUST(cap_notification_signal(one));
    assert_int_equal(finished(a), OK);
    assert_int_equal(result(a, 0), 1);
    assert_int_equal(finished(b), PENDING);
    MUST(cap_notification_signal(one));
    assert_int_equal(finished(b), OK);
}

static void signalling_needs_a_badge(void **state)
{
    cap_t n = notification_new(), plain = derive(n, NOTIFICATION_SEND, 0);

    (void)state;
    FAILS(NO_BADGE, cap_notification_signal(n));
    FAILS(NO_BADGE, cap_notification_signal(plain));
    FAILS(MISSING_RIGHT, cap_notification_wait(plain, 0, NULL));
    FAILS(MISSING_RIGHT, cap_notification_poll(plain, NULL));
    FAILS(MISSING_RIGHT,
          cap_notification_signal(derive(n, NOTIFICATION_WAIT, 3)));
}

static void deadlines(void **state)
{
    cap_t n = notification_new();
    word_t when = soon(), bits = 5;

    (void)state;
    FAILS(TIMED_OUT, cap_notification_wait(n, when, &bits));
    assert_true(port_time() >= when);
    assert_int_equal(bits, 0);
    FAILS(TIMED_OUT, cap_notification_wait(n, 1, NULL));
    FAILS(TIMED_OUT, cap_notification_wait(n, port_time(), NULL));
}

static void deadlines_in_order(void **state)
{
    cap_t n = notification_new(), one = signaller(n, 1);
    struct actor *a = actor_new(&home, 10), *b = actor_new(&home, 10);
    struct actor *c = actor_new(&home, 10);
    word_t when = soon();

    (void)state;
    assert_int_equal(AS(a, cap_notification_wait(n, when + 3000000, NULL)),
                     PENDING);
    assert_int_equal(AS(b, cap_notification_wait(n, when, NULL)), PENDING);
    assert_int_equal(AS(c, cap_notification_wait(n, ~(word_t)0, NULL)),
                     PENDING);
    sleep_for(world.info->ticks_per_second / 500);
    assert_int_equal(finished(b), TIMED_OUT);
    assert_int_equal(finished(a), PENDING);
    MUST(cap_notification_signal(one));
    assert_int_equal(finished(a), OK);
    MUST(cap_notification_signal(one));
    assert_int_equal(finished(c), OK);
}

/* A stopped waiter waits again, with the same deadline, when it goes on. */
static void stopped_and_past_the_deadline(void **state)
{
    cap_t n = notification_new();
    struct actor *a = actor_new(&home, 10);
    word_t when = soon();

    (void)state;
    assert_int_equal(AS(a, cap_notification_wait(n, when, NULL)), PENDING);
    MUST(cap_thread_stop(a->thread));
    sleep_for(world.info->ticks_per_second / 500);
    assert_int_equal(finished(a), PENDING);
    MUST(cap_thread_resume(a->thread));
    assert_int_equal(finished(a), TIMED_OUT);
}

static void deleting_it_ends_every_wait(void **state)
{
    cap_t n = notification_new();
    struct actor *waiters[5];

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        waiters[i] = actor_new(&home, 10 + i);
        assert_int_equal(AS(waiters[i], cap_notification_wait(
                                            n, i % 2 ? ~(word_t)0 : 0, NULL)),
                         PENDING);
    }
    MUST(cap_table_delete(home.table, n));
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(finished(waiters[i]), GONE);
    FAILS(EMPTY_SLOT, cap_notification_wait(n, 0, NULL));
}

/* Whoever waits at one that is about to go, through a slot that still is there,
   is sent away at once: not in its turn with those who waited before. */
static void nobody_waits_at_a_dying_one(void **state)
{
    cap_t n = notification_new(), m = notification_new(), one = signaller(m, 1);
    struct actor *a = actor_new(&home, 20), *b = actor_new(&home, 20);
    struct actor *deleter = actor_new(&home, 10);

    (void)state;
    assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
    LATER(a, cap_notification_wait(n, 0, NULL));
    LATER(a, cap_notification_poll(m, NULL));
    assert_int_equal(AS(b, cap_notification_wait(n, 0, NULL)), PENDING);
    LATER(b, cap_notification_signal(one));
    MUST(AS(deleter, cap_table_delete(home.table, n)));
    assert_int_equal(finished(a), OK);
    assert_int_equal(result(a, 0), 0); /* b still waited then */
    assert_int_equal(finished(b), OK);
}

/* Bits that come while nobody waits are there for the next wait. */
static void a_signal_between_check_and_wait(void **state)
{
    cap_t n = notification_new(), one = signaller(n, 1);
    struct actor *a = actor_new(&home, 10);
    word_t bits;

    (void)state;
    MUST(AS(a, cap_notification_poll(n, &bits)));
    MUST(cap_notification_signal(one));
    MUST(AS(a, cap_notification_wait(n, 0, &bits)));
    assert_int_equal(result(a, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(signal_then_poll),
        world_test(wait_takes_what_is_pending),
        world_test(signal_wakes_the_first_waiter),
        world_test(signalling_needs_a_badge),
        world_test(deadlines),
        world_test(deadlines_in_order),
        world_test(stopped_and_past_the_deadline),
        world_test(deleting_it_ends_every_wait),
        world_test(nobody_waits_at_a_dying_one),
        world_test(a_signal_between_check_and_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
