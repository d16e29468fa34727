/*
 * Revoking ten thousand capabilities: it ends although others derive as fast as
 * they can, others get on meanwhile, and a slot can be moved under it.
 */
#include "../support/world.h"

#include "../support/port.h"

#define MANY 10000
#define TABLE_SLOTS 4096
#define EQUAL 5 /* the priority of all actors here */
#define ABOVE 6

static void root_priority(word_t priority)
{
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, priority, BOOT_SLOT_SCHED_CONTEXT));
}

/* A notification with many children in tables of their own; the oldest dies
   last. */
static cap_t fill(cap_t *oldest)
{
    cap_t tables[3], n;
    unsigned made = 0;

    port_check_rarely();
    for (unsigned i = 0; i < 3; i++)
        tables[i] = make(TYPE_TABLE, 12 + 5);
    n = notification_new();
    *oldest = signaller(n, 1);
    for (unsigned i = 0; made < MANY; i++)
        for (cap_t slot = 1; slot < TABLE_SLOTS && made < MANY; slot++, made++)
            MUST(cap_table_put(tables[i], slot, n, TRANSFER_DERIVE));
    return n;
}

/* Root looks on, at a higher priority, until the actor's command is done. */
static void wait_for(const struct actor *actor, const struct actor *worker)
{
    word_t before = worker->repeated;
    unsigned idle = 0;

    for (unsigned i = 0; finished(actor) == PENDING; i++) {
        sleep_for(world.info->ticks_per_second / 100);
        idle = worker->repeated == before ? idle + 1 : 0;
        before = worker->repeated;
        assert_true(idle < 10);
        assert_true(i < 10000);
    }
}

static void it_ends_and_others_make_progress(void **state)
{
    cap_t oldest, n = fill(&oldest), other = notification_new();
    struct actor *reaper, *worker, *first, *second;
    cap_t room, spare;

    (void)state;
    reaper = actor_new(&home, EQUAL);
    worker = actor_new(&home, EQUAL);
    first = actor_new(&home, EQUAL);
    second = actor_new(&home, EQUAL);
    room = slot_new();
    for (unsigned i = 0; i < 63; i++)
        (void)slot_new();
    spare = slot_new();
    for (unsigned i = 0; i < 63; i++)
        (void)slot_new();
    root_priority(ABOVE);
    REPEAT(first, 64, cap_table_derive(home.table, oldest, 0xFF, 0, room));
    REPEAT(second, 64, cap_table_derive(home.table, n, 0xFF, 0, spare));
    REPEAT(worker, 1, cap_notification_poll(other, NULL));
    (void)AS(reaper, cap_table_revoke(home.table, n));
    wait_for(reaper, worker);
    assert_int_equal(finished(reaper), OK);
    assert_int_equal(type_of(oldest), NO_TYPE);
    assert_true(first->succeeded > 0);
    first->halt = second->halt = worker->halt = true;
    wait_for(second, worker);
    root_priority(1);
}

/* One thread is stopped in the middle; the slot stays closed, and what was
   begun can be finished by deleting it from elsewhere. */
static void abandoned_half_way(void **state)
{
    cap_t oldest, n = fill(&oldest), child = slot_new();
    struct actor *reaper = actor_new(&home, 0);

    (void)state;
    (void)AS(reaper, cap_table_revoke(home.table, n));
    sleep_for(world.info->ticks_per_second / 10000);
    assert_true(flags_of(n) & SLOT_FLAG_CLOSED);
    MUST(cap_thread_stop(reaper->thread));
    FAILS(CLOSED, cap_table_derive(home.table, n, 0xFF, 0, child));
    FAILS(CLOSED, cap_table_move(home.table, n, child));
    MUST(cap_table_delete(home.table, n));
    assert_int_equal(type_of(oldest), NO_TYPE);
}

/* What is revoked is moved as fast as possible between two slots; a revoke then
   concerns the slot, and whatever is in it. */
static void moved_while_it_is_revoked(void **state)
{
    cap_t n = notification_new(), a = signaller(n, 1), b = slot_new();
    struct actor *mover;

    (void)state;
    mover = actor_new(&home, 1);
    for (unsigned round = 0; round < 50; round++) {
        cap_t child = slot_new();
        cap_t from = type_of(a) ? a : b;

        MUST(cap_table_derive(home.table, from, 0xFF, 0, child));
        LATER(mover, cap_table_move(home.table, from, from == a ? b : a));
        MUST(cap_notification_signal(mover->go_signal));
        MUST(cap_table_revoke(home.table, from));
        MUST(cap_self_yield());
        assert_true((type_of(a) == NO_TYPE) != (type_of(b) == NO_TYPE));
        MUST(cap_table_revoke(home.table, type_of(a) ? a : b));
        assert_int_equal(type_of(child), NO_TYPE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(it_ends_and_others_make_progress),
        world_test(abandoned_half_way),
        world_test(moved_while_it_is_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
