/*
 * Taking one step, and what must hold after each.
 */
#include "explore.h"
#include "promise.h"

#include "core.h"
#include "host_globals.h"
#include "thread.h"

const char *const step_names[STEP_KINDS] = {
    "invoke", "restart", "slice", "deadline", "irq", "fault", "fp",
};

static const char *wrong;

bool step_is_message(const struct step *step)
{
    word_t operation = step->operation;

    return step->kind == STEP_INVOKE &&
           (operation == EXPLORE_CALL || operation & OPERATION_RETURN ||
            (operation & OPERATION_NUMBER_MASK) == OP_REPLY_SEND);
}

/* A step has three words; a message's other three are made of them. */
static word_t step_word(const struct step *step, unsigned index)
{
    if (index < 3)
        return step->words[index];
    return step_is_message(step) ? 3 * step->words[index - 3] : 0;
}

static void take_invocation(const struct step *step)
{
    struct arch_regs *regs = &host_core->current->regs;
    struct promise promise;

    if (step->kind == STEP_INVOKE) {
        regs->capability = step->capability;
        regs->operation = step->operation;
        for (unsigned i = 0; i < MESSAGE_WORDS; i++)
            regs->words[i] = step_word(step, i);
    }
    regs->pc = EXPLORE_PAST;
    promise = promise_begin();
    (void)kernel_invoke(host_core);
    wrong = promise_broken(&promise);
}

/* The slice is over when the timer says so. */
static void end_slice(void)
{
    host_core->slice_end = host_core->timer = host_clock.timer = host_clock.now;
    (void)kernel_interrupt(host_core);
}

static void pass_time(void)
{
    const struct ordered_node *first = ordered_first(&host_core->deadlines);

    if (first && first->key > host_clock.now)
        host_clock.now = first->key;
    (void)kernel_interrupt(host_core);
}

/* What the registers hold must be the thread's own, or nothing. */
static void use_fp(void)
{
    word_t own = actor_running() + 1;

    (void)kernel_fp(host_core);
    if (!host_fp_allowed || (host_fp_registers && host_fp_registers != own))
        wrong = "another thread's FP state is loaded";
    host_fp_registers = own;
}

word_t step_take(const struct step *step, word_t look)
{
    word_t looks = host_clock.looks;

    wrong = NULL;
    host_interrupts(look ? HOST_INTERRUPTS_AT : HOST_INTERRUPTS_REAL, look);
    switch (step->kind) {
    case STEP_INVOKE:
    case STEP_RESTART:
        take_invocation(step);
        break;
    case STEP_SLICE:
        end_slice();
        break;
    case STEP_DEADLINE:
        pass_time();
        break;
    case STEP_IRQ:
        host_irq_raise((unsigned)step->capability);
        (void)kernel_interrupt(host_core);
        break;
    case STEP_FAULT:
        host_core->current->regs.pc = EXPLORE_PAST;
        (void)kernel_fault(host_core, (unsigned)step->capability, 0, 0);
        break;
    case STEP_FP:
        use_fp();
        break;
    case STEP_KINDS:
        break;
    }
    looks = host_clock.looks - looks;
    if (look && host_interrupt_take())
        (void)kernel_interrupt(host_core);
    return looks;
}

/* It may come too early. (What is settled afterwards is right in any case.) */
static bool timer_right(void)
{
    const struct core *core = host_core;
    const struct ordered_node *first = ordered_first(&core->deadlines);
    word_t timer = host_clock.timer ? host_clock.timer : CORE_NEVER;
    word_t due = first ? first->key : CORE_NEVER;

    if (first && due < core->calm_until)
        due = core->calm_until;
    return timer == core->timer && timer <= due && core->due == due &&
           (!slice_matters() || timer <= core->slice_end);
}

const char *step_wrong(word_t look, word_t looks)
{
    if (wrong)
        return wrong;
    if (look && looks > look)
        return "it went on although an interrupt was pending";
    if (!host_core_agrees())
        return "the processor is not set up for the running thread";
    if (!timer_right())
        return "the timer is not set for the next deadline or the slice's end";
    if (translation_stale())
        return "a translation is gone that was not flushed";
    return NULL;
}
