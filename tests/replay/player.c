/*
 * What each thread of a world does: the next step, if it is his.
 */
#include "replay.h"

#include "../board/board.h"
#include "arch.h"

volatile struct stage stage;

[[noreturn]] void actor_run(volatile struct actor *actor);

/* ---- what is noted ---- */

static void note(unsigned me, struct happening *pending)
{
    volatile struct moment *moment;

    /* Those that the processor has done by itself. */
    while (stage.next < stage.limit &&
           stage.step[stage.next].kind == REPLAY_RESTART)
        stage.next = stage.next + 1;
    moment = &stage.moment[stage.next];
    if (moment->runs == me + 1)
        return;
    if (moment->runs) {
        moment->also = me + 1;
        return;
    }
    moment->happening.event = pending->event;
    for (unsigned i = 0; i < EVENT_REGISTERS; i++)
        moment->happening.registers[i] = pending->registers[i];
    moment->happening.rest = pending->rest;
    pending->event = EVENT_NONE;
    pending->rest = 0;
    moment->runs = me + 1;
}

static void entered(const volatile struct actor *actor,
                    struct happening *happening)
{
    happening->event = EVENT_ENTERED;
    happening->registers[0] = actor->badge;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        happening->registers[1 + i] = actor->words[i];
    happening->registers[1 + MESSAGE_WORDS] = actor->operation;
    happening->rest = actor->rest;
}

/* ---- steps ---- */

static bool is_message(const volatile struct replay_step *step)
{
    return step->operation == EXPLORE_CALL ||
           step->operation & OPERATION_RETURN ||
           (step->operation & OPERATION_NUMBER_MASK) == OP_REPLY_SEND;
}

/* Words that name what the host and a board have each of its own. */
static void translate(word_t operation, struct message *message)
{
    word_t *word = message->words;

    switch (operation) {
    case OP_FRAME_PART: /* the host's pages have 64 bytes */
        word[0] <<= ABI_PAGE_BITS - 6;
        word[1] += ABI_PAGE_BITS - 6;
        break;
    case OP_THREAD_START:
        word[0] = (word_t)actor_enter;
        break;
    case OP_IRQ_CONTROL_GET:
        word[0] = irq_line;
        break;
    case OP_NOTIFICATION_WAIT:
        word[0] = conductor_deadline(word[0]);
        break;
    default:
        break;
    }
}

void player_message(const volatile struct replay_step *step,
                    struct message *message)
{
    for (unsigned i = 0; i < 3; i++) {
        message->words[i] = step->words[i];
        message->words[3 + i] = is_message(step) ? 3 * step->words[i] : 0;
    }
    translate(step->operation, message);
}

static void invoke(const volatile struct replay_step *step,
                   struct happening *happening)
{
    struct message message;

    player_message(step, &message);
    happening->registers[0] = (word_t)invoke_with_secrets(
        step->capability, step->operation, &message, &happening->rest);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        happening->registers[1 + i] = message.words[i];
    happening->registers[1 + MESSAGE_WORDS] = 0;
    happening->event = EVENT_RETURNED;
}

/* What the registers hold must be the thread's own, or nothing. */
static void use_fp(unsigned me, struct happening *happening)
{
    word_t found = fp_exchange(me + 1);

    if (!found || found == me + 1)
        return;
    happening->event = EVENT_FOREIGN_FP;
    happening->registers[0] = found;
}

/* Somebody else comes when it is over; or somebody who only goes on with an
   invocation, and waits again, has been there: then it is this thread that
   runs, with a new slice. */
static void end_slice(void)
{
    unsigned now = stage.next;
    word_t until = arch_ticks() + stage.slice + stage.slice / 2;

    while (stage.next == now && !stage.moment[now].runs && arch_ticks() < until)
        ;
}

static void perform(unsigned me, const volatile struct replay_step *step,
                    struct happening *happening)
{
    switch (step->kind) {
    case REPLAY_SLICE:
        end_slice();
        break;
    case REPLAY_FAULT:
        (void)*(volatile word_t *)player_trap(me);
        break;
    case REPLAY_FP:
        use_fp(me, happening);
        break;
    default:
        invoke(step, happening);
        break;
    }
}

/* The conductor may come in between and raise both: the limit is read first. */
static bool at_limit(void)
{
    unsigned limit = stage.limit;

    return stage.next >= limit;
}

void actor_run(volatile struct actor *actor)
{
    struct happening pending;
    unsigned me = actor->index;

    entered(actor, &pending);
    for (;;) {
        const volatile struct replay_step *step;

        note(me, &pending);
        if (at_limit())
            continue; /* until the conductor comes */
        step = &stage.step[stage.next];
        if (step->actor != me) {
            stage.lost = me + 1;
            continue;
        }
        stage.next = stage.next + 1;
        perform(me, step, &pending);
    }
}
