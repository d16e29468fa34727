/* See world.h. */
#include "world.h"

#include "../../support/world.h"

#include "../../support/port.h"
#include "domain.h"
#include "frame.h"
#include "host_globals.h"
#include "input.h"
#include "invariants.h"
#include "machine.h"
#include "reset.h"
#include "sched_context.h"

#define PLACES 3
#define THREADS 9
#define WORLD_PRIORITY 100
/* Root runs when nobody else does. */
#define ROOT_PRIORITY 90

static struct place *places[PLACES];
static cap_t first;
static struct world world_then;

cap_t fuzz_first(void)
{
    return first;
}

cap_t fuzz_slots_of(const struct thread *thread)
{
    return thread == host_controller ? first : 0;
}

/* Nobody in this world can be asked for it, and root's invocations come back
   only when root runs again. */
static void root_priority_by_decree(uint8_t priority)
{
    struct sched_context *time = thread_own_time(host_controller);

    time->priority = priority;
    ready_update(time);
    machine_interrupt();
}

/* The first in each domain are left for the gates there. */
static cap_t thread_new(unsigned index)
{
    cap_t thread = make(TYPE_THREAD, 0);
    cap_t time = make(TYPE_SCHED_CONTEXT, 0);

    MUST(cap_thread_configure(thread, MACHINE_STACK(index), 0, index,
                              places[index % PLACES]->domain));
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, WORLD_PRIORITY + index % 2, time));
    if (index >= 2 * PLACES) {
        MUST(cap_thread_bind(thread, time));
        MUST(cap_thread_start(thread, MACHINE_PC(PROGRAM_SPIN), 0));
    }
    return thread;
}

/* Its activations come from the place; sessions are watched. */
static void gate_with(struct place *place, cap_t activation, word_t badge)
{
    cap_t gate = gate_new(place), session;

    MUST(cap_gate_set_notification(gate, signaller(notification_new(), badge)));
    MUST(cap_gate_add_activation(gate, activation));
    session = callable(gate, badge);
    MUST(cap_gate_watch(gate, session));
    MUST(cap_domain_set_fault_gate(places[PLACES - 1]->domain, session));
}

/* Everybody gets a child of everything, and some memory. */
static void share(void)
{
    cap_t last = world.next, cpu = slot_new();

    /* So that nobody is above root in the end. */
    MUST(cap_cpu_limit(BOOT_SLOT_CPUS, PRIORITY_MAX - 1, cpu));

    for (unsigned i = 0; i < PLACES; i++) {
        cap_t memory = make(TYPE_UNTYPED, 12);
        cap_t irqs = BOOT_SLOT_IRQ_CONTROL;
        cap_t frame = make(TYPE_FRAME, ABI_PAGE_BITS + i);

        for (cap_t slot = first; slot < last; slot++)
            if (type_of(slot) != TYPE_UNTYPED && (slot + i) % 4)
                (void)put(places[i], slot);
        MUST(cap_table_put(places[i]->table, places[i]->next++, memory,
                           TRANSFER_GIVE));
        (void)put(places[i], cpu);
        MUST(cap_domain_map(places[i]->domain, FRAME_READ | FRAME_WRITE,
                            MEMORY_TYPE_NORMAL, frame));
        MUST(cap_table_put(places[i]->table, places[i]->next++, frame,
                           TRANSFER_GIVE));
        (void)put(places[i], derive(BOOT_SLOT_CONSOLE, CONSOLE_WRITE, 0));
        MUST(cap_table_put(places[i]->table, places[i]->next++, irqs,
                           TRANSFER_DERIVE));
    }
}

static void build(void)
{
    cap_t threads[THREADS];

    (void)world_setup(NULL);
    port_check_rarely();
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, PRIORITY_MAX,
                           BOOT_SLOT_SCHED_CONTEXT));
    first = world.next;
    for (unsigned i = 0; i < PLACES; i++)
        places[i] = place_new();
    for (unsigned i = 0; i < THREADS; i++)
        threads[i] = thread_new(i);
    gate_with(places[0], threads[0], 1);
    gate_with(places[1], threads[1], 2);
    (void)signaller(notification_new(), 4);
    (void)make(TYPE_FRAME, 6);
    (void)make(TYPE_FRAME, 9);
    share();
    while (world.next < first + FUZZ_SLOTS + 16)
        (void)slot_new();
    root_priority_by_decree(ROOT_PRIORITY);
    world_then = world;
    reset_remember();
}

void fuzz_world_begin(void)
{
    static bool built;

    if (!built)
        build();
    built = true;
    reset();
    world = world_then;
    machine_after_entry = NULL;
}

/* Every translation that there is has been used, and may be cached. */
static void use_translations(void)
{
    FOR_EACH_MAPPED(slot)
    host_tlb_touch(frame_domain(slot)->id, frame_base(slot));
}

void fuzz_world_check(void)
{
    if (host_tlb_stale())
        wrong("translations that are not flushed");
    if (!host_core_agrees())
        wrong("the processor is not set up for the running thread");
    if (invariants_check()) {
        fputs(host_console_take(), stderr);
        wrong("the invariants do not hold");
    }
    use_translations();
}

void fuzz_world_end(void)
{
    host_interrupts(HOST_INTERRUPTS_REAL, 0);
    root_priority_by_decree(PRIORITY_MAX);
    if (host_core->current != host_controller)
        wrong("root does not run again");
    /* Root's own words; what it was doing is forgotten. */
    host_controller->regs.pc = MACHINE_PC(PROGRAM_ENTER);
    (void)world_teardown(NULL);
    fuzz_world_check();
}
