/*
 * Classes of bugs that other kernels had, in time and at the kernel's entry:
 * deadlines at the edges of what they can be, signals that come just before
 * somebody waits, reservations that outlive a switch, system calls with
 * whatever a program can have in the registers that the processor itself uses.
 */
#include "../support/world.h"

#include "../support/port.h"

#define FLAGS 64

/* ---- deadlines ---- */

static void deadlines_that_have_passed(void **state)
{
    cap_t n = notification_new();
    struct actor *a = actor_new(&home, 10);

    (void)state;
    FAILS(TIMED_OUT, cap_notification_wait(n, 1, NULL));
    for (word_t ago = 0; ago < 3; ago++)
        FAILS(TIMED_OUT,
              AS(a, cap_notification_wait(n, port_time() - ago, NULL)));
    /* What is pending comes first. */
    MUST(cap_notification_signal(signaller(n, 4)));
    MUST(AS(a, cap_notification_wait(n, 1, NULL)));
    assert_int_equal(result(a, 0), 4);
}

/* 0 is none; the others lie centuries ahead, on both sides of the sign bit. As
   long as one is the only deadline, the timer is set to it. */
static void deadlines_that_never_come(void **state)
{
    static const word_t never[] = {0,
                                   (word_t)INT64_MAX - 1,
                                   (word_t)INT64_MAX,
                                   (word_t)INT64_MIN,
                                   (word_t)INT64_MIN + 1,
                                   ~(word_t)1,
                                   ~(word_t)0};
    cap_t n = notification_new(), one = signaller(n, 1);
    struct actor *a = actor_new(&home, 10);

    (void)state;
    for (unsigned i = 0; i < sizeof never / sizeof *never; i++) {
        assert_int_equal(AS(a, cap_notification_wait(n, never[i], NULL)),
                         PENDING);
        for (unsigned turn = 0; turn < 100; turn++)
            MUST(cap_self_yield());
        assert_int_equal(finished(a), PENDING);
        sleep_for(world.info->ticks_per_second / 500);
        assert_int_equal(finished(a), PENDING);
        MUST(cap_notification_signal(one));
        assert_int_equal(finished(a), OK);
    }
}

/* All of them at once, with near ones between them. */
static void deadlines_at_their_edges_in_order(void **state)
{
    static const word_t never[] = {~(word_t)0, (word_t)INT64_MIN,
                                   (word_t)INT64_MAX};
    cap_t n = notification_new();
    struct actor *far[3], *near[3];
    word_t now = port_time(), step = world.info->ticks_per_second / 500;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        far[i] = actor_new(&home, 10);
        near[i] = actor_new(&home, 10);
        assert_int_equal(AS(far[i], cap_notification_wait(n, never[i], NULL)),
                         PENDING);
        assert_int_equal(AS(near[i], cap_notification_wait(
                                         n, now + (4 - i) * 10 * step, NULL)),
                         PENDING);
    }
    sleep_for(40 * step + step);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(finished(far[i]), PENDING);
        assert_int_equal(finished(near[i]), TIMED_OUT);
    }
}

/* ---- signals ---- */

/* The waiter finds nothing, is interrupted before it waits, and the signal
   comes then: wherever between the two that is. */
static void a_signal_between_check_and_block(void **state)
{
    cap_t n = notification_new(), one = signaller(n, 1);
    struct actor *waiter = actor_new(&home, 0);
    word_t step = world.info->ticks_per_second / 1000000 + 1;

    (void)state;
    sleep_for(1000 * step);
    for (word_t ticks = 0; ticks < 40 * step; ticks += step) {
        LATER(waiter, cap_notification_poll(n, NULL));
        assert_int_equal(AS(waiter, cap_notification_wait(n, 0, NULL)),
                         PENDING);
        sleep_for(ticks);
        MUST(cap_notification_signal(one));
        sleep_for(1000 * step);
        if (finished(waiter) == PENDING) { /* the poll has taken it */
            assert_int_equal(state_of(waiter), THREAD_STATE_WAITING);
            MUST(cap_notification_signal(one));
            sleep_for(1000 * step);
        }
        MUST(finished(waiter));
        assert_int_equal(result(waiter, 0), 1);
    }
}

/* ---- reservations ---- */

/* One thread reserves and is interrupted; another one's store, which it has not
   reserved for, must fail, and then the first one's. */
static void a_reservation_does_not_outlive_a_switch(void **state)
{
    struct place *place = place_new();
    struct actor *first = actor_new(&home, 0), *second = actor_new(place, 10);
    word_t while_it_runs = world.info->ticks_per_second / 1000;

    (void)state;
    if (!port_reservation.reserve)
        skip();
    port_reservation.stored = port_reservation.go = 0;
    port_reservation.invoke = false;
    sleep_for(while_it_runs);
    (void)act_other(first, COMMAND_JUMP, (word_t)port_reservation.reserve, 0);
    sleep_for(while_it_runs);
    assert_int_equal(finished(first), PENDING);
    MUST(act_other(second, COMMAND_JUMP, (word_t)port_reservation.store, 0));
    assert_int_equal(port_reservation.stored, 0);
    port_reservation.go = 1;
    sleep_for(while_it_runs);
    MUST(finished(first));
    assert_int_equal(port_reservation.stored, 0);
}

static void a_reservation_does_not_outlive_an_invocation(void **state)
{
    struct actor *actor = actor_new(&home, 10);

    (void)state;
    if (!port_reservation.reserve)
        skip();
    port_reservation.stored = 0;
    port_reservation.invoke = true;
    MUST(act_other(actor, COMMAND_JUMP, (word_t)port_reservation.reserve, 0));
    assert_int_equal(port_reservation.stored, 0);
    /* Without one between load and store it works. */
    port_reservation.go = 1;
    port_reservation.invoke = false;
    MUST(act_other(actor, COMMAND_JUMP, (word_t)port_reservation.reserve, 0));
    assert_int_equal(port_reservation.stored, 1);
}

/* ---- the kernel's entry ---- */

/* Its invocation is done as always; what comes of the register afterwards is
   the thread's own fault. */
static void invoke_with(word_t number, word_t value)
{
    cap_t n = notification_new(), one = signaller(n, 1);
    cap_t time = make(TYPE_SCHED_CONTEXT, 0);
    cap_t thread = invoker_new(one, OP_NOTIFICATION_SIGNAL, 0);
    word_t bits, flags;

    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, time));
    MUST(cap_thread_bind(thread, time));
    MUST(cap_thread_read_registers(thread, ABI_REGISTER_FLAGS, &flags, NULL,
                                   NULL, NULL, NULL, NULL));
    if (cap_thread_write_register(thread, number,
                                  number == ABI_REGISTER_FLAGS ? flags | value
                                                               : value) != OK)
        return; /* it cannot come about */
    MUST(cap_thread_resume(thread));
    MUST(cap_notification_poll(n, &bits));
    assert_int_equal(bits, 1);
    MUST(cap_thread_info(thread, &bits, NULL, NULL, NULL, NULL, NULL));
    assert_int_equal(bits, THREAD_STATE_STOPPED);
    MUST(cap_table_delete(home.table, thread));
}

static void a_system_call_with_any_stack_pointer(void **state)
{
    (void)state;
    invoke_with(ABI_REGISTER_SP, 0);
    invoke_with(ABI_REGISTER_SP, 1);
    invoke_with(ABI_REGISTER_SP, port_kernel_address());
    invoke_with(ABI_REGISTER_SP, (word_t)1 << 47);
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        invoke_with(ABI_REGISTER_SP, huge_words[i]);
}

/* Single steps, alignment checks, the direction of strings, ... */
static void a_system_call_with_any_flag(void **state)
{
    (void)state;
    for (unsigned flag = 0; flag < FLAGS; flag++)
        invoke_with(ABI_REGISTER_FLAGS, (word_t)1 << flag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(deadlines_that_have_passed),
        world_test(deadlines_that_never_come),
        world_test(deadlines_at_their_edges_in_order),
        world_test(a_signal_between_check_and_block),
        world_test(a_reservation_does_not_outlive_a_switch),
        world_test(a_reservation_does_not_outlive_an_invocation),
        world_test(a_system_call_with_any_stack_pointer),
        world_test(a_system_call_with_any_flag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
