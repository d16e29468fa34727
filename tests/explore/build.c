/*
 * Building a world: root does it by invocations, before the first state.
 */
#include "explore.h"

#include "boot_info.h"
#include "core.h"
#include "domain.h"
#include "gate.h"
#include "host_globals.h"
#include "notification.h"
#include "sched_context.h"
#include "table.h"
#include "thread.h"
#include "untyped.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_BITS 16

struct explored explored;
static cap_t next_slot;

/* ---- root acts ---- */

static int64_t root_does(word_t capability, word_t operation, word_t w0,
                         word_t w1, word_t w2)
{
    struct arch_regs *regs = &host_controller->regs;

    regs->capability = capability;
    regs->operation = operation;
    regs->words[0] = w0;
    regs->words[1] = w1;
    regs->words[2] = w2;
    for (unsigned i = 3; i < MESSAGE_WORDS; i++)
        regs->words[i] = 0;
    do {
        regs->pc = EXPLORE_INVOKE + 4;
        (void)kernel_invoke(host_core);
    } while (regs->pc == EXPLORE_INVOKE);
    return (int64_t)regs->capability;
}

void root_must(word_t capability, word_t operation, word_t w0, word_t w1,
               word_t w2)
{
    int64_t status = root_does(capability, operation, w0, w1, w2);

    if (status != OK || host_core->current != host_controller) {
        fprintf(stderr, "%s cannot be built: operation %lu says %ld\n",
                explored.world->name, (unsigned long)operation, (long)status);
        abort();
    }
}

/* ---- objects ---- */

static struct slot *root_slot(cap_t slot)
{
    return thread_slot(host_controller, slot);
}

/* What of an object the kernel uses, so that it belongs to a state. */
static size_t used_bytes(enum object_type type, unsigned bits)
{
    switch (type) {
    case TYPE_THREAD:
        return sizeof(struct thread);
    case TYPE_GATE:
        return sizeof(struct gate);
    case TYPE_SCHED_CONTEXT:
        return sizeof(struct sched_context);
    case TYPE_DOMAIN:
        /* Page tables that nobody uses do not change, which is checked. */
        return explored.world->maps ? (size_t)1 << bits : sizeof(struct domain);
    case TYPE_NOTIFICATION:
        return (size_t)1 << object_info[type].size_bits;
    default:
        return (size_t)1 << bits;
    }
}

static void note_object(enum object_type type, unsigned bits,
                        const struct slot *slot)
{
    struct object_of *object = &explored.object[explored.objects++];
    void *base = type == TYPE_UNTYPED ? host_memory + untyped_base(slot)
                                      : slot_object(slot);

    if (explored.objects == OBJECTS_MAX)
        abort();
    *object = (struct object_of){type, base, used_bytes(type, bits)};
}

cap_t build(enum object_type type, unsigned bits)
{
    cap_t slot = next_slot++;

    root_must(explored.arena | CAP_ACCEPT(slot), OP_UNTYPED_RETYPE, type, bits,
              0);
    if (type != TYPE_FRAME)
        note_object(type, bits, root_slot(slot));
    return slot;
}

cap_t build_table(unsigned slot_bits)
{
    return build(TYPE_TABLE, slot_bits + SLOT_BITS);
}

cap_t build_derived(cap_t source, unsigned rights, word_t badge)
{
    cap_t slot = next_slot++;

    root_must(BOOT_SLOT_TABLE | CAP_ACCEPT(slot), OP_TABLE_DERIVE, source,
              rights, badge);
    return slot;
}

struct place_of build_place(unsigned slot_bits, unsigned bits)
{
    struct place_of place;

    place.table = build_table(slot_bits);
    place.domain = build(TYPE_DOMAIN, bits);
    root_must(place.domain | CAP_OFFER(place.table), OP_DOMAIN_SET_TABLE, 0, 0,
              0);
    return place;
}

cap_t build_thread(const char *name, struct place_of place, unsigned priority)
{
    cap_t thread = build(TYPE_THREAD, 0);

    explored.actor[explored.actors++] =
        (struct actor_of){name, slot_object(root_slot(thread))};
    root_must(thread | CAP_OFFER(place.domain), OP_THREAD_CONFIGURE, 0x6000, 0,
              explored.actors);
    if (priority) {
        cap_t time = build(TYPE_SCHED_CONTEXT, 0);

        root_must(BOOT_SLOT_CPUS | CAP_OFFER(time), OP_CPU_CONFIGURE, priority,
                  0, 0);
        root_must(thread | CAP_OFFER(time), OP_THREAD_BIND, 0, 0, 0);
    }
    return thread;
}

void build_permanent(void)
{
    explored.root_first = next_slot;
}

void build_start(cap_t thread)
{
    root_must(thread, OP_THREAD_START, EXPLORE_ENTRY, 0, 0);
}

void build_put(cap_t table, cap_t offer, enum transfer_mode mode)
{
    struct table *to = slot_object(root_slot(table));
    word_t index = 1;

    while (!slot_empty((struct slot *)to + index))
        index++;
    root_must(table | CAP_OFFER(offer) | CAP_MODE(mode), OP_TABLE_PUT, index, 0,
              0);
}

cap_t build_gate(struct place_of place)
{
    cap_t gate = build(TYPE_GATE, 0);

    root_must(gate | CAP_OFFER(place.domain), OP_GATE_CONFIGURE, EXPLORE_ENTRY,
              0, 0);
    return gate;
}

/* ---- the world ---- */

/* This program boots once: the kernel's variables are as they were loaded. */
void host_kernel_reset(void)
{
}

static cap_t choose_arena(void)
{
    cap_t slot = BOOT_SLOT_FIRST_RANGE;

    while (root_does(slot, OP_UNTYPED_INFO, 0, 0, 0) != OK ||
           host_controller->regs.words[1] != ARENA_BITS)
        slot++;
    return slot;
}

void world_begin(const struct world *world, bool small)
{
    explored = (struct explored){
        .world = world,
        .small = small,
        .actors = 1,
        .actor = {{"root", NULL}},
        .root_built = EXPLORE_ROOT_FIRST,
        .root_first = EXPLORE_ROOT_FIRST,
        .priorities = {EXPLORE_PRIORITY, EXPLORE_PRIORITY, EXPLORE_PRIORITY},
    };
    host_boot();
    host_clock.per_look = host_clock.per_step = 0;
    host_clock.now = EXPLORE_START;
    explored.actor[0].thread = host_controller;
    next_slot = EXPLORE_ROOT_FIRST;
    explored.arena = choose_arena();
    explored.begin = untyped_base(root_slot(explored.arena));
    world->build();
    explored.end =
        explored.begin + untyped_free_offset(root_slot(explored.arena));
    explored.root_end += next_slot;
    (void)host_console_take();
}
