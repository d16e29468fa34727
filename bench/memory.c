/*
 * Making frames, deriving and deleting capabilities, mapping and unmapping.
 */
#include "bench.h"
#include "frame.h"
#include "stubs.h"

/* REPETITIONS pages and one. */
#define ARENA_BITS 23
#define PAIR_BITS (ABI_PAGE_BITS + 1)
#define REVOCATIONS 10

static cap_t arena;
static cap_t frame;
static cap_t page;

[[gnu::noinline]] static enum status retype(word_t i)
{
    return cap_untyped_retype(arena, TYPE_FRAME, ABI_PAGE_BITS,
                              SCRATCH_FIRST + i);
}

[[gnu::noinline]] static enum status derive(word_t i)
{
    return cap_table_derive(own.table, frame, FRAME_READ, 0, SCRATCH_FIRST + i);
}

[[gnu::noinline]] static enum status delete(word_t i) {
    return cap_table_delete(own.table, SCRATCH_FIRST + i);
}

[[gnu::noinline]] static enum status revoke(cap_t slot)
{
    return cap_table_revoke(own.table, slot);
}

[[gnu::noinline]] static enum status map(void)
{
    return cap_domain_map(other.domain, FRAME_READ | FRAME_WRITE,
                          MEMORY_TYPE_NORMAL, page);
}

[[gnu::noinline]] static enum status unmap(void)
{
    return cap_frame_unmap(page);
}

/* Does `step` REPETITIONS times, each in an interval. */
static void each(enum status (*step)(word_t i), const char *name)
{
    for (word_t i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = step(i);
        mark_end();
        must(status, name);
    }
    measured(name, 1);
}

static void retypes(void)
{
    must(object_create(TYPE_UNTYPED, ARENA_BITS, &arena), "the arena");
    must(cap_untyped_clear(arena, (word_t)1 << ARENA_BITS),
         "clearing the arena");
    /* The first one begins an untyped that is still whole: not measured. */
    must(retype(REPETITIONS), "the first frame");
    each(retype, "retype_frame");
    must(revoke(arena), "emptying the arena");
}

static void revocations(void)
{
    for (unsigned round = 0; round < REVOCATIONS; round++) {
        enum status status;

        for (word_t i = 0; i < REPETITIONS; i++)
            must(derive(i), "a child");
        mark_begin();
        status = revoke(frame);
        mark_end();
        must(status, "revoke_per_cap");
    }
    measured("revoke_per_cap", REPETITIONS);
}

/* The page beside it stays mapped, and with that their page table. */
static void mappings(void)
{
    cap_t neighbour = slot_allocate();

    page = slot_allocate();
    must(object_create(TYPE_FRAME, PAIR_BITS, &frame), "two pages");
    must(cap_frame_part(frame, 0, ABI_PAGE_BITS, FRAME_READ | FRAME_WRITE,
                        neighbour),
         "the page beside it");
    must(cap_frame_part(frame, PAGE_BYTES, ABI_PAGE_BITS,
                        FRAME_READ | FRAME_WRITE, page),
         "the page");
    must(
        cap_domain_map(other.domain, FRAME_READ, MEMORY_TYPE_NORMAL, neighbour),
        "mapping the page beside it");
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        mark_begin();
        status = map();
        mark_end();
        must(status, "map_frame");
        must(unmap(), "map_frame");
    }
    measured("map_frame", 1);
    for (unsigned i = 0; i < REPETITIONS; i++) {
        enum status status;

        must(map(), "unmap_frame");
        mark_begin();
        status = unmap();
        mark_end();
        must(status, "unmap_frame");
    }
    measured("unmap_frame", 1);
}

void bench_memory(void)
{
    retypes();
    must(object_create(TYPE_FRAME, ABI_PAGE_BITS, &frame), "a frame");
    each(derive, "derive");
    each(delete, "delete");
    revocations();
    mappings();
}
