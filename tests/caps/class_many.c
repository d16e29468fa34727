/*
 * Very many of one thing: ten thousand threads that wait for a notification,
 * for deadlines, at a gate, and a hundred thousand capabilities under one. It
 * takes long to take them apart, but a thread of another domain with the same
 * priority goes on all the while. (The host has memory for fewer.)
 */
#include "../support/world.h"

#include "../support/port.h"

#define THREADS 10000
#define DESCENDANTS 100000
#define EQUAL 5 /* the priority of the two who compete */
#define ABOVE 6
#define SLOT_BITS 5
#define TABLE_BITS 8 /* of each table that they lie in */
#define TABLES_MAX 512

static void root_priority(word_t priority)
{
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, priority, BOOT_SLOT_SCHED_CONTEXT));
}

/* `wanted`, or as many as three eighths of the memory hold. */
static word_t as_many_as_fit(word_t wanted, unsigned size_bits)
{
    word_t bits, fit;

    MUST(cap_untyped_info(world.arena, NULL, &bits, NULL, NULL, NULL));
    fit = (word_t)3 << (bits - 3 - size_bits);
    return fit < wanted ? fit : wanted;
}

/* Tables that take in one capability after the other. */
struct crowd {
    cap_t tables[TABLES_MAX];
    unsigned count;
};

#define TABLE_SLOTS (((cap_t)1 << TABLE_BITS) - 1) /* without the first */

static cap_t table_of(const struct crowd *crowd, unsigned i)
{
    return crowd->tables[i / TABLE_SLOTS];
}

static void make_room(struct crowd *crowd)
{
    unsigned table = crowd->count / TABLE_SLOTS;

    assert_true(table < TABLES_MAX);
    if (!crowd->tables[table])
        crowd->tables[table] = make(TYPE_TABLE, TABLE_BITS + SLOT_BITS);
}

static void admit(struct crowd *crowd, cap_t capability)
{
    MUST(cap_table_put(table_of(crowd, crowd->count),
                       1 + crowd->count % TABLE_SLOTS, capability,
                       TRANSFER_GIVE));
    crowd->count++;
}

/* ---- threads that wait ---- */

/* One by one they get the time to do their invocation. */
static void gather(struct crowd *crowd, word_t capability, word_t operation,
                   word_t w0, word_t step)
{
    word_t count = as_many_as_fit(THREADS, ABI_THREAD_BITS);
    cap_t time = make(TYPE_SCHED_CONTEXT, 0);

    port_check_rarely();
    *crowd = (struct crowd){0};
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, ABOVE + 1, time));
    for (word_t i = 0; i < count; i++) {
        cap_t thread;

        make_room(crowd);
        thread = invoker_new(capability, operation, w0 + i * step);
        MUST(cap_thread_bind(thread, time));
        MUST(cap_thread_resume(thread));
        MUST(cap_thread_unbind(thread));
        admit(crowd, thread);
        world.next = thread; /* its slot is free again */
    }
    check_kernel();
}

/* How many of the crowd are in this state. */
static word_t how_many(const struct crowd *crowd, enum thread_state wanted)
{
    cap_t slot = slot_new();
    word_t found = 0;

    for (unsigned i = 0; i < crowd->count; i++) {
        word_t state;

        MUST(cap_table_derive(table_of(crowd, i), 1 + i % TABLE_SLOTS,
                              THREAD_RIGHTS, 0, slot));
        MUST(cap_thread_info(slot, &state, NULL, NULL, NULL, NULL, NULL));
        found += state == wanted;
        MUST(cap_table_delete(home.table, slot));
    }
    world.next = slot;
    return found;
}

/* ---- who goes on meanwhile ---- */

static struct actor *worker_new(void)
{
    struct place *place = place_new();
    struct actor *worker = actor_new(place, EQUAL);
    cap_t n = put(place, notification_new());

    root_priority(ABOVE);
    REPEAT(worker, 1, cap_notification_poll(n, NULL));
    return worker;
}

/* Root looks on, at a higher priority, until it is done. */
static void watch(const struct actor *busy, const struct actor *worker)
{
    word_t before = worker->repeated;
    unsigned idle = 0;

    for (unsigned i = 0; finished(busy) == PENDING; i++) {
        sleep_for(world.info->ticks_per_second / 100);
        idle = worker->repeated == before ? idle + 1 : 0;
        before = worker->repeated;
        assert_true(idle < 10);
        assert_true(i < 100000);
    }
    MUST(finished(busy));
}

static void end(struct actor *worker)
{
    worker->halt = true;
    root_priority(1);
    sleep_for(world.info->ticks_per_second / 100);
    assert_int_not_equal(finished(worker), PENDING);
}

static void deleted_while_others_go_on(cap_t object)
{
    struct actor *reaper = actor_new(&home, EQUAL), *worker = worker_new();

    (void)AS(reaper, cap_table_delete(home.table, object));
    watch(reaper, worker);
    end(worker);
    assert_int_equal(type_of(object), NO_TYPE);
}

/* ---- the tests ---- */

static struct crowd crowd;

static void ten_thousand_waiters(void **state)
{
    cap_t n = notification_new();

    (void)state;
    gather(&crowd, n, OP_NOTIFICATION_WAIT, 0, 0);
    print_message("%u threads\n", (unsigned)crowd.count);
    assert_int_equal(how_many(&crowd, THREAD_STATE_WAITING), crowd.count);
    deleted_while_others_go_on(n);
    assert_int_equal(how_many(&crowd, THREAD_STATE_WAITING), 0);
}

static void ten_thousand_callers_at_a_gate(void **state)
{
    cap_t gate = gate_new(&home), way = callable(gate, 1);

    (void)state;
    gather(&crowd, way, 0x2001, 0, 0);
    assert_int_equal(how_many(&crowd, THREAD_STATE_QUEUED), crowd.count);
    deleted_while_others_go_on(gate);
    assert_int_equal(how_many(&crowd, THREAD_STATE_QUEUED), 0);
}

/* Far away, then all deleted with their notification; and near, so that all of
   them are over within a moment, one at each entry. */
static void ten_thousand_deadlines(void **state)
{
    word_t second = world.info->ticks_per_second;
    cap_t n = notification_new(), far = notification_new();
    struct actor *worker;
    word_t when;

    (void)state;
    gather(&crowd, far, OP_NOTIFICATION_WAIT, port_time() + 10000 * second,
           second);
    assert_int_equal(how_many(&crowd, THREAD_STATE_WAITING), crowd.count);
    deleted_while_others_go_on(far);
    when = port_time() + 10 * second;
    gather(&crowd, n, OP_NOTIFICATION_WAIT, when, 1);
    assert_int_equal(how_many(&crowd, THREAD_STATE_WAITING), crowd.count);
    sleep_for(when - port_time() - second / 100);
    worker = worker_new();
    for (unsigned i = 0; how_many(&crowd, THREAD_STATE_WAITING) > 0; i++) {
        assert_true(i < 1000);
        sleep_for(second / 100);
    }
    end(worker);
}

static void a_hundred_thousand_descendants(void **state)
{
    cap_t n = notification_new(), oldest = signaller(n, 1), child = slot_new();
    word_t count = as_many_as_fit(DESCENDANTS, SLOT_BITS + 1);
    struct actor *reaper, *worker;

    (void)state;
    port_check_rarely();
    crowd = (struct crowd){0};
    for (word_t i = 0; i < count; i++) {
        make_room(&crowd);
        MUST(cap_table_derive(home.table, n, 0xFF, 0, child));
        admit(&crowd, child);
    }
    print_message("%u capabilities\n", (unsigned)count);
    reaper = actor_new(&home, EQUAL);
    worker = worker_new();
    (void)AS(reaper, cap_table_revoke(home.table, n));
    watch(reaper, worker);
    end(worker);
    assert_int_equal(type_of(oldest), NO_TYPE);
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(ten_thousand_waiters),
        world_test(ten_thousand_callers_at_a_gate),
        world_test(ten_thousand_deadlines),
        world_test(a_hundred_thousand_descendants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
