/* See walk.h. */
#include "walk.h"

#include "boot_info.h"
#include "call.h"
#include "domain.h"
#include "frame.h"
#include "gate.h"
#include "invariants.h"
#include "invoke.h"
#include "machine.h"
#include "sched_context.h"
#include "stubs.h"
#include "table.h"
#include "walk_invocation.h"

#include <sanitizer/common_interface_defs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define THREADS 10
#define PLACES 3
#define INVOKE_PC MACHINE_PC(PROGRAM_INVOKE)

static struct walk *now;

static void tell_where(void)
{
    fprintf(stderr, "%sseed %lu, step %lu\n", host_console_take(),
            (unsigned long)now->seed, (unsigned long)now->steps);
}

static void wrong(const char *what)
{
    fprintf(stderr, "%s", host_console_take());
    fail_msg("seed %lu, step %lu: %s", (unsigned long)now->seed,
             (unsigned long)now->steps, what);
}

/* ---- one kernel entry ---- */

static void check(void)
{
    if (host_tlb_stale())
        wrong("translations that are not flushed");
    if (!host_core_agrees())
        wrong("the processor is not set up for the running thread");
    if (now->steps % now->check_every == 0 && invariants_check())
        wrong("the invariants do not hold");
}

/* A frame that was just handed out must read as zero. */
static void check_clear(struct thread *thread, word_t operation, word_t accept)
{
    const struct slot *slot = thread_slot(thread, accept);

    if (operation != OP_UNTYPED_RETYPE || slot_type(slot) != TYPE_FRAME ||
        frame_device(slot))
        return;
    if (!host_memory_zero(frame_base(slot), (word_t)1 << frame_size_bits(slot)))
        wrong("memory was handed out that is not clear");
}

static void enter_invocation(struct thread *thread)
{
    word_t operation = thread->regs.operation;
    word_t capability = thread->regs.capability;
    word_t looks = host_clock.looks;

    thread->regs.pc = INVOKE_PC + 4;
    (void)kernel_invoke(host_core);
    if (host_clock.looks - looks > 1 &&
        host_clock.mode == HOST_INTERRUPTS_ALWAYS)
        wrong("went on although an interrupt was pending");
    if (host_core->current != thread)
        return;
    if (thread->regs.pc == INVOKE_PC) {
        now->restarted++;
    } else if (thread->regs.capability == OK) {
        now->ok++;
        check_clear(thread, operation,
                    capability >> CAP_ACCEPT_SHIFT & CAP_SLOT_MASK);
    }
}

/* What the running thread does next. */
static void act(struct thread *thread)
{
    struct random *random = &now->random;
    bool root = thread == host_controller;
    bool again = thread->regs.pc == INVOKE_PC;

    if (again && !random_chance(random, 6)) {
        enter_invocation(thread);
        return;
    }
    now->abandoned += again;
    if (!root && random_chance(random, 3)) {
        thread->regs.pc = MACHINE_PC(PROGRAM_SPIN);
        (void)kernel_fault(host_core, 1 + (unsigned)random_below(random, 8),
                           random_next(random), 0);
    } else if (random_chance(random, 3)) {
        (void)kernel_fp(host_core);
    } else {
        now->served += thread->regs.pc == MACHINE_PC(PROGRAM_ENTER);
        walk_invocation(random, thread, root, &thread->regs);
        enter_invocation(thread);
    }
}

/* User code touches memory. */
static void touch(void)
{
    word_t address = random_below(&now->random, HOST_WINDOW_BYTES) & ~(word_t)7;

    if (random_chance(&now->random, 70) && host_space_root) {
        /* Where there probably is something. */
        FOR_EACH_MAPPED(slot)
        {
            address = frame_base(slot);
            if (random_chance(&now->random, 20))
                break;
        }
    }
    if (host_core->current && host_translate(address, FRAME_WRITE))
        host_poke_word(address, ~(word_t)0);
}

static void idle(void)
{
    struct random *random = &now->random;

    if (host_clock.timer && random_chance(random, 50))
        host_clock.now = host_clock.timer;
    else
        host_irq_raise((unsigned)random_below(random, PLATFORM_IRQ_LINES));
    machine_interrupt();
}

void walk_step(struct walk *walk)
{
    now = walk;
    walk->steps++;
    host_clock.now += random_below(&walk->random, 400);
    if (random_chance(&walk->random, 4))
        host_irq_raise(
            (unsigned)random_below(&walk->random, PLATFORM_IRQ_LINES));
    touch();
    if (host_interrupt_take())
        machine_interrupt();
    else if (host_core->current)
        act(host_core->current);
    else
        idle();
    check();
}

/* ---- the world ---- */

/* Root's invocations while it builds and takes apart, above everybody. */
static int64_t root_does(word_t capability, word_t operation, word_t w0,
                         word_t w1, word_t w2)
{
    struct arch_regs *regs = &host_controller->regs;

    regs->capability = capability;
    regs->operation = operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = i == 0 ? w0 : i == 1 ? w1 : i == 2 ? w2 : 0;
    regs->pc = INVOKE_PC;
    do {
        if (host_interrupt_take())
            machine_interrupt();
        regs->pc = INVOKE_PC + 4;
        (void)kernel_invoke(host_core);
    } while (regs->pc == INVOKE_PC);
    return (int64_t)regs->capability;
}

static cap_t next_slot, arena;

static cap_t build(word_t type, word_t bits)
{
    cap_t slot = next_slot++;

    if (root_does(arena | CAP_ACCEPT(slot), OP_UNTYPED_RETYPE, type, bits, 0) !=
        OK)
        wrong("the world cannot be built");
    return slot;
}

static void put(cap_t table, cap_t destination, cap_t offer,
                enum transfer_mode mode)
{
    (void)root_does(table | CAP_OFFER(offer) | CAP_MODE(mode), OP_TABLE_PUT,
                    destination, 0, 0);
}

/* In domains 0 and 1 every second thread is left for the gates there. */
static cap_t build_thread(unsigned index, const cap_t *domains)
{
    cap_t thread = build(TYPE_THREAD, 0);
    cap_t time = build(TYPE_SCHED_CONTEXT, 0);
    unsigned place = index % PLACES;
    bool starts = place == 2 || index / PLACES % 2 == 0;

    (void)root_does(thread | CAP_OFFER(domains[place]), OP_THREAD_CONFIGURE,
                    0x6000 + 16 * index, 0, index);
    if (starts) {
        (void)root_does(BOOT_SLOT_CPUS | CAP_OFFER(time), OP_CPU_CONFIGURE,
                        100 + index % 2, 0, 0);
        (void)root_does(thread | CAP_OFFER(time), OP_THREAD_BIND, 0, 0, 0);
        (void)root_does(thread, OP_THREAD_START, MACHINE_PC(PROGRAM_SPIN), 0,
                        0);
    }
    return thread;
}

/* Every table gets a child of everything; the untypeds are shared out. */
static void share(const cap_t *tables, cap_t first)
{
    cap_t last = next_slot;

    for (cap_t slot = first; slot < last; slot++)
        for (unsigned i = 0; i < PLACES; i++)
            if (random_chance(&now->random, 60))
                put(tables[i], 1 + random_below(&now->random, WALK_SLOTS - 1),
                    slot, TRANSFER_DERIVE);
    for (unsigned i = 0; i < PLACES; i++) {
        cap_t untyped = build(TYPE_UNTYPED, 12);

        put(tables[i], 2, untyped, TRANSFER_GIVE);
        put(tables[i], 1, tables[i], TRANSFER_DERIVE);
        put(tables[i], 3, BOOT_SLOT_CPUS, TRANSFER_DERIVE);
        put(tables[i], 4, BOOT_SLOT_IRQ_CONTROL, TRANSFER_DERIVE);
    }
}

static void root_priority(word_t priority)
{
    (void)root_does(BOOT_SLOT_CPUS | CAP_OFFER(BOOT_SLOT_SCHED_CONTEXT),
                    OP_CPU_CONFIGURE, priority, 0, 0);
}

/* The boot untyped of 64 KiB. */
static cap_t choose_arena(void)
{
    cap_t slot = BOOT_SLOT_FIRST_RANGE;

    while (root_does(slot, OP_UNTYPED_INFO, 0, 0, 0) != OK ||
           host_controller->regs.words[1] != 16)
        slot++;
    return slot;
}

void walk_begin(struct walk *walk, uint64_t seed)
{
    cap_t tables[PLACES], domains[PLACES], threads[THREADS];
    unsigned check_every = walk->check_every;

    now = walk;
    __sanitizer_set_death_callback(tell_where);
    walk->seed = seed;
    walk->random = random_seed(seed);
    walk->check_every = check_every ? check_every : 1;
    host_boot();
    machine_after_entry = NULL;
    next_slot = WALK_FIRST;
    root_priority(PRIORITY_MAX);
    arena = choose_arena();
    (void)host_console_take();
    for (unsigned i = 0; i < PLACES; i++) {
        tables[i] = build(TYPE_TABLE, WALK_TABLE_BITS + SLOT_BITS);
        domains[i] = build(TYPE_DOMAIN, 10);
        (void)root_does(domains[i] | CAP_OFFER(tables[i]), OP_DOMAIN_SET_TABLE,
                        0, 0, 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        threads[i] = build_thread(i, domains);
    for (unsigned i = 0; i < 2; i++) {
        cap_t gate = build(TYPE_GATE, 0);
        cap_t notification = build(TYPE_NOTIFICATION, 0);

        (void)root_does(gate | CAP_OFFER(domains[i]), OP_GATE_CONFIGURE,
                        MACHINE_PC(PROGRAM_ENTER), 0, 0);
        (void)root_does(gate | CAP_OFFER(notification),
                        OP_GATE_SET_NOTIFICATION, 0, 0, 0);
        for (unsigned j = 0; j < THREADS; j++)
            if (j % PLACES == i)
                (void)root_does(gate | CAP_OFFER(threads[j]),
                                OP_GATE_ADD_ACTIVATION, 0, 0, 0);
        (void)root_does(BOOT_SLOT_TABLE | CAP_ACCEPT(next_slot++),
                        OP_TABLE_DERIVE, gate, GATE_CALL, i + 1);
        (void)root_does(BOOT_SLOT_TABLE | CAP_ACCEPT(next_slot++),
                        OP_TABLE_DERIVE, notification, NOTIFICATION_SEND,
                        i + 1);
    }
    (void)build(TYPE_FRAME, 7);
    (void)build(TYPE_FRAME, 12);
    share(tables, WALK_FIRST);
    root_priority(95);
    host_interrupts(random_chance(&walk->random, 70) ? HOST_INTERRUPTS_ALWAYS
                                                     : HOST_INTERRUPTS_REAL,
                    0);
}

void walk_end(struct walk *walk)
{
    now = walk;
    /* By decree: nobody in this world can be asked for it. */
    thread_own_time(host_controller)->priority = PRIORITY_MAX;
    ready_update(thread_own_time(host_controller));
    machine_interrupt();
    if (host_core->current != host_controller)
        wrong("root does not run again");
    host_interrupts(HOST_INTERRUPTS_REAL, 0);
    if (root_does(BOOT_SLOT_TABLE, OP_TABLE_REVOKE, arena, 0, 0) != OK)
        wrong("everything cannot be revoked");
    if (slot_has_descendants(thread_slot(host_controller, arena)))
        wrong("something is left");
    for (cap_t slot = WALK_FIRST; slot < 1u << ARCH_ROOT_TABLE_BITS; slot++)
        if (root_does(BOOT_SLOT_TABLE, OP_TABLE_DELETE, slot, 0, 0) != OK)
            wrong("a slot cannot be deleted");
    if (invariants_check())
        wrong("the invariants do not hold at the end");
}
