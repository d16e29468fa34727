/*
 * Mapping: a frame of eight pages, its parts, and two domains with few page
 * tables; in one of them a thread runs, so that its translations are cached.
 */
#include "worlds.h"

static void build_mapping(void)
{
    unsigned bits = explored.small ? ABI_DOMAIN_MIN_BITS : 10;
    struct place_of first = build_place(2, bits);
    cap_t thread = build_thread("user", first, 100);
    cap_t frame;

    if (explored.small)
        build_permanent();
    (void)build(TYPE_DOMAIN, bits);
    frame = build(TYPE_FRAME, 9);
    build_put(first.table, first.domain, TRANSFER_DERIVE);
    build_put(first.table, frame, TRANSFER_DERIVE);
    explored.root_end += 2;
    build_start(thread);
}

#define USER ACTOR(1)
#define READ_WRITE (FRAME_READ | FRAME_WRITE)
#define READ_EXECUTE (FRAME_READ | FRAME_EXECUTE)

static const struct rule rules[] = {
    {.operation = OP_FRAME_PART,
     .actors = ROOT,
     .accept = true,
     .word = {{WORD_LIST, 2, {0, 256}},
              {WORD_LIST, 1, {6}},
              {WORD_LIST, 1, {0xFF}}}},
    {.operation = OP_FRAME_PART,
     .actors = ROOT,
     .only_full = true,
     .accept = true,
     .word = {{WORD_LIST, 3, {0, 256, 320}},
              {WORD_LIST, 1, {8}},
              {WORD_LIST, 1, {0xFF}}}},
    {.operation = OP_TABLE_DERIVE,
     .actors = ROOT,
     .only_full = true,
     .accept = true,
     .word = {{WORD_USED, 0, {0}}, {WORD_LIST, 2, {FRAME_READ, 0xFF}}}},
    {.operation = OP_DOMAIN_MAP,
     .actors = ROOT,
     .offer = TYPE_FRAME,
     .word = {{WORD_LIST, 1, {READ_WRITE}}}},
    {.operation = OP_DOMAIN_MAP,
     .actors = USER,
     .offer = TYPE_FRAME,
     .word = {{WORD_LIST, 1, {FRAME_READ}}}},
    {.operation = OP_DOMAIN_MAP,
     .actors = ROOT | USER,
     .only_full = true,
     .offer = TYPE_FRAME,
     .word = {{WORD_LIST, 2, {0, READ_EXECUTE}}}},
    {.operation = OP_DOMAIN_PROTECT,
     .actors = ROOT,
     .offer = TYPE_FRAME,
     .word = {{WORD_LIST, 1, {FRAME_READ}}}},
    {.operation = OP_DOMAIN_PROTECT,
     .actors = ROOT | USER,
     .only_full = true,
     .offer = TYPE_FRAME,
     .word = {{WORD_LIST, 2, {0, READ_WRITE}}}},
    {.operation = OP_FRAME_UNMAP, .actors = ROOT | USER},
    {.operation = OP_TABLE_MOVE,
     .actors = ROOT,
     .only_full = true,
     .accept = true,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_DELETE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
    {.operation = OP_TABLE_REVOKE,
     .actors = ROOT,
     .word = {{WORD_USED, 0, {0}}}},
};

const struct world world_mapping = {
    .name = "mapping",
    .about = "map, protect, unmap, parts of frames, two domains and their "
             "deletion",
    .build = build_mapping,
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .maps = true,
};
