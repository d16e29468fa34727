/*
 * The ready queues: whoever has the highest priority runs, equals take turns,
 * and an interrupted slice is gone on with.
 */
#include "../support/world.h"

#include "host.h"
#include "machine.h"
#include "port_host.h"
#include "random.h"
#include "sched_context.h"

#define ACTORS 20

static struct thread *thread_of(const struct actor *actor)
{
    return slot_object(thread_slot(host_controller, actor->thread));
}

/* Priorities change at random; the running one is always among the highest. */
static void the_highest_runs(void **state)
{
    struct random random = random_seed(3);
    struct actor *actors[ACTORS];
    unsigned priorities[ACTORS];

    (void)state;
    port_check_every = 5;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, BOOT_SLOT_SCHED_CONTEXT));
    for (unsigned i = 0; i < ACTORS; i++) {
        actors[i] = actor_new(&home, 0);
        REPEAT(actors[i], 1, cap_self_yield());
    }
    for (unsigned round = 0; round < 500; round++) {
        unsigned best = 0;
        const struct thread *running = NULL;

        for (unsigned i = 0; i < ACTORS; i++) {
            priorities[i] = (unsigned)random_below(&random, 255);
            MUST(cap_cpu_configure(BOOT_SLOT_CPUS, priorities[i],
                                   actors[i]->time));
            best = priorities[i] > best ? priorities[i] : best;
            actors[i]->repeated = 0;
        }
        sleep_for(2000);
        for (unsigned i = 0; i < ACTORS; i++) {
            assert_int_equal(actors[i]->repeated > 0, priorities[i] == best);
            if (priorities[i] == best)
                running = thread_of(actors[i]);
        }
        assert_non_null(running);
    }
}

/* Everybody of one priority gets the same share of time. */
static void equals_take_turns(void **state)
{
    struct actor *actors[4];
    word_t least = ~(word_t)0, most = 0;

    (void)state;
    port_check_every = 100;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, BOOT_SLOT_SCHED_CONTEXT));
    for (unsigned i = 0; i < 4; i++) {
        actors[i] = actor_new(&home, 77);
        REPEAT(actors[i], 1, cap_notification_poll(0, NULL));
    }
    sleep_for(40 * 5000 + 100); /* slices are 5 ms */
    for (unsigned i = 0; i < 4; i++) {
        word_t share = actors[i]->repeated;

        least = share < least ? share : least;
        most = share > most ? share : most;
    }
    assert_true(least > 0);
    assert_true(most - least <= most / 5);
}

/* Each bit of the bitmap, alone. */
static void every_priority(void **state)
{
    struct actor *a;

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 0, BOOT_SLOT_SCHED_CONTEXT));
    a = actor_new(&home, 1);
    for (unsigned priority = 255; priority > 0; priority--) {
        word_t seen;

        MUST(cap_cpu_configure(BOOT_SLOT_CPUS, priority, a->time));
        assert_int_equal(AS(a, cap_self_yield()), OK);
        MUST(cap_thread_info(a->thread, NULL, &seen, NULL, NULL, NULL, NULL));
        assert_int_equal(seen, priority);
    }
}

/* Its slice is over, though nobody was there to take turns with, when it makes
   itself less urgent than one that has long been ready. */
static void less_urgent_when_its_slice_is_over(void **state)
{
    struct actor *x, *w;

    (void)state;
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, BOOT_SLOT_SCHED_CONTEXT));
    x = actor_new(&home, 5);
    w = actor_new(&home, 20);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(AS(x, cap_self_yield()), PENDING);
        assert_int_equal(AS(w, cap_self_yield()), OK);
        if (i)
            host_clock.now += 10 * host_core->slice;
        assert_int_equal(x->entries, i);
        MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 1, BOOT_SLOT_SCHED_CONTEXT));
        assert_int_equal(finished(x), OK);
        MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 10, BOOT_SLOT_SCHED_CONTEXT));
    }
}

/* An equal becomes ready in the middle of a long operation, for which no timer
   was programmed: it goes on first when the operation's thread has had its
   slice. */
static void an_equal_runs_within_a_long_operation(void **state)
{
    cap_t memory = make(TYPE_UNTYPED, ABI_PAGE_BITS + 7);
    cap_t frames[64], n = slot_new();
    struct actor *revoker = actor_new(&home, 10), *equal = actor_new(&home, 10);
    word_t type = 99;

    (void)state;
    for (unsigned i = 0; i < 64; i++) {
        frames[i] = slot_new();
        MUST(cap_untyped_retype(memory, TYPE_FRAME, ABI_PAGE_BITS, frames[i]));
    }
    MUST(cap_untyped_retype(memory, TYPE_NOTIFICATION, 0, n));
    assert_int_equal(AS(equal, cap_notification_wait(n, 0, NULL)), PENDING);
    LATER(equal, cap_table_inspect(home.table, frames[0], &type, NULL, NULL,
                                   NULL, NULL, NULL));
    host_clock.per_look = host_core->slice / 8;
    MUST(AS(revoker, cap_table_revoke(home.table, memory)));
    host_clock.per_look = 1;
    assert_int_equal(finished(equal), OK);
    assert_int_equal(result(equal, 0), TYPE_FRAME);
}

/* ---- deadlines ---- */

#define WAITERS 3

static struct actor *waiters[WAITERS], *worker;
static unsigned wake_ups, crowded;

/* After each entry of the kernel: has another wait ended, and has the worker
   done nothing since the one before? */
static void watch_waiters(void)
{
    static word_t before;
    unsigned over = 0;

    for (unsigned i = 0; i < WAITERS; i++)
        over += thread_state(thread_of(waiters[i])) != THREAD_STATE_WAITING;
    if (over == wake_ups)
        return;
    crowded += over != wake_ups + 1 || worker->repeated == before;
    before = worker->repeated;
    wake_ups = over;
}

/* However many deadlines come at once, others run between one and the next. */
static void deadlines_leave_room(void **state)
{
    cap_t n = notification_new();
    word_t when;

    (void)state;
    worker = actor_new(&home, 20);
    for (unsigned i = 0; i < WAITERS; i++)
        waiters[i] = actor_new(&home, 10);
    when = host_clock.now + 10000;
    for (unsigned i = 0; i < WAITERS; i++)
        assert_int_equal(AS(waiters[i], cap_notification_wait(n, when, NULL)),
                         PENDING);
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, BOOT_SLOT_SCHED_CONTEXT));
    REPEAT(worker, 1, cap_notification_poll(0, NULL));
    host_core->calm = 50; /* the fake processor is slow */
    wake_ups = crowded = 0;
    machine_after_entry = watch_waiters;
    sleep_for(20000);
    machine_after_entry = NULL;
    assert_int_equal(wake_ups, WAITERS);
    assert_int_equal(crowded, 0);
}

/* The timer is programmed once for one moment. */
static void the_timer_is_not_programmed_again(void **state)
{
    cap_t n = notification_new();
    struct actor *a = actor_new(&home, 10);
    word_t before, late = host_clock.now + 1000000000;

    (void)state;
    before = host_clock.programs;
    assert_int_equal(AS(a, cap_notification_wait(n, late, NULL)), PENDING);
    assert_int_equal(host_clock.timer, late);
    assert_int_equal(host_clock.programs, before + 1);
    for (unsigned i = 0; i < 10; i++)
        MUST(cap_notification_poll(n, NULL));
    assert_int_equal(host_clock.programs, before + 1);
    assert_int_equal(host_clock.timer, late);
}

/* ---- what is gone runs nowhere ---- */

/* Time that another core runs on: it has none any more, and queues nothing. */
static void no_core_keeps_time_that_is_gone(void **state)
{
    struct core *core = &cores[CORES_MAX - 1];
    struct sched_context time = {.core = core}, other = {.core = core};

    (void)state;
    core->time = &other;
    assert_true(sched_context_retire(&time));
    assert_ptr_equal(core->time, &other);
    assert_null(time.core);
    assert_true(sched_context_retire(&other));
    assert_null(core->time);
    assert_null(other.core);
}

/* Nor a thread that is gone: its invocation gets no results, and its core looks
   for another. */
static void no_core_keeps_a_thread_that_is_gone(void **state)
{
    cap_t slot = make(TYPE_THREAD, 0);
    struct thread *thread = slot_object(thread_slot(host_controller, slot));

    (void)state;
    for (unsigned i = 0; i < CORES_MAX; i++) {
        struct core kept = cores[i], other, seen;

        cores[i].changed = false;
        assert_true(thread_retire(thread)); /* it runs nowhere */
        other = cores[i];
        cores[i].current = thread;
        assert_true(thread_retire(thread));
        seen = cores[i];
        cores[i].current = kept.current;
        cores[i].changed = kept.changed;
        assert_ptr_equal(other.current, kept.current);
        assert_false(other.changed);
        assert_null(seen.current);
        assert_true(seen.changed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_highest_runs),
        world_test(equals_take_turns),
        world_test(every_priority),
        world_test(less_urgent_when_its_slice_is_over),
        world_test(an_equal_runs_within_a_long_operation),
        world_test(deadlines_leave_room),
        world_test(the_timer_is_not_programmed_again),
        world_test(no_core_keeps_time_that_is_gone),
        world_test(no_core_keeps_a_thread_that_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
