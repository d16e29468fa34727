/* Frames: what caps/frame.cap promises. */
#include "../support/world.h"

#include "../support/port.h"

static void parts_lie_inside(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS + 2);
    cap_t half = slot_new(), page = slot_new();
    word_t base, bits, rights, device, id;

    (void)state;
    MUST(
        cap_frame_part(frame, 2 * PAGE, ABI_PAGE_BITS + 1, FRAME_RIGHTS, half));
    MUST(cap_frame_part(half, PAGE, ABI_PAGE_BITS, FRAME_READ, page));
    MUST(cap_frame_info(page, &base, &bits, &rights, &device, &id));
    assert_int_equal(base, base_of(frame) + 3 * PAGE);
    assert_int_equal(bits, ABI_PAGE_BITS);
    assert_int_equal(rights, FRAME_READ);
    assert_int_equal(device, 0);
    assert_int_equal(id, 0);
    MUST(cap_table_delete(home.table, half));
    assert_int_equal(type_of(page), NO_TYPE);
}

static void the_whole_is_a_part(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS), part = slot_new();

    (void)state;
    MUST(cap_frame_part(frame, 0, ABI_PAGE_BITS, 0xFF, part));
    assert_int_equal(base_of(part), base_of(frame));
    assert_int_equal(rights_of(part), FRAME_RIGHTS);
    assert_int_equal(flags_of(part), 0);
}

static void parts_that_are_refused(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS + 2), to = slot_new();

    (void)state;
    FAILS(INVALID_ARGUMENT,
          cap_frame_part(frame, PAGE, ABI_PAGE_BITS + 1, 7, to));
    for (word_t offset = 1; offset < 2 * PAGE; offset *= 2)
        FAILS(INVALID_ARGUMENT,
              cap_frame_part(frame, offset, ABI_PAGE_BITS + 1, 7, to));
    FAILS(INVALID_ARGUMENT, cap_frame_part(frame, 0, ABI_PAGE_BITS - 1, 7, to));
    FAILS(INVALID_ARGUMENT, cap_frame_part(frame, 0, ABI_PAGE_BITS + 3, 7, to));
    FAILS(INVALID_ARGUMENT,
          cap_frame_part(frame, 4 * PAGE, ABI_PAGE_BITS, 7, to));
    FAILS(INVALID_ARGUMENT, cap_frame_part(frame, 0, 63, 7, to));
    FAILS(INVALID_ARGUMENT, cap_frame_part(frame, 0, 64, 7, to));
    FAILS(INVALID_ARGUMENT, cap_frame_part(frame, 0, ABI_PAGE_BITS, 256, to));
    for (unsigned i = 0; i < HUGE_WORDS; i++) {
        FAILS(INVALID_ARGUMENT,
              cap_frame_part(frame, huge_words[i], ABI_PAGE_BITS, 7, to));
        FAILS(INVALID_ARGUMENT, cap_frame_part(frame, huge_words[i] & -PAGE,
                                               ABI_PAGE_BITS, 7, to));
        FAILS(INVALID_ARGUMENT, cap_frame_part(frame, 0, huge_words[i], 7, to));
    }
    FAILS(SLOT_OCCUPIED, cap_frame_part(frame, 0, ABI_PAGE_BITS, 7, frame));
    FAILS(NO_ACCEPT, cap_frame_part(frame, 0, ABI_PAGE_BITS, 7, 0));
    assert_int_equal(type_of(to), NO_TYPE);
}

static void a_closed_frame_has_no_new_parts(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);

    (void)state;
    leave_closed(frame);
    FAILS(CLOSED, cap_frame_part(frame, 0, ABI_PAGE_BITS, 7, slot_new()));
    FAILS(CLOSED,
          cap_domain_map(home.domain, FRAME_READ, MEMORY_TYPE_NORMAL, frame));
}

static void unmapping(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    word_t id, own;

    (void)state;
    MUST(cap_frame_unmap(frame));
    map_here(frame);
    MUST(cap_frame_info(frame, NULL, NULL, NULL, NULL, &id));
    MUST(cap_domain_info(home.domain, &own, NULL, NULL));
    assert_int_equal(id, own);
    assert_true(flags_of(frame) & SLOT_FLAG_MAPPED);
    MUST(cap_frame_unmap(frame));
    MUST(cap_frame_unmap(frame));
    MUST(cap_frame_info(frame, NULL, NULL, NULL, NULL, &id));
    assert_int_equal(id, 0);
    map_here(frame);
}

/* The mapping is the capability's: a move keeps it, a copy starts without. */
static void moves_keep_the_mapping(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS), to = slot_new(), child;

    (void)state;
    map_here(frame);
    port_poke(base_of(frame), 77);
    MUST(cap_table_move(home.table, frame, to));
    assert_true(flags_of(to) & SLOT_FLAG_MAPPED);
    assert_int_equal(port_peek(base_of(to)), 77);
    child = derive(to, FRAME_READ, 0);
    assert_false(flags_of(child) & SLOT_FLAG_MAPPED);
    MUST(cap_table_copy(home.table, child, frame));
    assert_false(flags_of(frame) & SLOT_FLAG_MAPPED);
}

static void deleting_unmaps(void **state)
{
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    cap_t child = derive(frame, FRAME_READ, 0);
    word_t before, during, after;

    (void)state;
    MUST(cap_domain_info(home.domain, NULL, &before, NULL));
    MUST(cap_domain_map(home.domain, FRAME_READ, MEMORY_TYPE_NORMAL, child));
    MUST(cap_domain_info(home.domain, NULL, &during, NULL));
    assert_true(during <= before);
    MUST(cap_table_delete(home.table, frame));
    MUST(cap_domain_info(home.domain, NULL, &after, NULL));
    assert_int_equal(after, before);
}

static void device_frames(void **state)
{
    cap_t device = device_untyped(ABI_PAGE_BITS), frame = slot_new();
    cap_t part = slot_new();
    word_t is_device;

    (void)state;
    MUST(cap_untyped_retype(device, TYPE_FRAME, ABI_PAGE_BITS, frame));
    MUST(cap_frame_info(frame, NULL, NULL, NULL, &is_device, NULL));
    assert_int_equal(is_device, 1);
    MUST(cap_frame_part(frame, 0, ABI_PAGE_BITS, FRAME_READ, part));
    assert_int_equal(flags_of(part), SLOT_FLAG_DEVICE);
    MUST(cap_table_delete(home.table, frame));
    /* The totals of device memory are as they were. */
    MUST(cap_untyped_retype(device, TYPE_FRAME, ABI_PAGE_BITS, frame));
    MUST(cap_table_delete(home.table, frame));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(parts_lie_inside),
        world_test(the_whole_is_a_part),
        world_test(parts_that_are_refused),
        world_test(a_closed_frame_has_no_new_parts),
        world_test(unmapping),
        world_test(moves_keep_the_mapping),
        world_test(deleting_unmaps),
        world_test(device_frames),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
