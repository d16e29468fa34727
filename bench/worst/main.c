/*
 * How a case is measured, and their order. A case runs in an activation that
 * another activation has called, which the main thread has called: the first
 * call takes the FP state with it, which leaves the fast path, and the second
 * one is the fast path's.
 */
#include "worst.h"

#include "arch.h"
#include "frame.h"
#include "gate.h"
#include "program.h"
#include "stand_in.h"
#include "stdio.h"
#include "stubs.h"

#define OUTER 1
#define INNER 2
#define INNER_ELSEWHERE 3
#define RUNNERS 3
#define RUNNER 1 /* the badge */

/* The half-done deletion: so many frames of so many bytes. */
#define VICTIMS 12
#define VICTIM_BITS (ABI_PAGE_BITS + 8)
#define VICTIMS_BITS 24
#define VICTIM_DOMAIN_BITS 17
#define HELP_PER_SECOND 200000 /* in 5 microseconds it has begun */

static cap_t runner;
static struct bell never;
static cap_t victims;
static cap_t victims_domain;
word_t worst_second;

static int64_t run_marked(run_function *run)
{
    int64_t status;

    mark_begin();
    status = run();
    mark_end();
    return status;
}

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    run_function *run = (run_function *)message->words[0];

    if (badge != RUNNER)
        return chain_serve(badge, message->words[0]);
    if (operation == OUTER)
        return answer((int32_t)gate_call(runner, message->words[1], message));
    if (operation == INNER)
        return answer((int32_t)run_marked(run));
    return answer((int32_t)run());
}

static void run_in(word_t inner, const char *operation, const char *how,
                   run_function *run)
{
    struct message message = {{(word_t)run, inner}};

    fp_touch();
    must(gate_call(runner, OUTER, &message), operation);
    mark_group();
    printf("bench: worst %s: %s\n", operation, how);
}

void worst(const char *operation, const char *how, run_function *run)
{
    run_in(INNER, operation, how, run);
}

void worst_elsewhere(const char *operation, const char *how, run_function *run)
{
    run_in(INNER_ELSEWHERE, operation, how, run);
}

void worst_absent(const char *object)
{
    printf("bench: absent %s\n", object);
}

/* ---- while somebody else's deletion is half done ---- */

static void victims_make(void)
{
    for (unsigned i = 0; i < VICTIMS; i++) {
        cap_t frame = crowd_slot();

        must(cap_untyped_retype(victims, TYPE_FRAME, VICTIM_BITS, frame),
             "a victim");
        must(cap_domain_map(victims_domain, FRAME_READ, MEMORY_TYPE_NORMAL,
                            frame),
             "mapping a victim");
    }
}

static void victims_delete(word_t nothing, word_t argument)
{
    (void)nothing, (void)argument;
    must(cap_table_revoke(own.table, victims), "deleting the victims");
    must(cap_self_exit(0), "ending a thread");
}

static bool victims_left(void)
{
    word_t flags;

    must(cap_table_inspect(own.table, victims, NULL, NULL, NULL, NULL, NULL,
                           &flags),
         "the victims");
    return flags & SLOT_FLAG_CLOSED && flags & SLOT_FLAG_DESCENDANTS;
}

void help_begin(void)
{
    victims_make();
    (void)crowd_thread(PRIORITY_LOW, victims_delete, 0);
    (void)cap_notification_wait(
        never.wait, arch_ticks() + worst_second / HELP_PER_SECOND, NULL);
    must(victims_left() ? OK : INVALID_ARGUMENT, "a deletion half done");
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;
    cap_t gate;

    setup(info);
    places_start(info);
    worst_second = info->ticks_per_second;
    never = bell_new();
    must(gate_create(gate_enter, "worst", RUNNERS, &gate), "the runners");
    must(gate_callable(gate, RUNNER, &runner), "the runners' gate");
    must(object_create(TYPE_DOMAIN, VICTIM_DOMAIN_BITS, &victims_domain),
         "the victims' domain");
    must(object_create(TYPE_UNTYPED, VICTIMS_BITS, &victims),
         "the victims' memory");
    worst_memory(info);
    worst_tables();
    worst_threads();
    worst_gates();
    worst_faults();
    worst_notifications();
    worst_devices(info);
    stand_in_end(0);
}
