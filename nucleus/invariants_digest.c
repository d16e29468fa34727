/*
 * The kernel's state as a few words, for comparing two kernels that have been
 * through the same: every field that an operation can bring to the surface is
 * in one of them. Left out are times, page tables, and what is only kept
 * because nobody has cleared it: registers that will be written before they
 * are read, and FP state that is still in the processor.
 */
#include "core.h"
#include "deletion.h"
#include "domain.h"
#include "gate.h"
#include "invariants.h"
#include "invariants_parts.h"
#include "lock.h"
#include "notification.h"
#include "sched_context.h"

/* An odd number with its bits well spread. */
#define FACTOR 0x9E3779B97F4A7C15u

static word_t *sums;

static void fold(enum digest_group group, word_t value)
{
    word_t sum = (sums[group] ^ value) * FACTOR;

    sums[group] = sum ^ sum >> 32;
}

static void fold_pointer(enum digest_group group, const void *pointer)
{
    fold(group, (word_t)pointer);
}

/* ---- threads ---- */

static void digest_chain(const struct thread *thread)
{
    struct thread_is is = thread->is;

    is.uncommon = 0; /* FP may be on */
    if (thread_state(thread) == THREAD_STATE_IDLE)
        is.calling = 0;
    fold_pointer(DIGEST_CHAINS, thread);
    fold_pointer(DIGEST_CHAINS, thread_server(thread));
    fold_pointer(DIGEST_CHAINS, thread_caller(thread));
    fold(DIGEST_CHAINS, (word_t)is.calling);
    fold(DIGEST_CHAINS, is.returning);
}

static void digest_thread(const struct thread *thread)
{
    const word_t words[] = {
        thread->stack,
        thread->thread_pointer,
        thread->transfer,
        thread->fault.kind,
        thread->fault.kind ? thread->fault.address : 0,
        thread->fault.kind ? thread->fault.detail : 0,
        thread->stopping,
        thread->parked,
        thread->answered,
        thread->answered ? (word_t)thread->answer : 0,
        thread->has_deadline,
        thread->must_start,
        (word_t)thread->reply,
        (word_t)thread->waits_at,
        thread->word,
    };

    fold_pointer(DIGEST_THREADS, thread);
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        fold(DIGEST_THREADS, words[i]);
}

/* What a call will write when it ends is of no interest, nor what the invoker
   has just passed. */
static void digest_registers(const struct thread *thread)
{
    static const unsigned kept[] = {ABI_REGISTER_SP, ABI_REGISTER_PC,
                                    ABI_REGISTER_FLAGS,
                                    ABI_REGISTER_THREAD_POINTER};
    unsigned state = thread_state(thread);

    fold_pointer(DIGEST_REGISTERS, thread);
    if (state == THREAD_STATE_IDLE || thread->parked || thread->must_start ||
        thread == core_current_thread())
        return;
    if (state == THREAD_STATE_CALLING && !thread->fault.kind)
        for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++)
            fold(DIGEST_REGISTERS, arch_regs_read(&thread->regs, kept[i]));
    else
        for (unsigned i = 0; i < ABI_REGISTER_COUNT; i++)
            fold(DIGEST_REGISTERS, arch_regs_read(&thread->regs, i));
}

static void digest_fp(const struct thread *thread)
{
    const word_t *words = (const word_t *)&thread->fp;

    fold_pointer(DIGEST_FP, thread);
    fold(DIGEST_FP, thread->fp_valid);
    if (!thread->fp_valid || arch_core()->fp_owner == thread)
        return;
    for (size_t i = 0; i < sizeof thread->fp / sizeof *words; i++)
        fold(DIGEST_FP, words[i]);
}

/* ---- other objects ---- */

static void digest_gate(const struct gate *gate)
{
    fold_pointer(DIGEST_GATES, gate);
    fold(DIGEST_GATES, gate->entry);
    fold_pointer(DIGEST_GATES, gate->domain);
    fold(DIGEST_GATES, gate->idle);
    fold(DIGEST_GATES, gate->domain_generation);
    fold(DIGEST_GATES, gate->domain_id);
    fold(DIGEST_GATES, gate->flags);
    fold(DIGEST_GATES, gate->ceiling);
    fold(DIGEST_GATES, gate->closed);
    fold(DIGEST_GATES, gate->activations);
    fold(DIGEST_GATES, gate->waiting);
    for (const struct thread *thread = gate_idle_thread(gate->idle); thread;
         thread = gate_idle_thread(thread->idle_next))
        fold(DIGEST_GATES, thread->idle_next);
    for (const struct ordered_node *node = ordered_first(&gate->waiters); node;
         node = ordered_next(node))
        fold_pointer(DIGEST_GATES, node);
}

static void digest_queue(enum digest_group group, const struct queue *queue)
{
    for (const struct queue_node *node = queue->head.next; node != &queue->head;
         node = node->next)
        fold_pointer(group, node);
}

static void digest_notification(const struct notification *notification)
{
    fold_pointer(DIGEST_NOTIFICATIONS, notification);
    fold(DIGEST_NOTIFICATIONS, notification->pending);
    fold(DIGEST_NOTIFICATIONS, notification->closed);
    digest_queue(DIGEST_NOTIFICATIONS, &notification->waiters);
}

static void digest_time(const struct sched_context *time)
{
    fold_pointer(DIGEST_TIMES, time);
    fold_pointer(DIGEST_TIMES, time->thread);
    fold_pointer(DIGEST_TIMES, time->owner);
    fold_pointer(DIGEST_TIMES, time->core);
    fold(DIGEST_TIMES, time->priority);
}

static void digest_domain(const struct domain *domain)
{
    fold_pointer(DIGEST_DOMAINS, domain);
    fold_pointer(DIGEST_DOMAINS, domain->table);
    fold(DIGEST_DOMAINS, domain->bound);
    fold(DIGEST_DOMAINS, domain->space);
    fold(DIGEST_DOMAINS, domain->foreign);
    fold(DIGEST_DOMAINS, domain->id);
    fold(DIGEST_DOMAINS, domain_generation(domain->id));
    fold(DIGEST_DOMAINS, domain->tables_free);
    fold_pointer(DIGEST_DOMAINS, domain->fresh);
}

static void digest_object(unsigned type, const void *object)
{
    if (type == TYPE_THREAD) {
        digest_chain(object);
        digest_thread(object);
        digest_registers(object);
        digest_fp(object);
        fold_pointer(DIGEST_TIMES, ((const struct thread *)object)->time);
    } else if (type == TYPE_GATE) {
        digest_gate(object);
    } else if (type == TYPE_NOTIFICATION) {
        digest_notification(object);
    } else if (type == TYPE_SCHED_CONTEXT) {
        digest_time(object);
    } else if (type == TYPE_DOMAIN) {
        digest_domain(object);
    }
}

/* ---- cores, deletions, slots ---- */

/* Who is ready, in the order in which they go. It is a matter of time whether
   the first is in a queue or waits before it. */
static void digest_ready(const struct core *core)
{
    const struct sched_context *next = core->next;

    for (unsigned i = 0; i < PRIORITIES; i++) {
        bool first = next && next->effective == i;

        if (!first && queue_empty(&core->ready[i]))
            continue;
        fold(DIGEST_READY, i);
        if (first)
            fold_pointer(DIGEST_READY, &next->node);
        digest_queue(DIGEST_READY, &core->ready[i]);
    }
}

/* Also what the processor is set up for. */
static void digest_core(const struct core *core)
{
    fold_pointer(DIGEST_CORE, core->current);
    fold_pointer(DIGEST_CORE, core->time);
    fold_pointer(DIGEST_CORE, core->fp_owner);
    fold(DIGEST_CORE, core->foreign);
    fold(DIGEST_CORE, arch_space());
    fold(DIGEST_CORE, lock_is_held());
    fold(DIGEST_CORE, kernel_lock.word & ~LOCK_MASK);
    for (const struct ordered_node *node = ordered_first(&core->deadlines);
         node; node = ordered_next(node))
        fold_pointer(DIGEST_CORE, node);
}

static void digest_deletion(void)
{
    fold_pointer(DIGEST_DELETION, deletion.pending);
    fold(DIGEST_DELETION, deletion.with_slot);
    for (const struct table *t = deletion.doomed; t; t = t->next_doomed) {
        fold_pointer(DIGEST_DELETION, t);
        fold(DIGEST_DELETION, t->scan);
    }
}

static void digest_slot(const struct slot *slot)
{
    fold_pointer(DIGEST_SLOTS, slot);
    fold(DIGEST_SLOTS, slot->head);
    fold(DIGEST_SLOTS, slot->address);
    fold(DIGEST_SLOTS, slot_depth(slot));
    fold(DIGEST_SLOTS, slot->next & SLOT_FLAGS_MASK);
}

void invariants_digest(word_t *groups)
{
    sums = groups;
    for (unsigned i = 0; i < DIGEST_GROUPS; i++)
        sums[i] = 0;
    FOR_EACH_SLOT(slot)
    {
        digest_slot(slot);
        if (slot_original(slot))
            digest_object(slot_type(slot), slot_object(slot));
    }
    digest_core(arch_core());
    digest_ready(arch_core());
    digest_deletion();
}
