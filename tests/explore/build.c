/*
 * Building a world on the host: root does it by invocations, before the first
 * state; which ones, parts.c says.
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
#define STACK 0x6000

static_assert(EXPLORE_SLOT_BITS == SLOT_BITS);

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
    cap_t slot = build_slot();

    root_must(explored.arena | CAP_ACCEPT(slot), OP_UNTYPED_RETYPE, type, bits,
              0);
    if (type != TYPE_FRAME)
        note_object(type, bits, root_slot(slot));
    return slot;
}

/* No program is ever run. */
void ground_program(cap_t domain)
{
    (void)domain;
}

word_t ground_actor(const char *name, cap_t thread, cap_t domain)
{
    (void)domain;
    explored.actor[explored.actors++] =
        (struct actor_of){name, slot_object(root_slot(thread))};
    return STACK;
}

word_t ground_entry(void)
{
    return EXPLORE_ENTRY;
}

word_t ground_free_slot(cap_t table)
{
    struct table *to = slot_object(root_slot(table));
    word_t index = 1;

    while (!slot_empty((struct slot *)to + index))
        index++;
    return index;
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
    build_begin(world, small);
    host_boot();
    host_clock.per_look = host_clock.per_step = 0;
    host_clock.now = EXPLORE_START;
    explored.actor[explored.actors++] =
        (struct actor_of){"root", host_controller};
    explored.arena = choose_arena();
    explored.begin = untyped_base(root_slot(explored.arena));
    build_world();
    explored.end =
        explored.begin + untyped_free_offset(root_slot(explored.arena));
    (void)host_console_take();
}
