/*
 * Who runs, for how long, and who comes next, beside a model that looks at
 * everything after each entry of the kernel. The kernel looks only at what
 * somebody said had changed, and at the timer only if it may be too late.
 */
#include "../support/world.h"

#include "../support/port.h"
#include "domain.h"
#include "gate.h"
#include "host.h"
#include "machine.h"
#include "operations.h"
#include "port_host.h"
#include "random.h"
#include "sched_context.h"

#define CLIENTS 6 /* threads that are started; root is one more */
#define SERVERS 5 /* activations: of the gates in turn */
#define GATES 3 /* the last one's are the handlers of faults */
#define THREADS (CLIENTS + SERVERS + 1)
#define ROOT (THREADS - 1)
#define STEPS 20000

static struct random chance;
static struct thread *threads[THREADS];
static struct sched_context *times[THREADS];
static cap_t time_slots[THREADS], gates[GATES], ways[GATES], waits, signals;

/* ---- the model ---- */

static struct model {
    int running; /* whose time; -1: nobody's */
    word_t end;  /* of its slice */
    bool over;   /* the running one's turn is, whatever the time */
    int moved;   /* whose core was configured: it comes last; -1: nobody's */
    struct {
        bool ready;
        unsigned priority;
        word_t left, order; /* the lowest goes first */
    } of[THREADS];
    word_t first, last; /* orders that were given to the first and the last */
} model;

static void model_queue(int i, bool first, word_t left)
{
    model.of[i].ready = true;
    model.of[i].left = left;
    model.of[i].order = first ? --model.first : ++model.last;
}

static int model_best(void)
{
    int best = -1;

    for (int i = 0; i < THREADS; i++)
        if (model.of[i].ready &&
            (best < 0 || model.of[i].priority > model.of[best].priority ||
             (model.of[i].priority == model.of[best].priority &&
              model.of[i].order < model.of[best].order)))
            best = i;
    return best;
}

static void model_start(int i)
{
    model.running = i;
    if (i < 0)
        return;
    model.of[i].ready = false;
    model.end = host_clock.now + model.of[i].left;
}

/* What has become of each time in this entry. */
static void model_look(void)
{
    unsigned news = 0;

    for (int i = 0; i < THREADS; i++) {
        bool wanted = time_runnable(times[i]);
        bool moves =
            i == model.moved || model.of[i].priority != time_priority(times[i]);

        model.of[i].priority = time_priority(times[i]);
        if (i == model.moved)
            model.of[i].left = host_core->slice;
        if (i == model.running)
            continue;
        news += wanted && !model.of[i].ready;
        if (wanted && (moves || !model.of[i].ready))
            model_queue(i, false, model.of[i].left);
        model.of[i].ready = wanted;
    }
    assert_true(news <= 1); /* or else who is first among them? */
}

static void model_choose(void)
{
    int best = model_best(), time = model.running;
    unsigned own = time < 0 ? 0 : model.of[time].priority;
    bool goes_on = time >= 0 && time_runnable(times[time]);
    word_t left = model.end - host_clock.now;

    if (goes_on && (best < 0 || model.of[best].priority < own ||
                    (model.of[best].priority == own && !model.over)))
        return;
    if (model.over || host_clock.now >= model.end || !goes_on)
        left = 0;
    model_start(best);
    if (goes_on)
        model_queue(time, left, left ? left : host_core->slice);
    else if (time >= 0)
        model.of[time].left = host_core->slice;
}

/* The timer is not too late for what is to come, and exact if nobody runs. */
static void model_check_timer(void)
{
    int best = model_best(), time = model.running;
    word_t timer = host_clock.timer ? host_clock.timer : CORE_NEVER;
    const struct ordered_node *first = ordered_first(&host_core->deadlines);
    word_t due = first ? first->key : CORE_NEVER;

    if (first && due < host_core->calm_until)
        due = host_core->calm_until;
    if (time < 0)
        assert_int_equal(timer, due);
    else
        assert_true(timer <= due);
    if (time >= 0 && best >= 0 &&
        model.of[best].priority == model.of[time].priority)
        assert_true(timer <= model.end);
}

static void model_follow(void)
{
    model_look();
    model_choose();
    model.over = false;
    model.moved = -1;
    if (model.running < 0)
        assert_null(host_core->time);
    else
        assert_ptr_equal(host_core->time, times[model.running]);
    if (model.running >= 0)
        assert_int_equal(host_core->slice_end, model.end);
    for (unsigned i = 0; i < THREADS; i++)
        if (model.of[i].ready)
            assert_int_equal(times[i]->slice_left, model.of[i].left);
    model_check_timer();
}

/* ---- what threads do ---- */

static void invoke_as(struct thread *thread, word_t capability,
                      word_t operation, word_t word)
{
    thread->regs.capability = capability;
    thread->regs.operation = operation;
    thread->regs.words[0] = word;
    thread->regs.pc = MACHINE_PC(PROGRAM_INVOKE) + 4;
    (void)kernel_invoke(host_core);
}

/* Gates in their order, so that nobody waits for himself. */
static void call_some(struct thread *thread)
{
    const struct gate *gate = thread_gate(thread);
    unsigned behind = 0;

    for (unsigned i = 0; gate && i < GATES; i++)
        if (slot_object(thread_slot(host_controller, gates[i])) == gate)
            behind = i + 1;
    if (thread != host_controller && behind < GATES - 1)
        invoke_as(thread, ways[behind], 0, 0);
}

static void wait_some(struct thread *thread)
{
    word_t soon = host_clock.now + 1 + random_below(&chance, 9000);
    bool ever = thread == host_controller || random_chance(&chance, 80);

    invoke_as(thread, waits, OP_NOTIFICATION_WAIT, ever ? soon : 0);
}

static void configure_some(struct thread *thread)
{
    int which = (int)random_below(&chance, THREADS);

    model.moved = which;
    invoke_as(thread, BOOT_SLOT_CPUS | CAP_OFFER(time_slots[which]),
              OP_CPU_CONFIGURE, 4 + random_below(&chance, 3));
}

/* Either it is done or, in a foreign domain, a fault like any other. */
static void act_some(struct thread *thread)
{
    bool fault = thread_caller(thread) && thread_caller(thread)->fault.kind;

    switch (random_below(&chance, 12)) {
    case 0:
        model.over = true;
        invoke_as(thread, CAP_SELF, OP_SELF_YIELD, 0);
        break;
    case 1:
        invoke_as(thread, signals, OP_NOTIFICATION_SIGNAL, 0);
        break;
    case 2:
        wait_some(thread);
        break;
    case 3:
    case 4:
        call_some(thread);
        break;
    case 5:
    case 6:
        if (thread_caller(thread))
            invoke_as(thread, FAULT_RESUME, OPERATION_RETURN, 0);
        break;
    case 7:
        if (thread != host_controller && !fault)
            (void)kernel_fault(host_core, FAULT_READ, 0, 0);
        break;
    case 8:
        (void)kernel_fp(host_core);
        break;
    case 9:
        configure_some(thread);
        break;
    case 10:
        invoke_as(thread, BOOT_SLOT_CPUS | CAP_OFFER(gates[0]),
                  OP_CPU_SET_CEILING, random_below(&chance, 8));
        break;
    default:
        host_clock.now += random_below(&chance, 4000);
    }
}

/* The timer's. A deadline goes before the end of a slice. */
static void interrupt_some(void)
{
    const struct ordered_node *first = ordered_first(&host_core->deadlines);

    if (!first || first->key > host_clock.now)
        model.over = host_clock.timer && host_clock.now >= host_clock.timer &&
                     host_clock.now >= model.end;
    (void)kernel_interrupt(host_core);
}

static void step(void)
{
    struct thread *thread = host_core->current;

    host_clock.now += random_below(&chance, 300);
    if (host_interrupt_take()) {
        interrupt_some();
    } else if (!thread) {
        host_clock.now = host_clock.timer;
    } else if (thread->regs.pc == MACHINE_PC(PROGRAM_INVOKE)) {
        thread->regs.pc += 4; /* once more */
        (void)kernel_invoke(host_core);
    } else {
        bool foreign = thread_domain(thread)->foreign;

        act_some(thread);
        model.over &= !foreign;
        model.moved = foreign ? -1 : model.moved;
    }
    model_follow();
}

/* ---- the scene ---- */

static void add_thread(unsigned i, cap_t domain)
{
    cap_t slot = make(TYPE_THREAD, 0);

    MUST(cap_thread_configure(slot, MACHINE_STACK(i), 0, i, domain));
    threads[i] = slot_object(thread_slot(host_controller, slot));
    time_slots[i] = make(TYPE_SCHED_CONTEXT, 0);
    times[i] = slot_object(thread_slot(host_controller, time_slots[i]));
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 5, time_slots[i]));
    if (i < CLIENTS) {
        MUST(cap_thread_bind(slot, time_slots[i]));
        MUST(cap_thread_start(slot, port_entry(), 0));
    } else {
        MUST(cap_gate_add_activation(gates[i % GATES], slot));
    }
}

/* Clients are of root's domain, and one of another whose system calls are
   faults. */
static void set_scene(void)
{
    cap_t foreign = make(TYPE_DOMAIN, ABI_DOMAIN_MIN_BITS + 2);

    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, 255, BOOT_SLOT_SCHED_CONTEXT));
    waits = notification_new();
    signals = signaller(waits, 1);
    for (unsigned i = 0; i < GATES; i++) {
        gates[i] = gate_new(&home);
        ways[i] = callable(gates[i], 1);
    }
    MUST(cap_domain_set_table(foreign, home.table));
    MUST(cap_domain_set_syscall_gate(foreign, ways[GATES - 1]));
    MUST(cap_domain_set_fault_gate(foreign, ways[GATES - 1]));
    MUST(cap_domain_set_fault_gate(home.domain, ways[GATES - 1]));
    for (unsigned i = 0; i < ROOT; i++)
        add_thread(i, i == 1 ? foreign : home.domain);
    threads[ROOT] = host_controller;
    time_slots[ROOT] = BOOT_SLOT_SCHED_CONTEXT;
    times[ROOT] = host_core->time;
}

static void begin(uint64_t seed)
{
    chance = random_seed(seed);
    host_clock.per_look = 0;
    model = (struct model){.running = ROOT,
                           .moved = -1,
                           .end = host_core->slice_end,
                           .first = (word_t)1 << 32,
                           .last = (word_t)1 << 32};
    for (unsigned i = 0; i < THREADS; i++) {
        model.of[i].priority = time_priority(times[i]);
        model.of[i].left = times[i]->slice_left;
        if (i < CLIENTS)
            model_queue((int)i, false, times[i]->slice_left);
    }
}
/* The others stop where they are, and root comes to the end of its wait; from
   then on it goes before all that do. */
static void end(void)
{
    while (host_core->current != host_controller) {
        for (unsigned i = 0; i < ROOT; i++)
            if (thread_state(threads[i]) == THREAD_STATE_RUNNABLE)
                MUST(thread_stop(threads[i]));
        host_clock.now += host_clock.timer;
        machine_interrupt();
    }
    times[ROOT]->priority = PRIORITY_MAX;
    ready_update(times[ROOT]);
    machine_interrupt();
}

static void take_turns(uint64_t seed)
{
    set_scene();
    begin(seed);
    for (unsigned i = 0; i < STEPS; i++)
        step();
    end();
}

static void as_in_the_model_1(void **state)
{
    (void)state;
    take_turns(1);
}

static void as_in_the_model_2(void **state)
{
    (void)state;
    take_turns(2);
}

static void as_in_the_model_3(void **state)
{
    (void)state;
    take_turns(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(as_in_the_model_1),
        world_test(as_in_the_model_2),
        world_test(as_in_the_model_3),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
