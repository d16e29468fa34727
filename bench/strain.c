/*
 * Operations that take long, for the longest stretch with interrupts masked:
 * large memory to clear, a domain full of mappings, a full table, a gate whose
 * activations go with it. What they cost is not measured by itself.
 */
#include "bench.h"
#include "frame.h"
#include "gate.h"
#include "stubs.h"

#define ARENA_BITS 24
#define LARGE_BITS 22
#define TABLE_BITS 17
#define DOMAIN_BITS 20
#define MAPPED_BITS (ABI_PAGE_BITS + 8)
#define ACTIVATIONS 32

static cap_t create(cap_t untyped, enum object_type type, word_t size_bits)
{
    cap_t slot = slot_allocate();

    must(cap_untyped_retype(untyped, type, size_bits, slot), "an object");
    return slot;
}

/* A domain with a frame of many pages mapped in it, also in parts. */
static void strain_domain(cap_t arena)
{
    cap_t domain = create(arena, TYPE_DOMAIN, DOMAIN_BITS);
    cap_t frame = create(arena, TYPE_FRAME, MAPPED_BITS);

    must(cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL, frame),
         "mapping many pages");
    must(cap_domain_protect(domain, 0, frame), "protecting many pages");
    must(cap_frame_unmap(frame), "unmapping many pages");
    for (word_t i = 0; i < (word_t)1 << (MAPPED_BITS - ABI_PAGE_BITS); i++) {
        must(cap_frame_part(frame, i * PAGE_BYTES, ABI_PAGE_BITS, FRAME_READ,
                            SCRATCH_FIRST + i),
             "a page");
        must(cap_domain_map(domain, FRAME_READ, MEMORY_TYPE_NORMAL,
                            SCRATCH_FIRST + i),
             "mapping a page");
    }
    must(cap_table_delete(own.table, domain), "deleting a domain");
    must(cap_table_delete(own.table, frame), "deleting a frame");
}

/* A table full of capabilities that go with it. */
static void strain_table(cap_t arena)
{
    cap_t table = create(arena, TYPE_TABLE, TABLE_BITS);
    cap_t frame = create(arena, TYPE_FRAME, ABI_PAGE_BITS);

    for (word_t slot = 1; slot <= REPETITIONS; slot++)
        must(cap_table_put(table, slot, frame, TRANSFER_DERIVE),
             "filling a table");
    must(cap_table_delete(own.table, table), "deleting a table");
}

/* Nobody calls it. */
static void strain_gate(void)
{
    cap_t gate;

    must(gate_create(bench_strain, "strain", ACTIVATIONS, &gate), "a gate");
    must(cap_table_delete(own.table, gate), "deleting a gate");
}

void bench_strain(void)
{
    cap_t arena;

    must(object_create(TYPE_UNTYPED, ARENA_BITS, &arena), "the arena");
    (void)create(arena, TYPE_FRAME, LARGE_BITS);
    strain_domain(arena);
    strain_table(arena);
    strain_gate();
    must(cap_table_revoke(own.table, arena), "emptying the arena");
}
