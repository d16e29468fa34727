/*
 * Replies: answering a caller later than by one's own return. A reply has no
 * parent: it is a leaf at the top of the tree, and can only be moved.
 */
#include "reply.h"
#include "invoke.h"

#include "call.h"
#include "core.h"
#include "gate.h"
#include "operations.h"
#include "thread.h"

void reply_make(struct slot *slot, struct thread *caller)
{
    slot->head = TYPE_REPLY;
    slot->address = (word_t)caller;
    slot_link(slot, &tree_head, 0);
    caller->reply = slot;
}

void reply_drop(struct thread *caller)
{
    if (caller->reply)
        slot_remove(caller->reply);
    caller->reply = NULL;
}

void reply_lost(struct slot *slot)
{
    static const struct message nothing;
    struct thread *caller = slot_object(slot);

    caller->reply = NULL;
    call_answer(caller, SERVER_GONE, &nothing);
}

int reply_send(struct slot *self, int32_t status, const struct message *message,
               word_t offer, enum transfer_mode mode)
{
    struct thread *invoker = core_current_thread();
    struct thread *caller = slot_object(self);
    int64_t answer = status;

    while (call_prune(caller, answer)) {
        int interrupted = core_preemption_point(invoker);

        if (interrupted)
            return interrupted;
    }
    if (!caller->fault.kind) {
        int delivered = call_deliver(caller, invoker, offer, mode);

        if (delivered != OK)
            answer = delivered;
    } else if (offer && thread_slot(invoker, offer)) {
        gate_undelivered(thread_slot(invoker, offer));
    }
    reply_drop(caller);
    call_answer(caller, answer, message);
    return OK;
}

int reply_read_registers(struct slot *self, unsigned first, word_t *v0,
                         word_t *v1, word_t *v2, word_t *v3, word_t *v4,
                         word_t *v5)
{
    const struct thread *caller = slot_object(self);

    if (!caller->fault.kind)
        return NOT_FAULTED;
    thread_read_six(caller, first, v0, v1, v2, v3, v4, v5);
    return OK;
}

int reply_write_register(struct slot *self, unsigned number, word_t value)
{
    struct thread *caller = slot_object(self);

    if (!caller->fault.kind)
        return NOT_FAULTED;
    return thread_change(caller, number, value);
}
