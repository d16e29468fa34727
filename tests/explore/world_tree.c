/*
 * The tree of capabilities: two tables, of which the first contains itself, and
 * both lie within reach of the thread whose table the first is; a notification
 * with badges; an untyped of two units to make and lose notifications with.
 */
#include "worlds.h"

#define ALL 0xFFu

static void build_tree(void)
{
    struct place_of place = build_place(2, ABI_DOMAIN_MIN_BITS);
    cap_t thread = build_thread("user", place, 100);
    cap_t other, notification;

    if (explored.small)
        build_permanent();
    other = build_table(explored.small ? 1 : 2);
    notification = build(TYPE_NOTIFICATION, 0);
    build_put(place.table, place.table, TRANSFER_DERIVE);
    build_put(place.table, other, TRANSFER_DERIVE);
    build_put(other, notification, TRANSFER_DERIVE);
    if (!explored.small) {
        build_put(other, build(TYPE_UNTYPED, 7), TRANSFER_GIVE);
        explored.root_end += 1;
    }
    build_start(thread);
}

#define USER ACTOR(1)

static const struct rule rules[] = {
    {.operation = OP_TABLE_DERIVE,
     .actors = USER,
     .accept = true,
     .word = {{WORD_USED, 0, {0}},
              {WORD_LIST, 1, {ALL}},
              {WORD_LIST, 2, {0, 1}}}},
    {.operation = OP_TABLE_DERIVE,
     .actors = USER,
     .only_full = true,
     .accept = true,
     .word = {{WORD_USED, 0, {0}}, {WORD_LIST, 1, {TABLE_TAKE}}}},
    {.operation = OP_TABLE_COPY,
     .actors = USER,
     .accept = true,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_MOVE,
     .actors = USER,
     .accept = true,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_PUT,
     .actors = USER,
     .offer = OFFER_ANY,
     .modes = DERIVE | COPY | GIVE,
     .word = {{WORD_FREE, 0, {0}}}},
    {.operation = OP_TABLE_DELETE,
     .actors = USER | ROOT,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_REVOKE,
     .actors = USER | ROOT,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_MOVE,
     .actors = ROOT,
     .only_full = true,
     .accept = true,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_UNTYPED_RETYPE,
     .actors = USER,
     .accept = true,
     .word = {{WORD_LIST, 1, {TYPE_NOTIFICATION}}}},
    {.operation = OP_UNTYPED_RETYPE,
     .actors = USER,
     .accept = true,
     .word = {{WORD_LIST, 2, {TYPE_UNTYPED, TYPE_TABLE}}, {WORD_LIST, 1, {6}}}},
    {.operation = OP_UNTYPED_CLEAR,
     .actors = USER,
     .word = {{WORD_LIST, 1, {64}}}},
    {.operation = OP_TABLE_INSPECT,
     .actors = USER,
     .word = {{WORD_LIST, 4, {0, 1, 4, ~(word_t)0}}}},
};

const struct world world_tree = {
    .name = "tree",
    .about = "derive, copy, move, put, delete, revoke and retype among tables, "
             "one of which contains itself",
    .build = build_tree,
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
};
