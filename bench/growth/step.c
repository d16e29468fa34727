/*
 * One step: the kind grows, then each operation of the benchmark is measured,
 * in an untyped and slots that are empty again afterwards.
 */
#include "growth.h"
#include "stdio.h"
#include "stubs.h"

#define MEMORY_BITS 25

const struct root_boot_info *boot_info;
static cap_t memory;
static const struct kind *growing;
static word_t reached;
static bool full;

void step_start(const struct root_boot_info *info)
{
    boot_info = info;
}

static void begin(const struct kind *kind)
{
    memory = slot_allocate();
    must(cap_untyped_retype(background, TYPE_UNTYPED, MEMORY_BITS, memory),
         "memory for a step");
    if (kind->begin != NULL)
        kind->begin();
    growing = kind;
}

static void grow(const struct kind *kind, word_t count)
{
    if (growing == NULL)
        begin(kind);
    must(growing == kind ? OK : INVALID_ARGUMENT, "one kind in a run");
    while (reached < count && !full) {
        enum status status = kind->add(reached);

        full = status == NO_MEMORY || status == NO_PAGE_TABLE;
        must(full ? OK : status, kind->name);
        reached += !full;
    }
}

/* Everything that was made since `first` was the first free slot. */
static void clean(cap_t first)
{
    must(cap_table_revoke(own.table, memory), "emptying a step's memory");
    for (cap_t slot = first; slot < SCRATCH_FIRST; slot++)
        slot_delete(slot);
}

void step_run(const struct kind *kind, word_t count)
{
    cap_t untyped = own.untyped;
    cap_t first;

    grow(kind, count);
    printf("bench: size %s %lu reached %lu\n", kind->name, count, reached);
    first = slot_allocate();
    slot_free(first);
    own.untyped = memory;
    bench_call();
    bench_signal();
    bench_fault();
    bench_interrupt(boot_info);
    bench_memory();
    if (kind->measure != NULL)
        kind->measure(reached);
    own.untyped = untyped;
    clean(first);
}
