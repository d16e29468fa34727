/*
 * The conductor: lets the threads go on for a few steps, waits until somebody
 * has come to the limit or nobody runs, and looks at everything.
 *
 * It waits by a deadline, again and again. A thread that was in the middle of
 * an operation then is interrupted there, goes on afterwards, and cannot tell.
 */
#include "replay.h"

#include "../board/raw.h"
#include "arch.h"
#include "line.h"
#include "stdio.h"
#include "stubs.h"

#define PRIORITY_CONDUCTOR 255
#define PRIORITY_IDLE 1
#define SLICES_PER_SECOND 200
/* In which a step should be done that does not take long. */
#define WINDOW_TICKS 2000
/* More than a time slice. */
#define PATIENCE_TICKS 40000000
#define IDLE_STACK_BYTES 1024

static cap_t never; /* a notification that nobody signals */
static cap_t idle_thread;
static word_t begin, deadline_ticks, long_ticks;

/* Nobody else runs if this thread does. */
[[noreturn]] static void idle_run(void)
{
    for (;;)
        stage.idle = true;
}

word_t conductor_deadline(word_t name)
{
    if (name == EXPLORE_SOON)
        return begin + deadline_ticks;
    return name == EXPLORE_LATER ? begin + 2 * deadline_ticks : name;
}

/* ---- moments ---- */

static word_t check(word_t *checked)
{
    word_t violations;

    must(cap_console_check(BOOT_SLOT_CONSOLE, &violations, checked),
         "the check");
    return violations;
}

int64_t digest_ask(cap_t capability, word_t operation, word_t word,
                   word_t *result)
{
    struct message message = {{word}};
    int64_t status = raw_invoke(capability, operation, &message);

    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        result[i] = message.words[i];
    return status;
}

static void print_happening(const volatile struct happening *happening)
{
    static const char *const names[] = {"nothing", "returned", "entered",
                                        "foreign_fp"};

    printf(" %s", names[happening->event]);
    if (happening->event == EVENT_NONE)
        return;
    printf(" 0x%lx", happening->rest);
    for (unsigned i = 0; i < EVENT_REGISTERS; i++)
        printf(" 0x%lx", happening->registers[i]);
}

static void print_moment(unsigned number)
{
    volatile const struct moment *moment = &stage.moment[number];

    printf("replay: moment %u runs %ld also %ld", number, moment->runs,
           moment->also);
    print_happening(&moment->happening);
    printf("\n");
}

/* Everything that can be inspected, at a limit. It is printed only at the end:
   a serial line takes its time. */
static word_t interrupted;
static struct look {
    bool taken;
    unsigned lost;
    word_t ticks; /* since the beginning */
    word_t interrupted; /* how often a step was, to go on afterwards */
    word_t violations, checked;
    unsigned slots;
    uint16_t digest[DIGEST_SLOTS];
} looks[REPLAY_STEPS_MAX + 1];

static void take_look(void)
{
    struct look *look = &looks[stage.next];

    look->taken = true;
    look->lost = stage.lost;
    look->ticks = arch_ticks() - begin;
    look->interrupted = interrupted;
    look->violations = check(&look->checked);
    look->slots = digest(look->digest);
}

static void print_look(unsigned number)
{
    const struct look *look = &looks[number];

    if (!look->taken)
        return;
    printf("replay: look %u at %ld interrupted %ld lost %u violations %ld "
           "checked %ld digest ",
           number, look->ticks, look->interrupted, look->lost, look->violations,
           look->checked);
    for (unsigned i = 0; i < look->slots; i++)
        printf("%04x", look->digest[i]);
    printf("\n");
}

/* ---- letting go on ---- */

static bool arrived(void)
{
    return stage.lost || stage.idle ||
           (stage.next == stage.limit && stage.moment[stage.limit].runs);
}

static bool may_take_long(const volatile struct replay_step *step)
{
    switch (step->operation) {
    case OP_TABLE_DELETE:
    case OP_TABLE_REVOKE:
    case OP_UNTYPED_RETYPE:
    case OP_UNTYPED_CLEAR:
        return true;
    default:
        return false;
    }
}

/* For all steps up to the limit. Too little interrupts them, too much is lost
   by spinning at the limit, out of a time slice. */
static word_t window(void)
{
    word_t ticks = WINDOW_TICKS;

    for (unsigned i = stage.next; i < stage.limit; i++)
        ticks += may_take_long(&stage.step[i]) ? long_ticks : WINDOW_TICKS;
    return ticks;
}

static void let_go(unsigned limit)
{
    word_t until = arch_ticks() + PATIENCE_TICKS, rounds = 0;

    stage.idle = false;
    stage.limit = limit;
    do {
        word_t deadline = arch_ticks() + window();

        must(cap_notification_wait(never, deadline, NULL) == TIMED_OUT ? OK
                                                                       : GONE,
             "waiting for the threads");
        rounds++;
    } while (!arrived() && arch_ticks() < until);
    interrupted += rounds - 1;
    /* Those before it may have been done by the processor alone. */
    while (stage.next < limit && stage.step[stage.next].kind == REPLAY_RESTART)
        stage.next = stage.next + 1;
}

/* ---- steps that no thread takes ---- */

static void pass_time(word_t name)
{
    while (arch_ticks() <= conductor_deadline(name))
        ;
}

static void conduct_step(const volatile struct replay_step *step)
{
    if (step->kind == REPLAY_DEADLINE)
        pass_time(step->capability);
    else
        line_fire();
    stage.next = stage.next + 1;
}

static bool is_mine(const volatile struct replay_step *step)
{
    return step->kind == REPLAY_DEADLINE || step->kind == REPLAY_IRQ;
}

/* ---- bursts ---- */

/* Steps at whose sides the conductor has something to do. */
static bool stands_alone(const volatile struct replay_step *step)
{
    return is_mine(step) || step->kind == REPLAY_FAULT ||
           step->kind == REPLAY_SLICE;
}

static unsigned burst_end(unsigned at, unsigned most)
{
    const volatile struct replay_step *step = stage.step;
    unsigned end = at + 1;

    while (end < stage.count &&
           (step[end - 1].joined || step[end].kind == REPLAY_RESTART ||
            (end - at < most && !stands_alone(&step[end - 1]) &&
             !stands_alone(&step[end]))))
        end++;
    return end;
}

/* Returns how many steps have been done. */
static unsigned burst(unsigned at, unsigned most)
{
    const volatile struct replay_step *step = &stage.step[at];
    unsigned end = burst_end(at, most);

    if (step->kind == REPLAY_FAULT)
        world_unmap_trap(step->actor);
    while (stage.next < end && is_mine(&stage.step[stage.next]))
        conduct_step(&stage.step[stage.next]);
    let_go(end);
    if (step->kind == REPLAY_FAULT)
        world_map_trap(step->actor);
    take_look();
    return stage.next;
}

static void set_stage(const struct replay_sequence *sequence)
{
    stage.count = sequence->steps;
    stage.next = stage.limit = stage.lost = 0;
    stage.idle = false;
    for (unsigned i = 0; i < sequence->steps; i++)
        stage.step[i] = sequence->step[i];
    for (unsigned i = 0; i <= sequence->steps; i++) {
        stage.moment[i] = (struct moment){0};
        looks[i].taken = false;
    }
    deadline_ticks = sequence->deadline;
    long_ticks = sequence->window;
    interrupted = 0;
    begin = arch_ticks();
}

void conduct(const struct replay_sequence *sequence)
{
    unsigned at = 0;

    set_stage(sequence);
    let_go(0);
    take_look();
    while (at < stage.count && !stage.lost) {
        unsigned next = burst(at, sequence->burst);

        if (next == at || stage.next < stage.limit)
            break; /* it does not go on */
        at = next;
    }
    for (unsigned i = 0; i <= stage.next; i++) {
        print_moment(i);
        print_look(i);
    }
}

/* ---- once ---- */

void conductor_prepare(const struct root_boot_info *info)
{
    static _Alignas(16) unsigned char stack[IDLE_STACK_BYTES];
    cap_t time = make_aside(TYPE_SCHED_CONTEXT, 0);

    stage.slice = info->ticks_per_second / SLICES_PER_SECOND;
    must(cap_cpu_configure(BOOT_SLOT_CPUS, PRIORITY_CONDUCTOR,
                           BOOT_SLOT_SCHED_CONTEXT),
         "the conductor's priority");
    never = make_aside(TYPE_NOTIFICATION, 0);
    idle_thread = make_aside(TYPE_THREAD, 0);
    must(cap_thread_configure(idle_thread, (word_t)stack + sizeof stack, 0, 0,
                              BOOT_SLOT_DOMAIN),
         "the idle thread");
    must(cap_cpu_configure(BOOT_SLOT_CPUS, PRIORITY_IDLE, time), "its time");
    must(cap_thread_bind(idle_thread, time), "its time");
    must(cap_thread_start(idle_thread, (word_t)idle_run, 0), "the idle thread");
}
