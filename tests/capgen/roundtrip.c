/*
 * Both generated sides put together: a stub's invocation goes straight into
 * the kernel's dispatch, and the operation (roundtrip_kernel.c) must see what
 * the caller said, or the caller what was wrong with it. For the descriptions
 * in example/.
 */
#include "roundtrip.h"

#include <string.h>

#include "invoke.h"
#include "operations.h"

#define REACHES(function, call, ...)                                           \
    do {                                                                       \
        const word_t expected[] = {__VA_ARGS__};                               \
        CHECK((call) == OK);                                                   \
        CHECK(called &&strcmp(called, function) == 0);                         \
        CHECK(memcmp(seen, expected, sizeof(expected)) == 0);                  \
    } while (0)

#define REFUSED(call)                                                          \
    do {                                                                       \
        CHECK((call) == INVALID_ARGUMENT);                                     \
        CHECK(called == NULL);                                                 \
    } while (0)

static void test_every_kind(void)
{
    word_t big = (word_t)1 << 32; /* must not be cut off before the check */

    REACHES(
        "box_describe",
        cap_box_describe(BOX, SHAPE_FOLDED, 5, 63, 255, 0xFFFFFFFFFFFF, 255),
        16, 5, 63, 255, 0xFFFFFFFFFFFF, 255);
    REACHES("box_describe", cap_box_describe(BOX, SHAPE_ROUND, 0, 0, 0, 0, 0),
            0, 0, 0, 0, 0, 0);
    REFUSED(cap_box_describe(BOX, (enum shape)1, 0, 0, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, (enum shape)17, 0, 0, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 2, 0, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 8, 0, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, big | 1, 0, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, 64, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, big, 0, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, 0, 256, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, 0, big, 0, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, 0, 0, (word_t)1 << 48, 0));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, 0, 0, 0, 256));
    REFUSED(cap_box_describe(BOX, SHAPE_FLAT, 0, 0, 0, 0, big));
}

static void test_addresses_and_registers(void)
{
    word_t last = ABI_REGISTER_COUNT - 1;
    word_t shape = 0;

    CHECK(cap_box_place(BOX, last, 0xFFF, 0xFFE, ~(word_t)0, ~(word_t)0, RESULT,
                        &shape) == TOO_DEEP);
    CHECK(strcmp(called, "box_place") == 0 && shape == 0);
    CHECK(seen[0] == last && seen[1] == 0xFFF && seen[2] == 0xFFE);
    CHECK(seen[3] == ~(word_t)0 && seen[4] == ~(word_t)0);
    CHECK(cap_box_place(BOX, 0, 0, 2, 0, 0, RESULT, NULL) == TOO_DEEP);
    REFUSED(cap_box_place(BOX, last + 1, 0, 2, 0, 0, RESULT, NULL));
    REFUSED(cap_box_place(BOX, 0, 0x1000, 2, 0, 0, RESULT, NULL));
    REFUSED(cap_box_place(BOX, 0, 0, 0, 0, 0, RESULT, NULL));
    REFUSED(cap_box_place(BOX, 0, 0, 1, 0, 0, RESULT, NULL));
    REFUSED(cap_box_place(BOX, 0, 0, 0x1000, 0, 0, RESULT, NULL));
}

static void test_ranges_and_bools(void)
{
    struct message message = {{1, 2}};

    slots[BELL].badge = 0xB;
    REACHES("bell_ring", cap_bell_ring(BELL, 1, false), 0xB, 1, 0);
    REACHES("bell_ring", cap_bell_ring(BELL, 12, true), 0xB, 12, 1);
    REFUSED(cap_bell_ring(BELL, 0, true));
    REFUSED(cap_bell_ring(BELL, 13, true));
    REFUSED(abi_invoke(BELL, OP_BELL_RING, &message));
}

static void test_object_types(void)
{
    REACHES("box_make", cap_box_make(BOX, TYPE_BELL, RESULT), TYPE_BELL);
    REACHES("box_make", cap_box_make(BOX, TYPE_BOX, RESULT), TYPE_BOX);
    REACHES("box_make", cap_box_make(BOX, TYPE_WHEEL, RESULT), TYPE_WHEEL);
    REFUSED(cap_box_make(BOX, NO_TYPE, RESULT));
    REFUSED(cap_box_make(BOX, TYPE_KEEPER, RESULT));
    REFUSED(cap_box_make(BOX, (enum object_type)31, RESULT));
    REACHES("self_take", cap_self_take(3, NO_TYPE), 3, NO_TYPE);
    REACHES("self_take", cap_self_take(3, TYPE_KEEPER), 3, TYPE_KEEPER);
    REFUSED(cap_self_take(3, (enum object_type)1));
    REFUSED(cap_self_take(3, (enum object_type)32));
}

static void test_transfer(void)
{
    struct message message = {{1, 2, 3, 4, 5, 6}};

    REACHES("box_put", cap_box_put(BOX, 9, ARGUMENT, TRANSFER_COPY), 9, 1);
    REFUSED(cap_box_put(BOX, 9, ARGUMENT, (enum transfer_mode)3));
    REACHES("bell_hang", cap_bell_hang(BELL, ARGUMENT), 0);
    REACHES("letter_send",
            cap_letter_send(LETTER, -5, &message, 0xFFFFE, TRANSFER_GIVE),
            (word_t)-5, 1, 6, 0xFFFFE, 2);
    REACHES("letter_send",
            cap_letter_send(LETTER, INT32_MIN, &message, 0, TRANSFER_DERIVE),
            (word_t)INT32_MIN, 1, 6, 0, 0);
    REFUSED(cap_letter_send(LETTER, 0, &message, 0, (enum transfer_mode)3));
}

static void test_results(void)
{
    word_t out[6] = {0};
    word_t times = 0;

    REACHES("bell_wait", cap_bell_wait(BELL, ~(word_t)0, &times, NULL),
            ~(word_t)0);
    CHECK(times == 7);
    CHECK(cap_keeper_count(KEEPER, &out[0], &out[1], &out[2], &out[3], &out[4],
                           &out[5]) == OK);
    for (word_t i = 0; i < 6; i++)
        CHECK(out[i] == i + 1);
    REACHES("self_yield", cap_self_yield(), 0);
}

static void test_tables(void)
{
    const struct operation *ring = operation_find(OP_BELL_RING);
    const struct operation *hang = operation_find(OP_BELL_HANG);
    const struct operation *place = operation_find(OP_BOX_PLACE);
    unsigned count = 0;

    for (word_t number = 0; number <= 0xFFFF; number++)
        count += operation_find(number) != NULL;
    CHECK(count == 11);
    CHECK(operation_find(((word_t)1 << 63) | OP_BELL_RING) == ring);
    CHECK(ring->needs == BELL_RING && !ring->takes_argument && !ring->helps);
    CHECK(operation_find(OP_BELL_WAIT)->needs == (BELL_RING | BELL_WAIT));
    CHECK(hang->takes_argument && hang->helps && !hang->gives_result);
    CHECK(hang->argument == (TYPE_BOX | BOX_OPEN << SLOT_RIGHTS_SHIFT));
    CHECK(hang->argument_mask ==
          (SLOT_TYPE_MASK | BOX_OPEN << SLOT_RIGHTS_SHIFT));
    CHECK(place->gives_result && !place->takes_argument);
    CHECK(!operation_find(OP_LETTER_SEND)->takes_argument);
    CHECK(operation_find(OP_BOX_PUT)->takes_argument);
    CHECK(operation_find(OP_BOX_PUT)->argument_mask == 0);
}

static void test_object_info(void)
{
    const struct object_info *info = &object_info[TYPE_BELL];

    CHECK(strcmp(info->name, "bell") == 0 && info->size_bits == 7);
    CHECK(info->retypable && !info->self_is_slot && !info->control);
    CHECK(info->rights == 3 && info->held == 2);
    CHECK(info->create(&bell, 7) == OK && seen[0] == 7);
    CHECK(!info->retire(&bell));
    CHECK(info->lost_reference(&bell, BELL_HOLDS_ROPE));
    CHECK(object_info[TYPE_BOX].size_bits == 0);
    CHECK(object_info[TYPE_BOX].retypable && object_info[TYPE_BOX].held == 0);
    CHECK(object_info[TYPE_BOX].create(&box, 12) == NO_MEMORY);
    CHECK(object_info[TYPE_BOX].retire(&box));
    CHECK(object_info[TYPE_WHEEL].size_bits == ABI_THREAD_BITS);
    CHECK(object_info[TYPE_KEEPER].control && !object_info[TYPE_KEEPER].retire);
    CHECK(object_info[TYPE_LETTER].self_is_slot);
    CHECK(!object_info[TYPE_LETTER].retypable);
    CHECK(object_info[NO_TYPE].name == NULL);
}

int main(void)
{
    slots[BOX].object = &box;
    slots[BELL].object = &bell;
    slots[KEEPER].object = &keeper;
    test_every_kind();
    test_addresses_and_registers();
    test_ranges_and_bools();
    test_object_types();
    test_transfer();
    test_results();
    test_tables();
    test_object_info();
    return 0;
}
