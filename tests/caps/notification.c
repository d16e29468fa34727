/* Notifications: what caps/notification.cap promises. */
#include "../support/world.h"

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
    MUST(cap_notification_signal(signaller(n, 6)));
    MUST(cap_notification_wait(n, 0, &bits));
    assert_int_equal(bits, 6);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(signal_then_poll),
        world_test(wait_takes_what_is_pending),
        world_test(signal_wakes_the_first_waiter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
