/*
 * Fuzzes capgen's generated decoding: each operation's thunk gets what the door
 * promises it (a capability of the right type, an argument and an empty slot if
 * it wants them) and arbitrary words. It must answer with one of the statuses
 * that its .cap file lists.
 */
#include "support/input.h"

#include "core.h"
#include "fuzz_grammar.h"
#include "host_globals.h"
#include "invoke.h"
#include "lock.h"
#include "machine.h"
#include "support/invocation.h"
#include "support/world.h"
#include "thread.h"

#define INVOCATIONS_MAX 32

static struct slot *of_type(unsigned type, unsigned byte)
{
    for (unsigned i = 0; i < FUZZ_SLOTS; i++) {
        cap_t index = fuzz_first() + (byte + i) % FUZZ_SLOTS;
        struct slot *slot = thread_slot(host_controller, index);

        if (slot && slot_type(slot) == type)
            return slot;
    }
    return NULL;
}

/* Root itself must stay alive, and the power on. */
static bool left_out(word_t number)
{
    return number == OP_CONSOLE_POWER_OFF || number >> 8 == TYPE_SELF ||
           number == OP_NOTIFICATION_WAIT || number >> 8 == TYPE_TABLE;
}

struct prepared {
    struct message words;
    struct slot *argument;
    struct slot *result;
};

static bool prepare(struct input *input, const struct grammar_operation *known,
                    struct arch_regs *regs, struct prepared *with)
{
    regs->operation = known->number;
    regs->capability = input_word(input);
    if (known->status)
        regs->operation |= input_word(input) << 16;
    for (unsigned i = 0; i < MESSAGE_WORDS && i < known->words + 1; i++)
        with->words.words[i] = input_word(input);
    if (known->takes)
        with->argument =
            of_type(known->takes_type ? known->takes_type : TYPE_FRAME,
                    input_byte(input));
    if (known->gives)
        with->result = of_type(NO_TYPE, input_byte(input));
    return (!known->takes || with->argument) && (!known->gives || with->result);
}

static void invoke_one(struct input *input)
{
    const struct grammar_operation *known =
        &grammar[input_byte(input) % GRAMMAR_OPERATIONS];
    const struct operation *found = operation_find(known->number);
    struct core *core = host_core;
    struct prepared with = {};
    unsigned type = (unsigned)(known->number >> 8);
    struct slot *self = of_type(type, input_byte(input));
    int status;

    if (left_out(known->number) || !self ||
        !prepare(input, known, &core->current->regs, &with))
        return;
    status = known->takes || known->gives
                 ? found->long_thunk(core, &with.words, self, with.argument,
                                     with.result)
                 : found->thunk(core, &with.words, self);
    if (status == ANSWERED)
        status = OK;
    if (status == BLOCKED || status == PREEMPTED)
        return;
    fuzz_check_status((unsigned)(known->number >> 8), known->number, status);
}

/* operation_find() itself: a number's operation is that number's. */
static void find(word_t number)
{
    const struct operation *found = operation_find(number);
    bool known = false;

    for (unsigned i = 0; i < GRAMMAR_OPERATIONS; i++)
        known = known || grammar[i].number == (number & OPERATION_NUMBER_MASK);
    if (known != (found != NULL))
        wrong("operations that are found are not those that there are");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct input input = {data, bytes};

    fuzz_world_begin();
    find(input_word(&input));
    for (unsigned i = 0; input.left && i < INVOCATIONS_MAX; i++) {
        /* As every entry, it has the lock, and ends in core_leave(). */
        lock_acquire();
        if (host_core->current)
            invoke_one(&input);
        (void)core_leave(host_core);
        machine_interrupt();
    }
    fuzz_world_check();
    return 0;
}
