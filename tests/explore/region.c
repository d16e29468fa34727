/*
 * A state is what steps of the world can change: the variables of the kernel
 * that say how things are, the slots of root's table that the world uses with
 * their neighbours in the tree, root's own objects, and the objects of the
 * world. That nothing else changes is checked.
 */
#include "region.h"

#include "boot_info.h"
#include "core.h"
#include "deletion.h"
#include "domain.h"
#include "host_globals.h"
#include "lock.h"
#include "sched_context.h"
#include "symbol.h"
#include "thread.h"

#include <stdlib.h>
#include <sys/mman.h>

#define HOST_PAGE 4096u
/* Domain ids beside those of the world's own domains: nobody's and root's. */
#define IDS_BESIDE 2

extern unsigned char __start_kernel_bss[], __stop_kernel_bss[];
extern unsigned char __start_kernel_data[], __stop_kernel_data[];

/* Whole words of it. */
static void add(struct regions *regions, const void *at, size_t bytes)
{
    size_t before = (word_t)at % sizeof(word_t);

    bytes = (bytes + before + sizeof(word_t) - 1) & ~(sizeof(word_t) - 1);
    if (regions->count == REGIONS_MAX) {
        fprintf(stderr, "a world of too many parts\n");
        abort();
    }
    regions->region[regions->count++] =
        (struct region){(unsigned char *)(uintptr_t)at - before, bytes};
}

static int by_address(const void *a, const void *b)
{
    const struct region *first = a, *second = b;

    return (first->at > second->at) - (first->at < second->at);
}

/* Sorts them and joins those that touch or overlap. */
static void join(struct regions *regions)
{
    size_t count = 0;

    qsort(regions->region, regions->count, sizeof regions->region[0],
          by_address);
    for (size_t i = 0; i < regions->count; i++) {
        struct region next = regions->region[i];
        struct region *last = count ? &regions->region[count - 1] : NULL;

        if (last && next.at <= last->at + last->bytes) {
            if (next.at + next.bytes > last->at + last->bytes)
                last->bytes = (size_t)(next.at + next.bytes - last->at);
        } else {
            regions->region[count++] = next;
        }
    }
    regions->count = count;
}

/* ---- what a state is ---- */

static unsigned domains(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < explored.objects; i++)
        count += explored.object[i].type == TYPE_DOMAIN;
    return count;
}

static void add_variables(struct regions *regions)
{
    const struct core *core = &cores[0];
    size_t bytes;
    unsigned char *at;

    add(regions, core, offsetof(struct core, invocation));
    for (unsigned i = 0; i < 3; i++)
        add(regions, &core->ready[explored.priorities[i]],
            sizeof core->ready[0]);
    add(regions, &deletion, sizeof deletion);
    add(regions, &tree_head, sizeof tree_head);
    at = symbol_find("domain_ids", &bytes);
    add(regions, at, bytes / ARCH_DOMAIN_IDS * (domains() + IDS_BESIDE));
    at = symbol_find("ids_used", &bytes);
    add(regions, at, bytes);
    at = symbol_find("ids_free", &bytes);
    add(regions, at, bytes);
    at = symbol_find("irqs", &bytes);
    for (unsigned line = 0; line < PLATFORM_IRQ_LINES; line++)
        if (explored.irq_lines >> line & 1)
            add(regions, at + bytes / PLATFORM_IRQ_LINES * line,
                bytes / PLATFORM_IRQ_LINES);
}

static struct slot *root_slot(word_t index)
{
    return thread_slot(host_controller, index);
}

/* A slot below which the world derives things, and the next one after them,
   whose link goes back to the last. */
static void add_parent(struct regions *regions, const struct slot *slot)
{
    unsigned depth = slot_depth(slot);

    add(regions, slot, sizeof *slot);
    do
        slot = slot_next(slot);
    while (slot != &tree_head && slot_depth(slot) > depth);
    add(regions, slot, sizeof *slot);
}

static void add_root(struct regions *regions)
{
    static const word_t parents[] = {
        BOOT_SLOT_TABLE,         BOOT_SLOT_DOMAIN,      BOOT_SLOT_THREAD,
        BOOT_SLOT_SCHED_CONTEXT, BOOT_SLOT_IRQ_CONTROL, BOOT_SLOT_CPUS,
    };

    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++)
        add_parent(regions, root_slot(parents[i]));
    for (word_t i = BOOT_SLOT_FIRST_RANGE; i < explored.root_built; i++)
        if (slot_type(root_slot(i)) == TYPE_UNTYPED &&
            slot_has_descendants(root_slot(i)))
            add_parent(regions, root_slot(i));
    add(regions, slot_next(&tree_head), sizeof(struct slot));
    add(regions, root_slot(explored.root_built),
        (explored.root_end - explored.root_built) * sizeof(struct slot));
    add(regions, host_controller, sizeof(struct thread));
    add(regions, thread_own_time(host_controller),
        sizeof(struct sched_context));
}

void regions_of_state(struct regions *regions)
{
    regions->count = 0;
    add_variables(regions);
    add_root(regions);
    for (unsigned i = 0; i < explored.objects; i++)
        add(regions, explored.object[i].base, explored.object[i].bytes);
    join(regions);
}

/* ---- what must not change ---- */

static void add_pages(struct regions *regions, const void *at, size_t bytes)
{
    size_t first = (size_t)((const unsigned char *)at - host_memory);
    size_t page = first / HOST_PAGE * HOST_PAGE;
    size_t end = (first + bytes + HOST_PAGE - 1) / HOST_PAGE * HOST_PAGE;

    add(regions, host_memory + page, end - page);
}

/* Variables that change and do not matter: the lock's tickets, what the checker
   notes down for itself, and what holds only while an invocation lasts. */
static void add_exempt(struct regions *regions)
{
    static const char *const names[] = {"kernel_lock", "violations",
                                        "tree_derivations.above"};
    size_t bytes;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const unsigned char *at = symbol_find(names[i], &bytes);

        add(regions, at, bytes);
    }
    add(regions, &cores[0].invocation, sizeof cores[0].invocation);
}

static void subtract(const struct regions *areas, const struct regions *holes,
                     struct regions *rest)
{
    for (size_t i = 0; i < areas->count; i++) {
        unsigned char *at = areas->region[i].at;
        unsigned char *end = at + areas->region[i].bytes;

        for (size_t j = 0; j < holes->count; j++) {
            const struct region *hole = &holes->region[j];

            if (hole->at >= end || hole->at + hole->bytes <= at)
                continue;
            if (hole->at > at)
                add(rest, at, (size_t)(hole->at - at));
            at = hole->at + hole->bytes;
        }
        if (at < end)
            add(rest, at, (size_t)(end - at));
    }
}

static void protect(void *at, size_t bytes, int protection)
{
    if (mprotect(at, bytes, protection) < 0) {
        perror("mprotect");
        abort();
    }
}

void regions_elsewhere(const struct regions *state, struct regions *elsewhere)
{
    static struct regions areas, holes;

    areas.count = elsewhere->count = 0;
    add_pages(&areas, host_memory + explored.begin,
              explored.end - explored.begin);
    for (size_t i = 0; i < state->count; i++)
        if (state->region[i].at >= host_memory &&
            state->region[i].at < host_memory + HOST_MEMORY_BYTES)
            add_pages(&areas, state->region[i].at, state->region[i].bytes);
    join(&areas);
    protect(host_memory, HOST_MEMORY_BYTES, PROT_READ);
    for (size_t i = 0; i < areas.count; i++)
        protect(areas.region[i].at, areas.region[i].bytes,
                PROT_READ | PROT_WRITE);
    add(&areas, __start_kernel_bss,
        (size_t)(__stop_kernel_bss - __start_kernel_bss));
    add(&areas, __start_kernel_data,
        (size_t)(__stop_kernel_data - __start_kernel_data));
    holes = *state;
    add_exempt(&holes);
    join(&holes);
    subtract(&areas, &holes, elsewhere);
}
