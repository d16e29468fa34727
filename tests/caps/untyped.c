/* Untyped memory: what caps/untyped.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

static const enum object_type fixed[] = {TYPE_THREAD, TYPE_GATE,
                                         TYPE_SCHED_CONTEXT, TYPE_NOTIFICATION};

static word_t used_of(cap_t untyped)
{
    word_t used;

    MUST(cap_untyped_info(untyped, NULL, NULL, &used, NULL, NULL));
    return used;
}

static word_t cleared_of(cap_t untyped)
{
    word_t cleared;

    MUST(cap_untyped_info(untyped, NULL, NULL, NULL, &cleared, NULL));
    return cleared;
}

/* ---- making objects ---- */

static void every_type_can_be_made(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        cap_t object = make(fixed[i], 0);

        assert_int_equal(type_of(object), fixed[i]);
        assert_true(flags_of(object) & SLOT_FLAG_ORIGINAL);
    }
    assert_int_equal(type_of(make(TYPE_TABLE, 6)), TYPE_TABLE);
    assert_int_equal(type_of(make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS)),
                     TYPE_DOMAIN);
    assert_int_equal(type_of(make(TYPE_FRAME, ABI_PAGE_BITS)), TYPE_FRAME);
    assert_int_equal(type_of(make(TYPE_UNTYPED, 6)), TYPE_UNTYPED);
}

static void types_that_cannot_be_made(void **state)
{
    static const word_t types[] = {
        0,        TYPE_REPLY, 10,           TYPE_IRQ_CONTROL,
        TYPE_IRQ, TYPE_CPU,   TYPE_CONSOLE, TYPE_SELF,
        13,       18,         31,           32,
        255,      256,        0x101};
    cap_t slot = slot_new();
    word_t used = used_of(world.arena);

    (void)state;
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
        FAILS(INVALID_ARGUMENT, operate(world.arena | CAP_ACCEPT(slot),
                                        OP_UNTYPED_RETYPE, types[i], 12, 0));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              operate(world.arena | CAP_ACCEPT(slot), OP_UNTYPED_RETYPE,
                      huge_words[i], 12, 0));
    assert_int_equal(type_of(slot), NO_TYPE);
    assert_int_equal(used_of(world.arena), used);
}

static void sizes_out_of_range(void **state)
{
    cap_t slot = slot_new();

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        FAILS(INVALID_ARGUMENT,
              cap_untyped_retype(world.arena, fixed[i], 12, slot));
    FAILS(INVALID_ARGUMENT,
          cap_untyped_retype(world.arena, TYPE_TABLE, 5, slot));
    FAILS(INVALID_ARGUMENT, cap_untyped_retype(world.arena, TYPE_TABLE,
                                               TABLE_MAX_BITS + 6, slot));
    FAILS(INVALID_ARGUMENT,
          cap_untyped_retype(world.arena, TYPE_FRAME, ABI_PAGE_BITS - 1, slot));
    FAILS(INVALID_ARGUMENT, cap_untyped_retype(world.arena, TYPE_DOMAIN,
                                               ABI_DOMAIN_MIN_BITS - 1, slot));
    FAILS(INVALID_ARGUMENT,
          cap_untyped_retype(world.arena, TYPE_UNTYPED, 5, slot));
    for (word_t bits = 48; bits < 70; bits++)
        FAILS(INVALID_ARGUMENT,
              cap_untyped_retype(world.arena, TYPE_FRAME, bits, slot));
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        FAILS(INVALID_ARGUMENT,
              cap_untyped_retype(world.arena, TYPE_FRAME, huge_words[i], slot));
    for (unsigned type = TYPE_UNTYPED; type <= TYPE_DOMAIN; type++)
        FAILS(INVALID_ARGUMENT, cap_untyped_retype(world.arena, type, 0, slot));
    FAILS(NO_MEMORY, cap_untyped_retype(world.arena, TYPE_FRAME, 47, slot));
}

static void up_to_the_end_and_no_further(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 13), slot = slot_new();

    (void)state;
    for (unsigned i = 0; i < 8; i++)
        MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, 10, slot_new()));
    assert_int_equal(used_of(untyped), 1 << 13);
    FAILS(NO_MEMORY, cap_untyped_retype(untyped, TYPE_UNTYPED, 6, slot));
    FAILS(NO_MEMORY, cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, slot));
    assert_int_equal(type_of(slot), NO_TYPE);
}

static void one_of_its_own_size(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 12), slot = slot_new();

    (void)state;
    MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, 12, slot));
    assert_int_equal(base_of(slot), base_of(untyped));
    FAILS(NO_MEMORY, cap_untyped_retype(untyped, TYPE_UNTYPED, 6, slot_new()));
    MUST(cap_untyped_retype(slot, TYPE_NOTIFICATION, 0, slot_new()));
    FAILS(NO_MEMORY, cap_untyped_retype(make(TYPE_UNTYPED, 12), TYPE_UNTYPED,
                                        13, slot_new()));
}

static void objects_are_aligned_and_do_not_overlap(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 14);
    cap_t small = slot_new(), large = slot_new(), next = slot_new();

    (void)state;
    MUST(cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, small));
    MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, 12, large));
    MUST(cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, next));
    assert_int_equal(base_of(small), base_of(untyped));
    assert_int_equal(base_of(large), base_of(untyped) + 0x1000);
    assert_int_equal(base_of(next), base_of(untyped) + 0x2000);
    assert_int_equal(used_of(untyped), 0x2040);
}

/* ---- clearing ---- */

static void starts_over_and_reads_as_zero(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, ABI_PAGE_BITS + 2), slot = slot_new();

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        word_t base;

        MUST(cap_untyped_retype(untyped, TYPE_FRAME, ABI_PAGE_BITS + 1, slot));
        base = base_of(slot);
        assert_int_equal(base, base_of(untyped));
        map_here(slot);
        for (word_t at = 0; at < 2 * PAGE; at += 8) {
            assert_int_equal(port_peek(base + at), 0);
            port_poke(base + at, ~(word_t)0);
        }
        MUST(cap_table_delete(home.table, slot));
        assert_int_equal(used_of(untyped), 2 * PAGE);
    }
}

/* A table that is gone but not yet empty holds up what lies under it. */
static void waits_for_doomed_tables(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 14), table = slot_new();
    cap_t n = notification_new(), frame = slot_new();
    struct actor *reaper = actor_new(&home, 0);

    (void)state;
    MUST(cap_untyped_retype(untyped, TYPE_TABLE, 13, table));
    for (cap_t i = 1; i < 256; i++)
        MUST(cap_table_put(table, i, n, TRANSFER_DERIVE));
    (void)AS(reaper, cap_table_delete(home.table, table));
    for (unsigned i = 0; type_of(table) != NO_TYPE; i++) {
        assert_true(i < 100);
        sleep_for(world.info->ticks_per_second / 100000 + 20);
    }
    MUST(cap_thread_stop(reaper->thread));
    assert_true(flags_of(n) & SLOT_FLAG_DESCENDANTS);
    MUST(cap_untyped_retype(untyped, TYPE_FRAME, 13, frame));
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
    assert_int_equal(base_of(frame), base_of(untyped));
    map_here(frame);
    for (word_t at = 0; at < 0x2000; at += 8)
        assert_int_equal(port_peek(base_of(frame) + at), 0);
}

static void clear_ahead(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 13);
    cap_t child = slot_new();

    (void)state;
    MUST(cap_untyped_clear(untyped, 0));
    MUST(cap_untyped_clear(untyped, 1));
    MUST(cap_untyped_clear(untyped, 63));
    assert_int_equal(cleared_of(untyped), 0);
    MUST(cap_untyped_clear(untyped, 64));
    assert_int_equal(cleared_of(untyped), 64);
    MUST(cap_untyped_clear(untyped, 4097));
    assert_int_equal(cleared_of(untyped), 4096);
    MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, 12, child));
    assert_int_equal(cleared_of(child), 4096);
    for (unsigned i = 0; i < HUGE_WORDS; i++)
        MUST(cap_untyped_clear(untyped, huge_words[i]));
    assert_int_equal(cleared_of(untyped), 8192);
    assert_int_equal(used_of(untyped), 4096);
}

static void a_child_inherits_only_what_is_clear(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 14), first = slot_new(),
          second = slot_new();

    (void)state;
    MUST(cap_untyped_clear(untyped, 4096 + 128));
    MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, 12, first));
    MUST(cap_untyped_retype(untyped, TYPE_UNTYPED, 12, second));
    assert_int_equal(cleared_of(first), 4096);
    assert_int_equal(cleared_of(second), 128);
}

/* ---- refusals ---- */

static void device_memory_makes_no_objects(void **state)
{
    cap_t device = device_untyped(ABI_PAGE_BITS), slot = slot_new();

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        FAILS(DEVICE_MEMORY, cap_untyped_retype(device, fixed[i], 0, slot));
    FAILS(DEVICE_MEMORY, cap_untyped_retype(device, TYPE_TABLE, 6, slot));
    FAILS(DEVICE_MEMORY,
          cap_untyped_retype(device, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, slot));
    FAILS(DEVICE_MEMORY, cap_untyped_clear(device, 64));
    MUST(cap_table_delete(home.table, slot));
}

static void busy_untypeds_refuse(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, ABI_PAGE_BITS + 9), slot = slot_new();

    (void)state;
    leave_closed(untyped);
    FAILS(CLOSED, cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, slot));
    FAILS(CLOSED, cap_untyped_clear(untyped, 64));
    FAILS(SLOT_OCCUPIED,
          cap_untyped_retype(world.arena, TYPE_NOTIFICATION, 0, untyped));
    FAILS(NO_ACCEPT, cap_untyped_retype(world.arena, TYPE_NOTIFICATION, 0, 0));
}

static void info_of_memory_and_devices(void **state)
{
    word_t base, bits, used, cleared, device;
    cap_t untyped = make(TYPE_UNTYPED, 12);

    (void)state;
    MUST(cap_untyped_info(untyped, &base, &bits, &used, &cleared, &device));
    assert_int_equal(base, base_of(untyped));
    assert_int_equal(base & 4095, 0);
    assert_int_equal(bits, 12);
    assert_int_equal(used, 0);
    assert_int_equal(device, 0);
    MUST(cap_untyped_info(device_untyped(ABI_PAGE_BITS), NULL, NULL, NULL, NULL,
                          &device));
    assert_int_equal(device, 1);
}

/* In the order of their addresses. */
static void those_of_boot_are_naturally_aligned(void **state)
{
    const struct boot_range ranges[] = {world.info->ram, world.info->devices};
    word_t base, bits, device, end;

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        end = 1; /* page 0 is nobody's */
        for (cap_t slot = ranges[i].first;
             slot < ranges[i].first + ranges[i].count; slot++) {
            MUST(cap_untyped_info(slot, &base, &bits, NULL, NULL, &device));
            assert_int_equal(device, i);
            assert_int_equal(base & (((word_t)1 << bits) - 1), 0);
            assert_true(base >= end);
            end = base + ((word_t)1 << bits);
        }
    }
}

static void an_untyped_can_only_be_moved(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, 12), to = slot_new();

    (void)state;
    FAILS(NOT_TRANSFERABLE, cap_table_derive(home.table, untyped, 0xFF, 0, to));
    FAILS(NOT_TRANSFERABLE, cap_table_copy(home.table, untyped, to));
    MUST(cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, slot_new()));
    MUST(cap_table_move(home.table, untyped, to));
    assert_int_equal(used_of(to), 64);
    assert_true(flags_of(to) & SLOT_FLAG_DESCENDANTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(every_type_can_be_made),
        world_test(types_that_cannot_be_made),
        world_test(sizes_out_of_range),
        world_test(up_to_the_end_and_no_further),
        world_test(one_of_its_own_size),
        world_test(objects_are_aligned_and_do_not_overlap),
        world_test(starts_over_and_reads_as_zero),
        world_test(waits_for_doomed_tables),
        world_test(clear_ahead),
        world_test(a_child_inherits_only_what_is_clear),
        world_test(device_memory_makes_no_objects),
        world_test(busy_untypeds_refuse),
        world_test(info_of_memory_and_devices),
        world_test(those_of_boot_are_naturally_aligned),
        world_test(an_untyped_can_only_be_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
