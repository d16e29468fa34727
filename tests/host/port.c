/*
 * The harness' way into the fake machine: root's invocations are function
 * calls, and whoever should run before root goes on runs inside them.
 */
#include "../support/port.h"

#include "invariants.h"
#include "machine.h"
#include "port_host.h"
#include "record.h"
#include "slot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

unsigned port_check_every = 1;

static void check_after_entry(void)
{
    static unsigned entries;

    if (!host_core_agrees())
        fail_msg("the processor is not set up for the running thread");
    if (host_tlb_stale())
        fail_msg("translations that are not flushed");
    if (port_check_every && ++entries % port_check_every == 0 &&
        invariants_check && invariants_check()) {
        fprintf(stderr, "%s", host_console_take());
        fail_msg("the kernel's invariants do not hold");
    }
}

const struct root_boot_info *port_boot(void)
{
    static struct root_boot_info info;

    host_boot();
    port_check_every = 1;
    machine_after_entry = check_after_entry;
    host_peek(host_controller->regs.words[0], &info, sizeof info);
    return &info;
}

/* Whether the kernel itself will decode this invocation. */
static bool to_kernel(word_t capability)
{
    const struct slot *slot =
        thread_slot(host_controller, capability & CAP_SLOT_MASK);

    return !slot || !slot_callable(slot);
}

int64_t port_invoke(word_t capability, word_t operation,
                    struct message *message)
{
    struct arch_regs *regs = &host_controller->regs;
    bool kernel = to_kernel(capability);

    if (host_core->current != host_controller)
        fail_msg("root is not running");
    regs->capability = capability;
    regs->operation = operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = message->words[i];
    regs->pc = MACHINE_PC(PROGRAM_CONTROLLER);
    if (!machine_run())
        fail_msg("everybody waits for ever");
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        message->words[i] = regs->words[i];
    if (kernel)
        record_status(operation, (int64_t)regs->capability);
    return (int64_t)regs->capability;
}

word_t port_entry(void)
{
    return MACHINE_PC(PROGRAM_ENTER);
}

word_t port_stack(struct actor *actor)
{
    machine_actors[actor->index] = actor;
    return MACHINE_STACK(actor->index);
}

void port_check_rarely(void)
{
    port_check_every = 100000;
}

word_t port_invocation(void)
{
    return MACHINE_PC(PROGRAM_CONTROLLER);
}

struct port_reservation port_reservation;
const unsigned port_spoils;

/* Who runs all tests very often sets this. */
word_t port_times(word_t times)
{
    return getenv("HESPER_FEWER_TIMES") ? (times + 99) / 100 : times;
}

word_t port_time(void)
{
    return host_clock.now;
}

/* ---- memory ---- */

word_t port_peek(word_t address)
{
    if (!host_translate(address, FRAME_READ))
        fail_msg("root may not read there");
    return host_peek_word(address);
}

void port_poke(word_t address, word_t value)
{
    if (!host_translate(address, FRAME_WRITE))
        fail_msg("root may not write there");
    host_poke_word(address, value);
}

word_t port_kernel_address(void)
{
    return (word_t)host_memory + HOST_KERNEL_BASE;
}

uint64_t port_jump_word(void)
{
    return MACHINE_JUMPED | (uint64_t)MACHINE_JUMPED << 32;
}

/* ---- interrupts ---- */

word_t port_irq_line(void)
{
    return 3;
}

void port_irq_begin(void)
{
    host_irq_raise(3);
}

void port_irq_end(void)
{
}
