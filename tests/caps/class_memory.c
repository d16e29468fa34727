/*
 * Classes of bugs that other kernels had, in memory: frames used after their
 * unmapping, old translations, one page too many, and what a former owner left
 * behind.
 */
#include "../support/world.h"

#include "../support/port.h"

#define READ_WRITE (FRAME_READ | FRAME_WRITE)
#define PATTERN 0x5EC12E75EC12E75E

static int map(cap_t domain, word_t rights, cap_t frame)
{
    return cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, frame);
}

/* Reads or writes as a thread of its own, which stops if it may not. */
static bool may_read(struct place *place, word_t address)
{
    struct actor *actor = actor_new(place, 10);

    return act_other(actor, COMMAND_READ, address, 0) == OK;
}

static bool may_write(struct place *place, word_t address)
{
    struct actor *actor = actor_new(place, 10);

    return act_other(actor, COMMAND_WRITE, address, PATTERN) == OK;
}

/* ---- after an unmapping ---- */

static void a_frame_capability_after_its_unmapping(void **state)
{
    struct place *place = place_new();
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS), twin;
    word_t base = base_of(frame), id;

    (void)state;
    twin = derive(frame, FRAME_RIGHTS, 0);
    MUST(map(place->domain, READ_WRITE, frame));
    MUST(cap_frame_unmap(frame));
    /* Nothing about it says that it is mapped, and nothing takes it so. */
    MUST(cap_frame_info(frame, NULL, NULL, NULL, NULL, &id));
    assert_int_equal(id, 0);
    FAILS(NOT_MAPPED, cap_domain_protect(place->domain, FRAME_READ, frame));
    assert_false(may_read(place, base));
    MUST(map(place->domain, READ_WRITE, twin));
    MUST(cap_frame_unmap(frame));
    FAILS(NOT_MAPPED, cap_domain_protect(place->domain, FRAME_READ, frame));
    assert_true(may_write(place, base));
    MUST(cap_table_delete(home.table, frame)); /* and its child with it */
    assert_false(may_read(place, base));
}

/* The domain it was mapped in is gone, and another one has its id. */
static void a_frame_capability_after_its_domain(void **state)
{
    cap_t memory = make(TYPE_UNTYPED, ABI_DOMAIN_MIN_BITS), domain = slot_new();
    cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    cap_t twin = derive(frame, FRAME_RIGHTS, 0);
    word_t first, second, free, tables;

    (void)state;
    MUST(cap_untyped_retype(memory, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, domain));
    MUST(cap_domain_info(domain, &first, NULL, NULL));
    MUST(map(domain, FRAME_READ, frame));
    MUST(cap_table_delete(home.table, domain));
    MUST(cap_untyped_retype(memory, TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS, domain));
    MUST(cap_domain_info(domain, &second, NULL, NULL));
    assert_int_equal(second, first);
    MUST(map(domain, FRAME_READ, twin));
    FAILS(NOT_MAPPED, cap_domain_protect(domain, 0, frame));
    MUST(cap_frame_unmap(frame));
    MUST(cap_domain_info(domain, NULL, &free, &tables));
    assert_true(free < tables); /* the twin's mapping is still there */
    MUST(cap_frame_unmap(twin));
    MUST(cap_domain_info(domain, NULL, &free, &tables));
    assert_int_equal(free, tables);
}

/* Each mapping has been used just before it changes, so that a translation of
   it is cached. (The host's cache forgets nothing that is not flushed.) */
static void mapped_again_with_the_old_translation_cached(void **state)
{
    struct place *place = place_new();
    cap_t one = make(TYPE_FRAME, ABI_PAGE_BITS + 1), half = slot_new();
    word_t base = base_of(one);

    (void)state;
    MUST(cap_frame_part(one, 0, ABI_PAGE_BITS, FRAME_RIGHTS, half));
    for (unsigned round = 0; round < 4; round++) {
        MUST(map(place->domain, READ_WRITE, one));
        assert_true(may_write(place, base));
        assert_true(may_write(place, base + PAGE));
        MUST(cap_frame_unmap(one));
        MUST(map(place->domain, FRAME_READ, half));
        assert_true(may_read(place, base));
        assert_false(may_write(place, base));
        assert_false(may_read(place, base + PAGE));
        MUST(cap_domain_protect(place->domain, READ_WRITE, half));
        assert_true(may_write(place, base));
        MUST(cap_domain_protect(place->domain, 0, half));
        assert_false(may_read(place, base));
        MUST(cap_frame_unmap(half));
    }
}

/* ---- one page ---- */

static void one_page_before_and_one_behind(void **state)
{
    struct place *place = place_new();
    cap_t all = make(TYPE_FRAME, ABI_PAGE_BITS + 3), middle = slot_new();
    cap_t before = slot_new(), behind = slot_new(), to = slot_new();
    word_t base = base_of(all) + 2 * PAGE, end = base + 2 * PAGE;

    (void)state;
    MUST(
        cap_frame_part(all, 2 * PAGE, ABI_PAGE_BITS + 1, FRAME_RIGHTS, middle));
    MUST(cap_frame_part(all, PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, before));
    MUST(cap_frame_part(all, 4 * PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, behind));
    MUST(map(place->domain, READ_WRITE, middle));
    assert_true(may_write(place, base));
    assert_true(may_write(place, end - sizeof(word_t)));
    assert_false(may_read(place, base - sizeof(word_t)));
    assert_false(may_read(place, end));
    MUST(map(place->domain, READ_WRITE, before));
    MUST(map(place->domain, READ_WRITE, behind));
    MUST(cap_frame_unmap(middle));
    assert_true(may_write(place, base - sizeof(word_t)));
    assert_true(may_write(place, end));
    assert_false(may_read(place, base));
    assert_false(may_read(place, end - sizeof(word_t)));
    /* The last part of a frame, and the one behind it. */
    MUST(cap_frame_part(all, 7 * PAGE, ABI_PAGE_BITS, FRAME_READ, to));
    MUST(cap_table_delete(home.table, to));
    FAILS(INVALID_ARGUMENT,
          cap_frame_part(all, 8 * PAGE, ABI_PAGE_BITS, FRAME_READ, to));
    FAILS(INVALID_ARGUMENT,
          cap_frame_part(all, 7 * PAGE, ABI_PAGE_BITS + 1, FRAME_READ, to));
}

/* ---- what was there before ---- */

/* The frame and its parts, in two domains, to data and to instructions. */
static void reads_as_zero(struct place *place, cap_t frame)
{
    cap_t twin = derive(frame, FRAME_RIGHTS, 0), code = slot_new();
    struct actor *actor = actor_new(place, 10), *jumps = actor_new(place, 10);
    word_t base = base_of(frame);

    MUST(cap_frame_part(frame, PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, code));
    map_here(frame);
    MUST(map(place->domain, FRAME_READ, twin));
    for (word_t at = base; at < base + 2 * PAGE; at += sizeof(word_t))
        assert_int_equal(port_peek(at), 0);
    for (word_t at = base; at < base + 2 * PAGE; at += PAGE / 8) {
        assert_int_equal(act_other(actor, COMMAND_READ, at, 0), OK);
        assert_int_equal(result(actor, 0), 0);
    }
    MUST(cap_frame_unmap(twin));
    MUST(map(place->domain, FRAME_READ | FRAME_EXECUTE, code));
    /* What it held before would come straight back. */
    assert_int_equal(act_other(jumps, COMMAND_JUMP, base + PAGE, 0), PENDING);
    assert_int_equal(state_of(jumps), THREAD_STATE_STOPPED);
}

static void recycled_memory_is_zero_through_every_alias(void **state)
{
    struct place *place = place_new();
    cap_t memory = make(TYPE_UNTYPED, ABI_PAGE_BITS + 1), frame = slot_new();
    cap_t code = slot_new(), table = frame;

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        struct actor *jumps = actor_new(place, 10);
        word_t base;

        MUST(cap_untyped_retype(memory, TYPE_FRAME, ABI_PAGE_BITS + 1, frame));
        base = base_of(frame);
        reads_as_zero(place, frame);
        MUST(cap_table_revoke(home.table, frame));
        MUST(cap_frame_unmap(frame));
        map_here(frame);
        for (word_t at = base; at < base + 2 * PAGE; at += sizeof(word_t))
            port_poke(at, port_jump_word());
        MUST(cap_frame_unmap(frame));
        MUST(cap_frame_part(frame, PAGE, ABI_PAGE_BITS, FRAME_RIGHTS, code));
        MUST(map(place->domain, FRAME_READ | FRAME_EXECUTE, code));
        assert_int_equal(act_other(jumps, COMMAND_JUMP, base + PAGE, 0), OK);
        MUST(cap_table_delete(home.table, frame));
        /* As a table it is empty. */
        MUST(cap_untyped_retype(memory, TYPE_TABLE, ABI_PAGE_BITS + 1, table));
        for (cap_t slot = 1; slot < 2 * PAGE / 32; slot++) {
            word_t type;

            MUST(cap_table_inspect(table, slot, &type, NULL, NULL, NULL, NULL,
                                   NULL));
            assert_int_equal(type, NO_TYPE);
        }
        MUST(cap_table_delete(home.table, table));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_frame_capability_after_its_unmapping),
        world_test(a_frame_capability_after_its_domain),
        world_test(mapped_again_with_the_old_translation_cached),
        world_test(one_page_before_and_one_behind),
        world_test(recycled_memory_is_zero_through_every_alias),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
