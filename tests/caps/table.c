/* Tables: what caps/table.cap promises. */
#include "../support/world.h"

static const cap_t no_slots[] = {0, 64, 65, CAP_SELF, 0x100000};

/* A table of 64 slots, and a notification in root's own. */
static cap_t table_new(void)
{
    return make(TYPE_TABLE, 6 + 5);
}

/* ---- derive, copy, move ---- */

static void derive_makes_children(void **state)
{
    cap_t n = notification_new();
    cap_t child = derive(n, NOTIFICATION_SEND, 5);
    cap_t grandchild = derive(child, 0xFF, 0);

    (void)state;
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL | SLOT_FLAG_DESCENDANTS);
    assert_int_equal(rights_of(child), NOTIFICATION_SEND);
    assert_int_equal(badge_of(child), 5);
    assert_int_equal(rights_of(grandchild), NOTIFICATION_SEND);
    assert_int_equal(badge_of(grandchild), 5);
    MUST(cap_table_delete(home.table, child));
    assert_int_equal(type_of(grandchild), NO_TYPE);
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
}

static void derive_refuses(void **state)
{
    cap_t n = notification_new(), one = signaller(n, 1), to = slot_new();
    cap_t t = table_new();

    (void)state;
    FAILS(EMPTY_SLOT, cap_table_derive(home.table, slot_new(), 0xFF, 0, to));
    FAILS(NO_BADGE, cap_table_derive(home.table, one, 0xFF, 2, to));
    FAILS(NO_BADGE, cap_table_derive(home.table, t, 0xFF, 2, to));
    FAILS(NO_BADGE, cap_table_derive(home.table, BOOT_SLOT_CPUS, 1, 2, to));
    FAILS(INVALID_ARGUMENT, cap_table_derive(home.table, n, 0x100, 0, to));
    FAILS(INVALID_ARGUMENT,
          cap_table_derive(home.table, n, 0xFF, (word_t)1 << BADGE_BITS, to));
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        FAILS(INVALID_SLOT, cap_table_derive(t, huge_words[i], 0xFF, 0, to));
        FAILS(INVALID_ARGUMENT,
              cap_table_derive(home.table, n, huge_words[i], 0, to));
    }
    for (unsigned i = 0; i < sizeof no_slots / sizeof *no_slots; i++)
        FAILS(INVALID_SLOT, cap_table_derive(t, no_slots[i], 0xFF, 0, to));
    assert_int_equal(type_of(to), NO_TYPE);
    MUST(cap_table_derive(home.table, n, 0xFF, ((word_t)1 << BADGE_BITS) - 1,
                          to));
    assert_int_equal(badge_of(to), ((word_t)1 << BADGE_BITS) - 1);
}

static void copies_survive_their_source(void **state)
{
    cap_t n = notification_new(), child = derive(n, NOTIFICATION_SEND, 3);
    cap_t sibling = slot_new();

    (void)state;
    MUST(cap_table_copy(home.table, child, sibling));
    assert_int_equal(badge_of(sibling), 3);
    MUST(cap_table_delete(home.table, child));
    MUST(cap_notification_signal(sibling));
    FAILS(NOT_TRANSFERABLE, cap_table_copy(home.table, n, child));
    FAILS(EMPTY_SLOT, cap_table_copy(home.table, child, slot_new()));
    FAILS(INVALID_SLOT, cap_table_copy(home.table, 0, child));
    FAILS(SLOT_OCCUPIED, cap_table_copy(home.table, sibling, n));
    MUST(cap_table_revoke(home.table, n));
    assert_int_equal(type_of(sibling), NO_TYPE);
}

static void a_move_keeps_everything(void **state)
{
    cap_t n = notification_new(), to = slot_new(), child;

    (void)state;
    child = signaller(n, 9);
    MUST(cap_table_move(home.table, n, to));
    assert_int_equal(type_of(n), NO_TYPE);
    assert_int_equal(flags_of(to), SLOT_FLAG_ORIGINAL | SLOT_FLAG_DESCENDANTS);
    MUST(cap_notification_signal(child));
    FAILS(EMPTY_SLOT, cap_table_move(home.table, n, slot_new()));
    FAILS(INVALID_SLOT, cap_table_move(home.table, 0, n));
    FAILS(SLOT_OCCUPIED, cap_table_move(home.table, to, child));
    FAILS(SLOT_OCCUPIED, cap_table_move(home.table, to, to));
    MUST(cap_table_delete(home.table, to));
    assert_int_equal(type_of(child), NO_TYPE);
}

static void into_and_out_of_another_table(void **state)
{
    cap_t t = table_new(), n = notification_new(), back = slot_new();
    word_t type, badge;

    (void)state;
    MUST(cap_table_put(t, 5, signaller(n, 7), TRANSFER_COPY));
    MUST(cap_table_inspect(t, 5, &type, NULL, NULL, NULL, &badge, NULL));
    assert_int_equal(type, TYPE_NOTIFICATION);
    assert_int_equal(badge, 7);
    MUST(cap_table_derive(t, 5, 0xFF, 0, back));
    MUST(cap_notification_signal(back));
    MUST(cap_table_put(t, 63, n, TRANSFER_GIVE));
    assert_int_equal(type_of(n), NO_TYPE);
    MUST(cap_table_move(t, 63, n));
    MUST(cap_table_delete(t, 5));
    assert_int_equal(type_of(back), NO_TYPE);
}

static void put_refuses(void **state)
{
    cap_t t = table_new(), n = notification_new();
    cap_t untyped = make(TYPE_UNTYPED, 8);

    (void)state;
    MUST(cap_table_put(t, 1, n, TRANSFER_DERIVE));
    FAILS(SLOT_OCCUPIED, cap_table_put(t, 1, n, TRANSFER_DERIVE));
    FAILS(NOT_TRANSFERABLE, cap_table_put(t, 2, n, TRANSFER_COPY));
    FAILS(NOT_TRANSFERABLE, cap_table_put(t, 2, untyped, TRANSFER_DERIVE));
    FAILS(NOT_TRANSFERABLE, cap_table_put(t, 2, untyped, TRANSFER_COPY));
    FAILS(INVALID_ARGUMENT, cap_table_put(t, 2, n, (enum transfer_mode)3));
    FAILS(NO_ARGUMENT, cap_table_put(t, 2, slot_new(), TRANSFER_DERIVE));
    FAILS(NO_ARGUMENT, cap_table_put(t, 2, 0, TRANSFER_DERIVE));
    FAILS(NO_ARGUMENT, cap_table_put(t, 2, CAP_SELF, TRANSFER_DERIVE));
    for (unsigned i = 0; i < sizeof no_slots / sizeof *no_slots; i++)
        FAILS(INVALID_SLOT, cap_table_put(t, no_slots[i], n, TRANSFER_DERIVE));
    MUST(cap_table_put(t, 2, untyped, TRANSFER_GIVE));
}

/* ---- delete and revoke ---- */

static void delete_and_revoke(void **state)
{
    cap_t n = notification_new(), a = signaller(n, 1), b = signaller(n, 2);

    (void)state;
    MUST(cap_table_revoke(home.table, n));
    assert_int_equal(type_of(a), NO_TYPE);
    assert_int_equal(type_of(b), NO_TYPE);
    assert_int_equal(type_of(n), TYPE_NOTIFICATION);
    MUST(cap_table_revoke(home.table, n));
    MUST(cap_table_delete(home.table, n));
    MUST(cap_table_delete(home.table, n));
    MUST(cap_table_revoke(home.table, n));
    for (unsigned i = 0; i < sizeof no_slots / sizeof *no_slots; i++) {
        cap_t t = table_new();

        FAILS(INVALID_SLOT, cap_table_delete(t, no_slots[i]));
        FAILS(INVALID_SLOT, cap_table_revoke(t, no_slots[i]));
        FAILS(INVALID_SLOT, cap_table_inspect(t, no_slots[i], NULL, NULL, NULL,
                                              NULL, NULL, NULL));
        FAILS(INVALID_SLOT, cap_table_copy(t, no_slots[i], slot_new()));
    }
}

static void what_boot_gave_cannot_be_deleted(void **state)
{
    (void)state;
    for (cap_t slot = BOOT_SLOT_FIRST_RANGE; slot < world.info->first_free_slot;
         slot++)
        FAILS(NOT_DELETABLE, cap_table_delete(home.table, slot));
    FAILS(NOT_DELETABLE, cap_table_delete(home.table, BOOT_SLOT_CPUS));
    FAILS(NOT_DELETABLE, cap_table_delete(home.table, BOOT_SLOT_CONSOLE));
    FAILS(NOT_DELETABLE, cap_table_delete(home.table, BOOT_SLOT_IRQ_CONTROL));
}

static void a_table_goes_with_its_capabilities(void **state)
{
    cap_t t = table_new(), n = notification_new();
    cap_t outside = slot_new();
    word_t free;

    (void)state;
    for (cap_t i = 1; i < 40; i++)
        MUST(cap_table_put(t, i, n, TRANSFER_DERIVE));
    MUST(cap_table_put(t, 40, make(TYPE_GATE, 0), TRANSFER_GIVE));
    MUST(cap_table_derive(t, 40, GATE_CALL, 1, outside));
    MUST(cap_table_delete(home.table, t));
    MUST(cap_table_delete(home.table, slot_new())); /* drains the table */
    assert_int_equal(type_of(outside), NO_TYPE);
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
    (void)free;
}

static void a_table_with_its_own_capability(void **state)
{
    cap_t t = table_new(), other = table_new();

    (void)state;
    MUST(cap_table_put(t, 1, t, TRANSFER_DERIVE));
    MUST(cap_table_put(t, 2, other, TRANSFER_DERIVE));
    MUST(cap_table_put(other, 1, t, TRANSFER_DERIVE));
    MUST(cap_table_put(other, 2, other, TRANSFER_GIVE));
    MUST(cap_table_delete(home.table, t));
    MUST(cap_table_delete(home.table, slot_new()));
    assert_int_equal(type_of(t), NO_TYPE);
    MUST(cap_table_revoke(home.table, world.arena));
}

static void originals_in_the_table_that_is_given_to_itself(void **state)
{
    cap_t t = table_new(), child;

    (void)state;
    child = derive(t, TABLE_RIGHTS, 0);
    MUST(cap_table_put(child, 9, t, TRANSFER_GIVE));
    assert_int_equal(type_of(t), NO_TYPE);
    /* Deletes the table from within: the deletion ends there. */
    MUST(cap_table_delete(child, 9));
    assert_int_equal(type_of(child), NO_TYPE);
}

/* ---- while something is being deleted ---- */

static void closed_capabilities_refuse(void **state)
{
    cap_t n = notification_new(), t = table_new(), to = slot_new();

    (void)state;
    leave_closed(n);
    assert_true(flags_of(n) & SLOT_FLAG_CLOSED);
    FAILS(CLOSED, cap_table_derive(home.table, n, 0xFF, 0, to));
    FAILS(CLOSED, cap_table_copy(home.table, n, to));
    FAILS(CLOSED, cap_table_move(home.table, n, to));
    FAILS(CLOSED, cap_table_put(t, 1, n, TRANSFER_DERIVE));
    FAILS(CLOSED, cap_table_put(t, 1, n, TRANSFER_COPY));
    FAILS(CLOSED, cap_table_put(t, 1, n, TRANSFER_GIVE));
    /* Anybody may finish the work. */
    MUST(cap_table_revoke(home.table, n));
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
    MUST(cap_table_move(home.table, n, to));
}

/* Even if it fails: helping comes before anything is looked up. So a deletion
   that everybody has given up ends by others' work alone. */
static void whoever_derives_helps(void **state)
{
    cap_t n = notification_new(), other = notification_new();
    cap_t untyped = make(TYPE_UNTYPED, 8), frame = make(TYPE_FRAME, 12);
    unsigned rounds = 0;

    (void)state;
    leave_closed(n);
    while (flags_of(n) & SLOT_FLAG_CLOSED) {
        FAILS(SLOT_OCCUPIED,
              cap_table_derive(home.table, other, 0xFF, 0, other));
        FAILS(SLOT_OCCUPIED, cap_table_copy(home.table, other, other));
        FAILS(SLOT_OCCUPIED, cap_table_move(home.table, other, other));
        FAILS(SLOT_OCCUPIED,
              cap_table_put(home.table, other, other, TRANSFER_DERIVE));
        FAILS(SLOT_OCCUPIED, cap_frame_part(frame, 0, 12, 7, other));
        FAILS(SLOT_OCCUPIED,
              cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, other));
        FAILS(SLOT_OCCUPIED, cap_cpu_limit(BOOT_SLOT_CPUS, 1, other));
        MUST(cap_untyped_clear(untyped, 0));
        rounds++;
        assert_true(rounds < 40); /* 255 descendants, 8 steps in a round */
    }
    assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
    assert_true(rounds > 10);
}

static void inspect_and_info(void **state)
{
    cap_t t = table_new();
    word_t type, rights, base, bits, badge, flags, slots;

    (void)state;
    MUST(cap_table_info(t, &slots));
    assert_int_equal(slots, 64);
    MUST(cap_table_inspect(t, 1, &type, &rights, &base, &bits, &badge, &flags));
    assert_int_equal(type | rights | base | bits | badge | flags, 0);
    MUST(cap_table_inspect(home.table, t, &type, &rights, &base, &bits, &badge,
                           &flags));
    assert_int_equal(type, TYPE_TABLE);
    assert_int_equal(rights, TABLE_RIGHTS);
    assert_int_equal(bits, 11);
    assert_int_equal(base & 2047, 0);
    assert_int_equal(badge, 0);
    assert_int_equal(flags, SLOT_FLAG_ORIGINAL);
}

static void rights_only_shrink(void **state)
{
    cap_t t = table_new(), n = notification_new();
    cap_t look = derive(t, TABLE_INSPECT, 0);
    cap_t all = derive(look, 0xFF, 0);

    (void)state;
    assert_int_equal(rights_of(all), TABLE_INSPECT);
    MUST(cap_table_inspect(all, 1, NULL, NULL, NULL, NULL, NULL, NULL));
    FAILS(MISSING_RIGHT, cap_table_put(all, 1, n, TRANSFER_DERIVE));
    FAILS(MISSING_RIGHT, cap_table_derive(all, 1, 0xFF, 0, slot_new()));
    FAILS(MISSING_RIGHT, cap_table_copy(all, 1, slot_new()));
    FAILS(MISSING_RIGHT, cap_table_move(all, 1, slot_new()));
    FAILS(MISSING_RIGHT, cap_table_delete(all, 1));
    FAILS(MISSING_RIGHT, cap_table_revoke(all, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(derive_makes_children),
        world_test(derive_refuses),
        world_test(copies_survive_their_source),
        world_test(a_move_keeps_everything),
        world_test(into_and_out_of_another_table),
        world_test(put_refuses),
        world_test(delete_and_revoke),
        world_test(what_boot_gave_cannot_be_deleted),
        world_test(a_table_goes_with_its_capabilities),
        world_test(a_table_with_its_own_capability),
        world_test(originals_in_the_table_that_is_given_to_itself),
        world_test(closed_capabilities_refuse),
        world_test(whoever_derives_helps),
        world_test(inspect_and_info),
        world_test(rights_only_shrink),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
