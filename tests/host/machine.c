/*
 * The fake processor's user mode: fetches, and does what machine.h lists.
 */
#include "machine.h"

#include "../support/actor.h"
#include "domain.h"
#include "invoke.h"
#include "lock.h"
#include "record.h"
#include "sched_context.h"

const unsigned char machine_program[PROGRAM_END] = {
    [PROGRAM_ENTER] = MACHINE_ENTER,
    [PROGRAM_NEXT] = MACHINE_NEXT,
    [PROGRAM_WAIT] = MACHINE_INVOKE,
    [PROGRAM_WOKEN] = MACHINE_WOKEN,
    [PROGRAM_INVOKE] = MACHINE_INVOKE,
    [PROGRAM_DONE] = MACHINE_DONE,
    [PROGRAM_ACCESS] = MACHINE_ACCESS,
    [PROGRAM_PRIVILEGED] = MACHINE_PRIVILEGED,
    [PROGRAM_FP] = MACHINE_FP,
    [PROGRAM_JUMPED] = MACHINE_JUMPED,
    [PROGRAM_SPIN] = MACHINE_SPIN,
    [PROGRAM_POINTER] = MACHINE_POINTER,
    [PROGRAM_CONTROLLER] = MACHINE_INVOKE,
};

void (*machine_after_entry)(void);
struct actor *machine_actors[256];

static void entered(void)
{
    if (machine_after_entry)
        machine_after_entry();
}

static void fault(enum fault_kind kind, word_t address)
{
    (void)kernel_fault(host_core, kind, address, 0);
    entered();
}

unsigned host_interrupts_taken;

void machine_interrupt(void)
{
    host_interrupts_taken++;
    (void)kernel_interrupt(host_core);
    entered();
}

/* ---- the system call ---- */

bool host_in_parts;

/* The part that does what is asked for, as a fast path chooses it. */
static int invoke_part(struct core *core, struct thread *thread)
{
    word_t capability = arch_regs_capability(&thread->regs);
    struct slot *slot =
        domain_slot(thread_domain(thread), capability & CAP_SLOT_MASK);

    if (arch_regs_operation(&thread->regs) & OPERATION_RETURN)
        return kernel_invoke_return(core, thread);
    if (capability == CAP_SELF)
        return kernel_invoke_slot(core, thread, &invoke_self);
    if (capability >> CAP_SLOT_BITS || slot_empty(slot) || slot_callable(slot))
        return kernel_invoke_any(core, thread);
    return kernel_invoke_slot(core, thread, slot);
}

/* As nucleus/arch.h lets fast paths do it. */
static void invoke_in_parts(struct core *core)
{
    static const struct message nothing;
    struct thread *thread = core->current;
    int status;

    lock_acquire();
    if (core->time->thread != thread)
        core_enter(core);
    if (arch_regs_capability(&thread->regs) == CAP_SELF &&
        arch_regs_operation(&thread->regs) == OP_SELF_YIELD) {
        (void)kernel_yield(core, thread);
        return;
    }
    status = invoke_part(core, thread);
    if (core->changed || (status > OK && status != ANSWERED)) {
        (void)kernel_invoke_end(core, thread, status);
        return;
    }
    arch_regs_result(&thread->regs, status == ANSWERED ? OK : status,
                     status == ANSWERED ? &core->invocation.out : &nothing);
    lock_release();
}

/* Root's are done as a whole, if the test does not say otherwise; all others'
   in parts, as most are on boards. */
static void invoke_kernel(struct core *core)
{
    bool foreign = thread_domain(core->current)->foreign;

    if (foreign || (core->current == host_controller && !host_in_parts))
        (void)kernel_invoke(core);
    else
        invoke_in_parts(core);
}

/* ---- commands ---- */

static void load_wait(struct arch_regs *regs, const struct actor *actor)
{
    regs->capability = actor->go;
    regs->operation = OP_NOTIFICATION_WAIT;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = 0;
    regs->pc = MACHINE_PC(PROGRAM_WAIT);
}

static void load_command(struct arch_regs *regs, const struct command *command)
{
    regs->capability = command->capability;
    regs->operation = command->operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = command->in.words[i];
    switch (command->kind) {
    case COMMAND_SECRETS:
        regs->flags = 15;
        [[fallthrough]];
    case COMMAND_INVOKE:
        regs->pc = MACHINE_PC(PROGRAM_INVOKE);
        break;
    case COMMAND_READ:
    case COMMAND_WRITE:
        regs->pc = MACHINE_PC(PROGRAM_ACCESS);
        break;
    case COMMAND_JUMP:
        regs->pc = command->address;
        break;
    case COMMAND_PRIVILEGED:
        regs->pc = MACHINE_PC(PROGRAM_PRIVILEGED);
        break;
    case COMMAND_FP:
        regs->pc = MACHINE_PC(PROGRAM_FP);
        break;
    case COMMAND_SPIN:
        regs->pc = MACHINE_PC(PROGRAM_SPIN);
        break;
    case COMMAND_POINTER:
    case COMMAND_SPOIL: /* of which there is no way */
        regs->pc = MACHINE_PC(PROGRAM_POINTER);
        break;
    }
}

static void next(struct arch_regs *regs, struct actor *actor)
{
    if (actor->tail == actor->head) {
        load_wait(regs, actor);
        return;
    }
    actor->running = actor->tail++ % COMMANDS;
    load_command(regs, &actor->ring[actor->running]);
}

static void woken(struct arch_regs *regs)
{
    if (regs->capability == OK) {
        regs->pc = MACHINE_PC(PROGRAM_NEXT);
        return;
    }
    regs->words[0] = regs->capability;
    regs->capability = CAP_SELF;
    regs->operation = OP_SELF_EXIT;
    regs->pc = MACHINE_PC(PROGRAM_INVOKE);
}

static void again(struct arch_regs *regs, struct actor *actor,
                  struct command *command)
{
    word_t step = actor->repeated++ % command->repeat;

    actor->succeeded += regs->capability == OK;
    step = step + 1 == command->repeat ? 1 - (word_t)command->repeat : 1;
    if (command->walk_word)
        command->in.words[0] += step;
    else if (command->capability >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK)
        command->capability += step << CAP_ACCEPT_SHIFT;
    load_command(regs, command);
}

static void done(struct arch_regs *regs, struct actor *actor)
{
    struct command *command = &actor->ring[actor->running];

    if (command->kind <= COMMAND_SECRETS)
        record_status(command->operation, (int64_t)regs->capability);
    if (command->repeat && !actor->halt) {
        again(regs, actor, command);
        return;
    }
    command->status = (int64_t)regs->capability;
    command->rest = regs->operation;
    regs->flags = 0;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        command->out.words[i] = regs->words[i];
    command->done = true;
    regs->pc = MACHINE_PC(PROGRAM_NEXT);
}

/* ---- instructions ---- */

static void come_back(struct arch_regs *regs, word_t value)
{
    regs->capability = OK;
    regs->words[0] = value;
    regs->pc = MACHINE_PC(PROGRAM_DONE);
}

static void access_memory(struct arch_regs *regs, const struct command *command)
{
    bool write = command->kind == COMMAND_WRITE;
    word_t address = command->address;

    if (address % 8) {
        fault(FAULT_ALIGNMENT, address);
        return;
    }
    if (!host_translate(address, write ? FRAME_WRITE : FRAME_READ)) {
        fault(write ? FAULT_WRITE : FAULT_READ, address);
        return;
    }
    if (write)
        host_poke_word(address, command->value);
    come_back(regs, write ? 0 : host_peek_word(address));
}

static void use_fp(struct arch_regs *regs, const struct command *command)
{
    word_t value;

    if (!host_fp_allowed) {
        (void)kernel_fp(host_core);
        entered();
        return;
    }
    value = host_fp_registers;
    host_fp_registers = command->value;
    come_back(regs, value);
}

static void enter(struct arch_regs *regs, struct actor *actor)
{
    actor->badge = regs->capability;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        actor->words[i] = regs->words[i];
    actor->operation = regs->operation;
    actor->rest = regs->flags;
    actor->entries++;
    regs->pc = MACHINE_PC(PROGRAM_NEXT);
}

static unsigned fetch(word_t pc)
{
    unsigned char word[4];

    if (!host_translate(pc, FRAME_EXECUTE))
        return 0;
    host_peek(pc, word, 4);
    return word[0] ? word[0] : 1;
}

void machine_step(void)
{
    struct arch_regs *regs = &host_core->current->regs;
    struct actor *actor =
        machine_actors[(regs->sp - MACHINE_STACKS) / 16 % 256];

    host_clock.now += host_clock.per_step;
    switch (fetch(regs->pc)) {
    case 0:
        fault(FAULT_EXECUTE, regs->pc);
        break;
    case MACHINE_INVOKE:
        regs->pc += 4;
        invoke_kernel(host_core);
        entered();
        break;
    case MACHINE_ENTER:
        enter(regs, actor);
        break;
    case MACHINE_NEXT:
        next(regs, actor);
        break;
    case MACHINE_WOKEN:
        woken(regs);
        break;
    case MACHINE_DONE:
        done(regs, actor);
        break;
    case MACHINE_ACCESS:
        access_memory(regs, &actor->ring[actor->running]);
        break;
    case MACHINE_FP:
        use_fp(regs, &actor->ring[actor->running]);
        break;
    case MACHINE_JUMPED:
        come_back(regs, 0);
        break;
    case MACHINE_SPIN:
        break;
    case MACHINE_POINTER:
        come_back(regs,
                  regs->thread_pointer == actor->ring[actor->running].value);
        break;
    default:
        fault(FAULT_INSTRUCTION, regs->pc);
        break;
    }
}

/* ---- until the controller goes on ---- */

static bool controller_restarts(void)
{
    return host_controller->regs.pc == MACHINE_PC(PROGRAM_CONTROLLER);
}

bool machine_run(void)
{
    for (;;) {
        const struct thread *current = host_core->current;

        if (host_interrupt_take()) {
            machine_interrupt();
        } else if (!current) {
            if (!host_clock.timer)
                return false;
            host_clock.now = host_clock.timer;
        } else if (current != host_controller) {
            machine_step();
        } else if (controller_restarts()) {
            host_controller->regs.pc += 4;
            invoke_kernel(host_core);
            entered();
        } else {
            return true;
        }
    }
}
