/*
 * What points at what: pairs agree, and every queue holds exactly those whose
 * state says so.
 */
#include "call.h"
#include "core.h"
#include "domain.h"
#include "gate.h"
#include "invariants_parts.h"
#include "notification.h"
#include "sched_context.h"

/* Members of queues, and objects whose state says that they are one. */
struct totals {
    size_t idle, idle_threads;
    size_t queued, queued_threads;
    size_t waiting, waiting_threads;
    size_t deadlines, deadline_threads;
    size_t ready, ready_times;
    size_t activations, gate_threads;
    size_t replies, reply_threads;
    size_t callers, servers;
};

/* ---- threads ---- */

static void thread_links(const struct thread *thread)
{
    const struct sched_context *own = thread_own_time(thread);

    if (thread_server(thread))
        invariants_require(
            invariants_alive(TYPE_THREAD, thread_server(thread)) &&
                thread_caller(thread_server(thread)) == thread,
            "a caller's server does not serve it", thread);
    if (thread_caller(thread))
        invariants_require(
            invariants_alive(TYPE_THREAD, thread_caller(thread)) &&
                thread_server(thread_caller(thread)) == thread,
            "a server's caller does not call it", thread);
    if (thread->time) {
        invariants_require(invariants_alive(TYPE_SCHED_CONTEXT, thread->time) &&
                               thread->time->thread == thread,
                           "a thread's time runs another", thread);
        invariants_require(!thread_server(thread),
                           "a thread in a call has time", thread);
    }
    if (own)
        invariants_require(own->owner == thread,
                           "a thread's own time has another owner", thread);
    if (thread->reply)
        invariants_require(slot_type(thread->reply) == TYPE_REPLY &&
                               slot_object(thread->reply) == thread,
                           "a thread's reply is another's", thread);
}

static void thread_states(const struct thread *thread)
{
    unsigned state = thread_state(thread);
    bool waits = state == THREAD_STATE_QUEUED || state == THREAD_STATE_WAITING;

    invariants_require(state <= THREAD_STATE_MAX, "a thread without a state",
                       thread);
    invariants_require(waits == (thread->waits_at != NULL),
                       "waiting at nothing, or not waiting", thread);
    invariants_require(!thread_server(thread) || state == THREAD_STATE_CALLING,
                       "a served thread is not calling", thread);
    invariants_require(state != THREAD_STATE_CALLING || thread_server(thread) ||
                           thread->reply,
                       "a call that nobody can end", thread);
    invariants_require(!thread->reply || state == THREAD_STATE_CALLING,
                       "a reply for a thread that does not call", thread);
    invariants_require(!thread->answered || thread_server(thread),
                       "an answered call is still waiting", thread);
    invariants_require(!thread_caller(thread) || thread_gate(thread),
                       "it serves somebody, and at no gate", thread);
    invariants_require(!thread->is.deferred || thread_caller(thread),
                       "nobody's answer is deferred", thread);
    invariants_require(!thread->has_deadline || state == THREAD_STATE_WAITING,
                       "a deadline of a thread that does not wait", thread);
    invariants_require(state != THREAD_STATE_IDLE ||
                           (thread_gate(thread) && !thread_caller(thread)),
                       "an idle activation without a gate", thread);
    invariants_require(!thread->parked || thread_gate(thread),
                       "parked without a gate", thread);
    invariants_require(state == THREAD_STATE_STOPPED || thread_domain(thread),
                       "a running thread without a domain", thread);
    invariants_require(!thread->fault.kind || state == THREAD_STATE_CALLING ||
                           state == THREAD_STATE_QUEUED,
                       "a fault that nobody handles", thread);
}

/* What the fast path relies on when it returns for this thread. */
static void thread_plain(const struct thread *thread)
{
    const struct thread *caller = thread_caller(thread);

    invariants_require(thread->is.alone == !caller,
                       "alone, or not, as its caller says", thread);
    if (!caller || thread->is.returning)
        return;
    invariants_require(thread_gate(thread) && !caller->fault.kind &&
                           !caller->transfer && !caller->stopping &&
                           !caller->answered && !caller->reply,
                       "a return that is not plain is not guarded", thread);
    invariants_require(!thread->is.ceiling && !caller->is.ceiling,
                       "a change of priority is not guarded", thread);
    invariants_require(!thread->time || thread->time->owner != thread,
                       "the return of own time is not guarded", thread);
    invariants_require(!thread->fp_valid && arch_core()->fp_owner != thread,
                       "an activation's FP state is not guarded", thread);
}

/* And when it calls. */
static void thread_calls(const struct thread *thread)
{
    invariants_require(thread->is.left <= CALL_DEPTH_MAX,
                       "more calls may nest than there are", thread);
    invariants_require(!thread->is.ceiling || thread->is.calling < 0,
                       "calls under a ceiling are not uncommon", thread);
}

static void thread_check(const struct thread *thread, struct totals *totals)
{
    thread_links(thread);
    thread_states(thread);
    if (thread_state(thread) == THREAD_STATE_IDLE)
        invariants_require(thread->is.returning == 0,
                           "an idle activation would not return plainly",
                           thread);
    else
        thread_plain(thread);
    thread_calls(thread);
    totals->idle_threads += thread_state(thread) == THREAD_STATE_IDLE;
    totals->queued_threads += thread_state(thread) == THREAD_STATE_QUEUED;
    totals->waiting_threads += thread_state(thread) == THREAD_STATE_WAITING;
    totals->deadline_threads += thread->has_deadline;
    totals->gate_threads += thread_gate(thread) != NULL;
    totals->reply_threads += thread->reply != NULL;
    totals->callers += thread_server(thread) != NULL;
    totals->servers += thread_caller(thread) != NULL;
}

/* ---- gates and notifications ---- */

static void gate_check(const struct gate *gate, struct totals *totals)
{
    bool unusual = gate->waiting || gate->ceiling || gate->closed;
    size_t idle = 0, waiting = 0;

    for (const struct thread *thread = gate_idle_thread(gate->idle); thread;
         thread = gate_idle_thread(thread->idle_next)) {
        invariants_require(thread_state(thread) == THREAD_STATE_IDLE &&
                               thread_gate(thread) == gate,
                           "a gate's idle activation is not one", gate);
        idle++;
    }
    for (const struct ordered_node *node = ordered_first(&gate->waiters); node;
         node = ordered_next(node)) {
        const struct thread *thread = CONTAINER(node, struct thread, order);

        invariants_require(thread_state(thread) == THREAD_STATE_QUEUED &&
                               thread->waits_at == gate,
                           "a gate's waiter does not wait there", gate);
        waiting++;
    }
    invariants_require(idle <= gate->activations &&
                           gate->activations <= GATE_ACTIVATIONS_MAX,
                       "a gate has more activations than it can", gate);
    invariants_require(((gate->idle & GATE_UNUSUAL) != 0) == unusual &&
                           ((gate->idle & GATE_NONE) != 0) ==
                               (!idle || unusual),
                       "a gate's fast path is open or shut wrongly", gate);
    invariants_require(waiting == gate->waiting,
                       "a gate's waiters are counted wrong", gate);
    invariants_require(!idle || !waiting,
                       "callers wait beside a free activation", gate);
    invariants_require(ordered_check(&gate->waiters),
                       "a gate's tree of waiters is broken", gate);
    totals->idle += idle;
    totals->queued += waiting;
    totals->activations += gate->activations;
}

static void notification_check(const struct notification *notification,
                               struct totals *totals)
{
    for (const struct queue_node *node = notification->waiters.head.next;
         node != &notification->waiters.head; node = node->next) {
        const struct thread *thread = CONTAINER(node, struct thread, node);

        invariants_require(thread_state(thread) == THREAD_STATE_WAITING &&
                               thread->waits_at == notification,
                           "a notification's waiter does not wait there",
                           notification);
        invariants_require(!notification->pending,
                           "waiting although bits are pending", notification);
        totals->waiting++;
    }
}

/* ---- time and cores ---- */

static void time_check(const struct sched_context *time, struct totals *totals)
{
    const struct core *core = time->core;
    bool ready = time->node.next || (core && core->next == time);
    bool runnable = time_runnable(time);

    if (time->thread)
        invariants_require(invariants_alive(TYPE_THREAD, time->thread) &&
                               time->thread->time == time,
                           "a sched_context's thread runs on another", time);
    if (time->owner)
        invariants_require(invariants_alive(TYPE_THREAD, time->owner) &&
                               thread_own_time(time->owner) == time,
                           "a sched_context's owner has another", time);
    invariants_require(ready == (runnable && core->time != time),
                       "ready and not queued, or queued and not ready", time);
    invariants_require(!core || time->effective == time_priority(time),
                       "a priority has changed, and nobody was told", time);
    invariants_require(
        !core || core->time == time ||
            (time->slice_left && time->slice_left <= core->slice),
        "what is left is no slice, or more than one", time);
    totals->ready_times += ready;
}

static void core_queues(const struct core *core, struct totals *totals)
{
    const struct sched_context *next = core->next;

    invariants_require(!next || (invariants_alive(TYPE_SCHED_CONTEXT, next) &&
                                 !next->node.next),
                       "who is to run next is in a queue too", next);
    totals->ready += next != NULL;
    for (unsigned i = 0; i < READY_WORDS; i++)
        invariants_require(core->ready_bits[i] || !(core->ready_words >> i & 1),
                           "a bit of the ready queues' words is wrong", core);
    for (unsigned i = 0; i < PRIORITIES; i++) {
        const struct queue *queue = &core->ready[i];
        bool bit = core->ready_bits[i / 64] >> i % 64 & 1;

        invariants_require(bit != queue_empty(queue),
                           "a bit of the ready queues is wrong", queue);
        invariants_require(!bit || core->ready_words >> i / 64 & 1,
                           "a bit of the ready queues' words is wrong", queue);
        invariants_require(!bit || !next || i <= next->effective,
                           "who is to run next does not go first", next);
        if (!bit)
            continue;
        for (const struct queue_node *node = queue->head.next;
             node != &queue->head; node = node->next) {
            const struct sched_context *time =
                CONTAINER(node, struct sched_context, node);

            invariants_require(time->effective == i,
                               "queued at another priority", time);
            totals->ready++;
        }
    }
}

/* What the short way out relies on: between entries, and within one until
   somebody says otherwise. */
static void core_short_way(const struct core *core)
{
    const struct sched_context *time = core->time;
    const struct ordered_node *first = ordered_first(&core->deadlines);
    word_t due = first ? first->key : CORE_NEVER;

    invariants_require(core->stopped == !(time && time_runnable(time)),
                       "who runs does not go on, or nobody was told", core);
    invariants_require(
        core->due == (first && due < core->calm_until ? core->calm_until : due),
        "the first deadline is another one", core);
    if (!time || core->stopped || core->look)
        return;
    for (unsigned i = time->effective + 1; i < PRIORITIES; i++)
        invariants_require(queue_empty(&core->ready[i]),
                           "who runs does not go before all queued", core);
}

/* It may come too early. Within an entry it is programmed at the end. */
static void core_timer(const struct core *core)
{
    const struct sched_context *time = core->time, *next = core->next;
    bool equals = time && (!queue_empty(&core->ready[time->effective]) ||
                           (next && next->effective == time->effective));

    if (core->changed)
        return;
    invariants_require(core->timer <= core->due,
                       "the timer comes after the first deadline", core);
    invariants_require(!equals || core->timer <= core->slice_end,
                       "the timer comes after the slice's end", core);
}

static void core_check(const struct core *core, struct totals *totals)
{
    const struct thread *owner = core->fp_owner;

    core_queues(core, totals);
    core_short_way(core);
    core_timer(core);
    for (const struct ordered_node *node = ordered_first(&core->deadlines);
         node; node = ordered_next(node)) {
        const struct thread *thread = CONTAINER(node, struct thread, order);

        invariants_require(thread->has_deadline,
                           "a deadline that its thread does not have", thread);
        totals->deadlines++;
    }
    invariants_require(ordered_check(&core->deadlines),
                       "the tree of deadlines is broken", core);
    invariants_require(
        !owner || (invariants_alive(TYPE_THREAD, owner) && owner->fp_valid),
        "the FP state of nobody is loaded", owner);
    invariants_require(!owner || owner != core->current ||
                           owner->is.calling < 0,
                       "calls of who has its FP state are not uncommon", owner);
    invariants_require(!core->time ||
                           invariants_alive(TYPE_SCHED_CONTEXT, core->time),
                       "a core runs on nobody's time", core);
    invariants_require(!core->current ||
                           invariants_alive(TYPE_THREAD, core->current),
                       "a core runs nobody", core);
}

static void totals_check(const struct totals *t)
{
    const void *all = &tree_head;

    invariants_require(t->idle == t->idle_threads, "idle activations", all);
    invariants_require(t->queued == t->queued_threads, "queued callers", all);
    invariants_require(t->waiting == t->waiting_threads, "waiters", all);
    invariants_require(t->deadlines == t->deadline_threads, "deadlines", all);
    invariants_require(t->ready == t->ready_times, "ready queues", all);
    invariants_require(t->activations == t->gate_threads, "activations", all);
    invariants_require(t->replies == t->reply_threads, "replies", all);
    invariants_require(t->callers == t->servers, "calls", all);
}

void invariants_objects(void)
{
    struct totals totals = {0};

    FOR_EACH_SLOT(slot)
    {
        const void *object = slot_object(slot);

        if (slot_type(slot) == TYPE_REPLY) {
            invariants_require(invariants_alive(TYPE_THREAD, object) &&
                                   ((const struct thread *)object)->reply ==
                                       slot,
                               "a reply's thread has another", slot);
            totals.replies++;
        }
        if (!slot_original(slot))
            continue;
        if (slot_type(slot) == TYPE_THREAD)
            thread_check(object, &totals);
        else if (slot_type(slot) == TYPE_GATE)
            gate_check(object, &totals);
        else if (slot_type(slot) == TYPE_NOTIFICATION)
            notification_check(object, &totals);
        else if (slot_type(slot) == TYPE_SCHED_CONTEXT)
            time_check(object, &totals);
    }
    for (unsigned i = 0; i < CORES_MAX; i++)
        if (cores[i].kernel_stack || &cores[i] == arch_core())
            core_check(&cores[i], &totals);
    totals_check(&totals);
}
