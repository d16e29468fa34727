/*
 * Fuzzes the kernel with sequences of invocations. Whoever runs does what the
 * next bytes say: a typed invocation by capgen's grammar, sometimes a wrong
 * one, a fault, an access to memory; interrupts come at the looks that the
 * input chooses. The invariants hold all the time, and in the end root gets
 * everything back.
 */
#include "support/input.h"

#include "frame.h"
#include "host_globals.h"
#include "invoke.h"
#include "machine.h"
#include "support/invocation.h"
#include "support/world.h"

#define STEPS_MAX 400
#define CHECK_EVERY 8
#define INVOKE_PC MACHINE_PC(PROGRAM_INVOKE)

enum action {
    ACTION_INVOKE, /* and all that have no other meaning */
    ACTION_ABANDON = 16,
    ACTION_FAULT,
    ACTION_FP,
    ACTION_TOUCH,
    ACTION_TIME,
    ACTION_TIMER,
    ACTION_LINE,
    ACTION_LOOKS,
    ACTION_REAL_INTERRUPTS,
    ACTION_PREEMPT,
    ACTIONS = 32,
};

/* What an invocation was, while its thread cannot answer any more. */
struct made {
    bool object; /* and neither a call nor a return */
    unsigned type;
    word_t operation;
};

static struct made look(const struct thread *thread)
{
    word_t index = thread->regs.capability & CAP_SLOT_MASK;
    const struct slot *slot =
        index == CAP_SELF ? NULL : thread_slot(thread, index);

    return (struct made){
        .object = !(thread->regs.operation & OPERATION_RETURN) &&
                  !(slot && slot_callable(slot)),
        .type = index == CAP_SELF ? TYPE_SELF
                : slot            ? slot_type(slot)
                                  : NO_TYPE,
        .operation = thread->regs.operation,
    };
}

static void enter(struct thread *thread)
{
    struct made made = look(thread);
    word_t looks = host_clock.looks;

    thread->regs.pc = INVOKE_PC + 4;
    (void)kernel_invoke(host_core);
    if (host_clock.looks - looks > 1 &&
        host_clock.mode == HOST_INTERRUPTS_ALWAYS)
        wrong("went on although an interrupt was pending");
    if (made.object && host_core->current == thread &&
        thread->regs.pc == INVOKE_PC + 4)
        fuzz_check_status(made.type, made.operation,
                          (int64_t)thread->regs.capability);
}

static void touch(struct input *input)
{
    unsigned byte = input_byte(input);

    FOR_EACH_MAPPED(slot)
    {
        if (byte--)
            continue;
        if (host_translate(frame_base(slot), FRAME_WRITE))
            host_poke_word(frame_base(slot), ~(word_t)0);
        return;
    }
}

/* What happens to the machine, whoever runs. */
static void happen(struct input *input, unsigned action)
{
    switch (action) {
    case ACTION_TIME:
        host_clock.now += 8 * input_byte(input);
        break;
    case ACTION_TIMER:
        if (host_clock.timer > host_clock.now)
            host_clock.now = host_clock.timer;
        break;
    case ACTION_LINE:
        host_irq_raise(input_byte(input) % PLATFORM_IRQ_LINES);
        break;
    case ACTION_LOOKS:
        host_interrupts(HOST_INTERRUPTS_AT, 1 + input_byte(input) % 16);
        break;
    case ACTION_REAL_INTERRUPTS:
        host_interrupts(HOST_INTERRUPTS_REAL, 0);
        break;
    case ACTION_PREEMPT:
        host_interrupts(HOST_INTERRUPTS_ALWAYS, 0);
        break;
    default:
        break;
    }
}

static void act(struct input *input, struct thread *thread, unsigned action)
{
    bool root = thread == host_controller;
    unsigned byte;

    if (action == ACTION_FAULT && !root) {
        byte = input_byte(input);
        thread->regs.pc = MACHINE_PC(PROGRAM_SPIN);
        (void)kernel_fault(host_core, 1 + byte % 8, byte, 0);
    } else if (action == ACTION_FP) {
        (void)kernel_fp(host_core);
    } else if (action == ACTION_TOUCH && !root) {
        touch(input);
    } else if (thread->regs.pc == INVOKE_PC && action != ACTION_ABANDON) {
        enter(thread);
    } else {
        (void)fuzz_invocation(input, thread);
        enter(thread);
    }
}

static void step(struct input *input)
{
    unsigned action = input_byte(input) % ACTIONS;

    if (action >= ACTION_TIME && action < ACTIONS)
        happen(input, action);
    if (host_interrupt_take())
        machine_interrupt();
    else if (host_core->current)
        act(input, host_core->current, action);
    else
        wrong("not even root runs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct input input = {data, bytes};

    fuzz_world_begin();
    for (unsigned i = 0; input.left && i < STEPS_MAX; i++) {
        step(&input);
        if (i % CHECK_EVERY == 0)
            fuzz_world_check();
    }
    fuzz_world_check();
    fuzz_world_end();
    return 0;
}
