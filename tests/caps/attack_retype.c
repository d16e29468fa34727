/*
 * Attacks on the straight way of retyping, by a model of what an untyped says
 * of itself; and on slots that an invocation names more than once.
 */
#include "../support/world.h"

#include "../support/port.h"

static uint32_t random_state;

static word_t any(word_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* ---- untyped memory ---- */

#define OBJECTS 12

/* What an untyped says of itself, and what lies in it. */
struct model {
    cap_t untyped, objects[OBJECTS];
    word_t size, used, cleared;
    unsigned live;
};

static void model_starts_over(struct model *model)
{
    if (!model->live && model->used)
        model->used = model->cleared = 0;
}

static void model_agrees(const struct model *model)
{
    word_t used, cleared;

    MUST(cap_untyped_info(model->untyped, NULL, NULL, &used, &cleared, NULL));
    assert_int_equal(used, model->used);
    assert_int_equal(cleared, model->cleared);
}

/* It reads as zero, and not the next time. */
static void must_be_clear(cap_t frame, word_t bytes)
{
    word_t base = base_of(frame);

    map_here(frame);
    for (word_t at = base; at < base + bytes; at += sizeof(word_t)) {
        assert_int_equal(port_peek(at), 0);
        port_poke(at, ~at);
    }
    MUST(cap_frame_unmap(frame));
}

static void model_makes(struct model *model, cap_t object)
{
    static const enum object_type types[] = {TYPE_FRAME, TYPE_FRAME, TYPE_FRAME,
                                             TYPE_UNTYPED, TYPE_NOTIFICATION};
    enum object_type type = types[any(5)];
    word_t bits = type == TYPE_NOTIFICATION ? 6
                  : type == TYPE_FRAME      ? ABI_PAGE_BITS + any(3)
                                            : 6 + any(ABI_PAGE_BITS - 4);
    word_t bytes = (word_t)1 << bits, start, inherited;
    int status = cap_untyped_retype(
        model->untyped, type, type == TYPE_NOTIFICATION ? 0 : bits, object);

    model_starts_over(model);
    start = (model->used + bytes - 1) & -bytes;
    if (start + bytes > model->size) {
        assert_int_equal(status, NO_MEMORY);
        return;
    }
    assert_int_equal(status, OK);
    assert_int_equal(base_of(object), base_of(model->untyped) + start);
    assert_int_equal(flags_of(object), SLOT_FLAG_ORIGINAL);
    inherited = model->cleared < start ? 0 : model->cleared - start;
    model->used = start + bytes;
    if (model->cleared < model->used)
        model->cleared = model->used;
    model->live++;
    if (type == TYPE_FRAME) {
        must_be_clear(object, bytes);
    } else if (type == TYPE_UNTYPED) {
        word_t cleared;

        MUST(cap_untyped_info(object, NULL, NULL, NULL, &cleared, NULL));
        assert_int_equal(cleared, inherited < bytes ? inherited : bytes);
    }
}

static void model_clears(struct model *model)
{
    word_t bytes = any(4) ? any(model->size) : ~(word_t)0, least;

    model_starts_over(model);
    MUST(cap_untyped_clear(model->untyped, bytes));
    least = model->used;
    least +=
        bytes > model->size - least ? model->size - least : bytes & ~(word_t)63;
    if (model->cleared < least)
        model->cleared = least;
}

static void untypeds_are_what_the_model_says(void **state)
{
    struct model model = {.untyped = make(TYPE_UNTYPED, ABI_PAGE_BITS + 5)};

    (void)state;
    random_state = 11;
    model.size = PAGE << 5;
    for (unsigned i = 0; i < OBJECTS; i++)
        model.objects[i] = slot_new();
    for (unsigned step = 0; step < 500; step++) {
        cap_t object = model.objects[any(OBJECTS)];

        if (any(4) == 0) {
            model_clears(&model);
        } else if (type_of(object) == NO_TYPE) {
            model_makes(&model, object);
        } else if (any(3)) {
            MUST(cap_table_delete(home.table, object));
            model.live--;
        }
        model_agrees(&model);
        if (any(10) == 0) { /* and so everything starts over */
            MUST(cap_table_revoke(home.table, model.untyped));
            model.live = 0;
        }
    }
}

/* What is clear is not handed out while the untyped is being revoked. */
static void closed_ones_give_no_clear_memory(void **state)
{
    cap_t untyped = make(TYPE_UNTYPED, ABI_PAGE_BITS + 9), slot = slot_new();

    (void)state;
    MUST(cap_untyped_clear(untyped, PAGE << 9));
    leave_closed(untyped);
    FAILS(CLOSED, cap_untyped_retype(untyped, TYPE_FRAME, ABI_PAGE_BITS, slot));
    assert_true(flags_of(untyped) & SLOT_FLAG_DESCENDANTS);
    assert_int_equal(type_of(slot), NO_TYPE);
    MUST(cap_table_revoke(home.table, untyped));
    MUST(cap_untyped_retype(untyped, TYPE_FRAME, ABI_PAGE_BITS, slot));
    assert_int_equal(base_of(slot), base_of(untyped));
}

/* One after the other, and none of them is RAM. */
static void devices_stay_devices(void **state)
{
    cap_t device = device_untyped(ABI_PAGE_BITS + 1), one = slot_new();
    cap_t other = slot_new();

    (void)state;
    MUST(cap_untyped_retype(device, TYPE_FRAME, ABI_PAGE_BITS, one));
    MUST(cap_untyped_retype(device, TYPE_FRAME, ABI_PAGE_BITS, other));
    assert_int_equal(base_of(other), base_of(one) + PAGE);
    assert_int_equal(flags_of(other), SLOT_FLAG_ORIGINAL | SLOT_FLAG_DEVICE);
    MUST(cap_table_delete(home.table, other));
    MUST(cap_table_delete(home.table, one));
}

/* ---- the same slot in more than one place ---- */

static void one_slot_in_many_places(void **state)
{
    cap_t table = make(TYPE_TABLE, 11), domain, frame, untyped, to = slot_new();
    cap_t time = make(TYPE_SCHED_CONTEXT, 0), thread = make(TYPE_THREAD, 0);

    (void)state;
    domain = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS);
    frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    /* Its size is where others have rights. */
    untyped = make(TYPE_UNTYPED, 15);
    FAILS(WRONG_ARGUMENT,
          cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, domain));
    FAILS(WRONG_ARGUMENT, cap_domain_set_table(domain, domain));
    FAILS(WRONG_ARGUMENT, cap_domain_set_table(domain, untyped));
    FAILS(WRONG_ARGUMENT, cap_thread_bind(thread, untyped));
    FAILS(WRONG_ARGUMENT, cap_thread_bind(thread, thread));
    FAILS(SLOT_OCCUPIED, cap_frame_part(frame, 0, ABI_PAGE_BITS, 7, frame));
    FAILS(SLOT_OCCUPIED,
          cap_untyped_retype(untyped, TYPE_NOTIFICATION, 0, untyped));
    FAILS(SLOT_OCCUPIED, cap_table_move(home.table, frame, frame));
    FAILS(EMPTY_SLOT, cap_table_move(home.table, to, to));
    FAILS(EMPTY_SLOT, cap_table_copy(home.table, to, to));
    FAILS(EMPTY_SLOT, cap_table_derive(home.table, to, 0xFF, 0, to));
    FAILS(SLOT_OCCUPIED,
          cap_table_put(home.table, frame, frame, TRANSFER_GIVE));
    /* The table itself, into itself and back. */
    MUST(cap_table_put(table, 5, table, TRANSFER_DERIVE));
    MUST(cap_table_move(table, 5, to));
    FAILS(SLOT_OCCUPIED, cap_table_put(home.table, to, to, TRANSFER_GIVE));
    MUST(cap_table_put(to, 7, to, TRANSFER_GIVE));
    assert_int_equal(type_of(to), NO_TYPE);
    MUST(cap_table_move(table, 7, to));
    assert_int_equal(base_of(to), base_of(table));
    /* What no operation asks for is no matter. */
    for (unsigned mode = 0; mode < 4; mode++) {
        word_t more = CAP_OFFER(CAP_SELF) | CAP_ACCEPT(frame) | CAP_MODE(mode) |
                      CAP_NO_WAIT;

        MUST(operate(frame | more, OP_FRAME_UNMAP, 0, 0, 0));
        MUST(operate(CAP_SELF | more, OP_SELF_YIELD, 0, 0, 0));
        FAILS(UNKNOWN_OPERATION, operate(CAP_SELF | more, 0, 0, 0, 0));
        FAILS(UNKNOWN_OPERATION, operate(time | more, OP_FRAME_UNMAP, 0, 0, 0));
        FAILS(EMPTY_SLOT, operate(more, OP_FRAME_UNMAP, 0, 0, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(untypeds_are_what_the_model_says),
        world_test(closed_ones_give_no_clear_memory),
        world_test(devices_stay_devices),
        world_test(one_slot_in_many_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
