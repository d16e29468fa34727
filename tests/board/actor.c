/*
 * The actors' program on a board; what it does stands in tests/support/actor.h.
 * The test may change the actor at any time that this thread does not run.
 */
#include "../support/actor.h"

#include "arch.h"
#include "board.h"
#include "raw.h"

[[noreturn]] void actor_run(volatile struct actor *actor);

/* Without its notification an actor has nothing to live for. */
static void wait_for_go(volatile struct actor *actor)
{
    struct message message = {{0}};
    int64_t status = raw_invoke(actor->go, OP_NOTIFICATION_WAIT, &message);

    if (status == OK)
        return;
    message.words[0] = (word_t)status;
    (void)raw_invoke(CAP_SELF, OP_SELF_EXIT, &message);
}

static struct message take_words(const volatile struct message *from)
{
    struct message message;

    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        message.words[i] = from->words[i];
    return message;
}

static void go_round(volatile struct actor *actor,
                     volatile struct command *command, int64_t status)
{
    word_t step = actor->repeated % command->repeat;

    actor->repeated = actor->repeated + 1;
    actor->succeeded = actor->succeeded + (status == OK);
    step = step + 1 == command->repeat ? 1 - (word_t)command->repeat : 1;
    if (command->walk_word)
        command->in.words[0] = command->in.words[0] + step;
    else if (command->capability >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK)
        command->capability = command->capability + (step << CAP_ACCEPT_SHIFT);
}

static int64_t do_invoke(volatile struct actor *actor,
                         volatile struct command *command,
                         struct message *message)
{
    for (;;) {
        int64_t status;

        *message = take_words(&command->in);
        status = raw_invoke(command->capability, command->operation, message);
        if (!command->repeat || actor->halt)
            return status;
        go_round(actor, command, status);
    }
}

static int64_t do_command(volatile struct actor *actor,
                          volatile struct command *command,
                          struct message *message)
{
    switch (command->kind) {
    case COMMAND_INVOKE:
        return do_invoke(actor, command, message);
    case COMMAND_SECRETS: {
        word_t rest;
        int64_t status;

        *message = take_words(&command->in);
        status = invoke_with_secrets(command->capability, command->operation,
                                     message, &rest);
        command->rest = rest;
        return status;
    }
    case COMMAND_READ:
        message->words[0] = *(volatile word_t *)command->address;
        break;
    case COMMAND_WRITE:
        *(volatile word_t *)command->address = command->value;
        break;
    case COMMAND_JUMP:
        ((void (*)(void))command->address)();
        break;
    case COMMAND_PRIVILEGED:
        provoke_privileged();
        break;
    case COMMAND_FP:
        message->words[0] = fp_exchange(command->value);
        break;
    case COMMAND_POINTER:
        message->words[0] = thread_pointer_is(command->value);
        break;
    case COMMAND_SPOIL:
        spoil(command->value);
        break;
    case COMMAND_SPIN:
        for (word_t i = 0; !command->value || i < command->value; i++)
            __asm__ volatile("");
    }
    return OK;
}

void actor_run(volatile struct actor *actor)
{
    for (;;) {
        volatile struct command *command;
        struct message message = {{0}};
        int64_t status;

        while (actor->tail == actor->head)
            wait_for_go(actor);
        actor->running = actor->tail % COMMANDS;
        actor->tail = actor->tail + 1;
        command = &actor->ring[actor->running];
        status = do_command(actor, command, &message);
        for (unsigned i = 0; i < MESSAGE_WORDS; i++)
            command->out.words[i] = message.words[i];
        command->status = status;
        command->done = true;
    }
}
