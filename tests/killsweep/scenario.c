/*
 * What the parties do. Any invocation can find that its other end is gone; they
 * go on and say what they heard.
 */
#include "abi_arch.h"
#include "frame.h"
#include "gate.h"
#include "recovery.h"
#include "stubs.h"
#include "sweep.h"

volatile struct heard heard;

static int64_t call(cap_t gate, word_t operation, cap_t offer, cap_t accept)
{
    struct message message = {0};

    return gate_call_with(gate, operation, &message, offer, TRANSFER_DERIVE,
                          accept);
}

[[noreturn]] static void end(void)
{
    (void)cap_notification_signal(OWN_FINISHED);
    for (;;)
        (void)cap_self_exit(0);
}

/* Operations that go in steps. */
static void make_and_revoke(void)
{
    int64_t status =
        cap_untyped_retype(OWN_MEMORY, TYPE_FRAME, LARGE_BITS, OWN_LARGE);

    for (cap_t slot = OWN_PARTS; slot < OWN_END && status == OK; slot++)
        status = cap_frame_part(OWN_LARGE, 0, ABI_PAGE_BITS, FRAME_READ, slot);
    if (status == OK)
        status = cap_table_revoke(OWN_TABLE, OWN_MEMORY);
    heard.client[CLIENT_CALLS - 1] = status;
}

void client_run(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    heard.client[0] = call(OWN_MIDDLE, OP_NEST, OWN_FRAME, OWN_ACCEPTED);
    (void)cap_table_delete(OWN_TABLE, OWN_ACCEPTED);
    heard.client[1] = call(OWN_SERVER, OP_RELEASE, 0, 0);
    heard.client[2] = call(OWN_SERVER, OP_PLAIN, 0, 0);
    make_and_revoke();
    end();
}

void other_run(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    heard.other = call(OWN_SERVER, OP_DEFER, 0, 0);
    end();
}

/* Passes on what it takes, and gives something back. */
static answer_t nest(void)
{
    int64_t status;

    (void)cap_self_take(OWN_TAKEN, TYPE_FRAME);
    status = call(OWN_SERVER, OP_USE, OWN_TAKEN, 0);
    (void)cap_table_delete(OWN_TABLE, OWN_TAKEN);
    return answer_with((int32_t)status, OWN_NOTE, TRANSFER_DERIVE);
}

/* The frame can be gone at any moment, also while it is written to. */
static answer_t use(void)
{
    static const word_t words[4] = {1, 2, 3, 4};
    word_t base;

    if (cap_self_take(OWN_TAKEN, TYPE_FRAME) == OK &&
        cap_frame_info(OWN_TAKEN, &base, NULL, NULL, NULL, NULL) == OK &&
        cap_domain_map(OWN_DOMAIN, FRAME_READ | FRAME_WRITE, MEMORY_TYPE_NORMAL,
                       OWN_TAKEN) == OK) {
        (void)copy_out((void *)base, words, sizeof words);
        (void)cap_frame_unmap(OWN_TAKEN);
    }
    (void)cap_table_delete(OWN_TABLE, OWN_TAKEN);
    return answer(OK);
}

static answer_t release(void)
{
    struct message nothing = {0};

    (void)abi_invoke(OWN_REPLY,
                     OP_REPLY_SEND | (word_t)RELEASED << REPLY_STATUS_SHIFT,
                     &nothing);
    return answer(OK);
}

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    (void)badge;
    *message = (struct message){0};
    switch (operation) {
    case OP_NEST:
        return nest();
    case OP_USE:
        return use();
    case OP_DEFER:
        return answer((int32_t)cap_self_defer(OWN_REPLY));
    case OP_RELEASE:
        return release();
    default:
        return answer(OK);
    }
}
