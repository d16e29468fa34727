/*
 * After each step: what nobody reads gets one value, so that states which
 * differ only there are the same. The value is a pattern that would do harm if
 * the kernel did read it.
 */
#include "explore.h"

#include "core.h"
#include "deletion.h"
#include "domain.h"
#include "frame.h"
#include "host_globals.h"
#include "sched_context.h"
#include "settle_domain.h"
#include "settle_tree.h"
#include "table.h"
#include "thread.h"
#include "untyped.h"

#include <string.h>

#define PATTERN SETTLE_PATTERN
#define UNIT 64u
#define UNITS_MAX (0x10000 / UNIT)
#define SLICE 5000u

/* ---- memory of dead objects ---- */

/* Units of the world's memory that are in use, or clear to be handed out. */
static bool used[UNITS_MAX];

static void use(const void *object, size_t bytes)
{
    size_t at = (size_t)((const unsigned char *)object - host_memory);

    if (at < explored.begin || at >= explored.end)
        return;
    at = (at - explored.begin) / UNIT;
    memset(used + at, 1, (bytes + UNIT - 1) / UNIT);
}

static void use_clear(const struct slot *untyped)
{
    word_t free = untyped_free_offset(untyped);
    word_t cleared = untyped_cleared_offset(untyped);

    if (cleared > free)
        use(host_memory + untyped_base(untyped) + free, cleared - free);
}

static void use_table(const struct table *table)
{
    use(table, table->slots << SLOT_BITS);
}

static void find_used(void)
{
    memset(used, 0, sizeof used);
    for (const struct slot *slot = slot_next(&tree_head); slot != &tree_head;
         slot = slot_next(slot)) {
        unsigned type = slot_type(slot);

        if (!slot_original(slot))
            continue;
        if (type == TYPE_UNTYPED)
            use_clear(slot);
        else if (type == TYPE_TABLE)
            use_table(slot_object(slot));
        else if (type == TYPE_DOMAIN)
            use(slot_object(slot),
                (size_t)1
                    << ((const struct domain *)slot_object(slot))->size_bits);
        else if (type != TYPE_FRAME && object_info[type].retypable)
            use(slot_object(slot), (size_t)1 << object_info[type].size_bits);
    }
    for (const struct table *t = deletion.doomed; t; t = t->next_doomed)
        use_table(t);
}

static bool alive(const void *object)
{
    size_t at = (size_t)((const unsigned char *)object - host_memory);

    return used[(at - explored.begin) / UNIT];
}

static void fill(unsigned char *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += sizeof(word_t))
        host_poke_word((paddr_t)(at + i - host_memory), PATTERN);
}

static void forget_dead(const struct object_of *object)
{
    for (size_t i = 0; i < object->bytes; i += UNIT)
        if (!alive(object->base + i))
            fill(object->base + i,
                 object->bytes - i < UNIT ? object->bytes - i : UNIT);
}

/* ---- what is left in fields ---- */

static void settle_node(struct queue_node *node)
{
    if (!node->next)
        node->previous = (struct queue_node *)PATTERN;
}

static void settle_order(struct ordered_node *node)
{
    if (ordered_contains(node))
        return;
    node->parent = node->child[0] = node->child[1] = (void *)PATTERN;
    node->key = PATTERN;
}

static void settle_registers(struct arch_regs *regs)
{
    if (regs->pc == EXPLORE_INVOKE || explored.keep_registers)
        return;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = PATTERN;
    regs->capability = regs->operation = PATTERN;
    regs->sp = regs->flags = regs->thread_pointer = 0;
    regs->pc = EXPLORE_PAST;
}

static void settle_thread(struct thread *thread)
{
    settle_registers(&thread->regs);
    settle_node(&thread->node);
    settle_order(&thread->order);
    if (thread_state(thread) != THREAD_STATE_IDLE)
        thread->idle_next = PATTERN;
    if (!thread->answered)
        thread->answer = (int64_t)PATTERN;
    if (!thread->fp_valid || host_core->fp_owner == thread)
        thread->fp.token = PATTERN;
    thread->fault.address = thread->fault.detail = PATTERN;
}

static void settle_time(struct sched_context *time)
{
    settle_node(&time->node);
    time->slice_left = SLICE;
}

/* One that is too early, or for nobody any more, is as good as the one that
   would be programmed instead. */
static void settle_timer(struct core *core)
{
    word_t when = core->due;

    if (when > core->slice_end && slice_matters())
        when = core->slice_end;
    core->timer = when;
    host_clock.timer = when == CORE_NEVER ? 0 : when;
}

/* A slice ends when a step says so, so that it may always be a whole one. The
   end of one lies behind all deadlines. */
static void settle_core(struct core *core)
{
    core->slice_end = host_clock.now + SLICE;
    if (core->calm_until <= host_clock.now)
        core->calm_until = 0;
    core_note_deadlines(core);
    settle_timer(core);
    if (!core->fp_owner)
        host_fp_registers = PATTERN;
    if (!deletion.pending)
        deletion.with_slot = true;
}

void settle_dead(void)
{
    find_used();
    for (unsigned i = 0; i < explored.objects; i++)
        forget_dead(&explored.object[i]);
}

void settle(void)
{
    settle_tree();
    settle_dead();
    for (unsigned i = 0; i < explored.objects; i++) {
        const struct object_of *object = &explored.object[i];

        if (!alive(object->base))
            continue;
        if (object->type == TYPE_THREAD)
            settle_thread((void *)object->base);
        else if (object->type == TYPE_SCHED_CONTEXT)
            settle_time((void *)object->base);
        else if (object->type == TYPE_DOMAIN)
            settle_domain((void *)object->base);
    }
    settle_thread(host_controller);
    settle_time(thread_own_time(host_controller));
    settle_core(host_core);
}
