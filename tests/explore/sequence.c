/*
 * Sequences of steps: found by going back from a state to the first one,
 * written as text, and done again one by one.
 */
#include "explore.h"
#include "trace.h"

#include "core.h"
#include "domain.h"
#include "host_globals.h"
#include "invariants.h"
#include "table.h"
#include "thread.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 4096

static struct step steps[CHOICES_MAX];

/* ---- writing ---- */

static void write_slots(FILE *file, unsigned actor)
{
    const struct thread *thread = explored.actor[actor].thread;
    const struct table *table = domain_table(thread_domain(thread));
    word_t first = actor ? 1 : explored.root_first;
    word_t end = actor ? table->slots : explored.root_end;

    for (word_t i = first; i < end; i++) {
        const struct slot *slot = (const struct slot *)table + i;

        if (!slot_empty(slot))
            fprintf(file, "slot %s %lu %s %d %lu\n", explored.actor[actor].name,
                    (unsigned long)i, object_info[slot_type(slot)].name,
                    slot_original(slot),
                    slot_type(slot) == TYPE_UNTYPED ||
                            slot_type(slot) == TYPE_FRAME
                        ? 0
                        : (unsigned long)slot_badge(slot));
    }
}

static const char *actor_name(void)
{
    unsigned actor = actor_running();

    return actor < ACTORS_MAX ? explored.actor[actor].name : "-";
}

void sequence_write_world(FILE *file, const char *wrong)
{
    fprintf(file, "world %s%s\nwrong %s\nactors", explored.world->name,
            explored.small ? "-small" : "", wrong);
    for (unsigned i = 0; i < explored.actors; i++)
        fprintf(file, " %s", explored.actor[i].name);
    fprintf(file, "\n");
    for (unsigned i = 0; i < explored.actors; i++)
        write_slots(file, i);
}

void sequence_write_step(FILE *file, const struct step *step, word_t look)
{
    fprintf(file, "step %s %s %lu %#lx %#lx %#lx %#lx %#lx\n",
            step_names[step->kind], actor_name(), (unsigned long)look,
            (unsigned long)step->capability, (unsigned long)step->operation,
            (unsigned long)step->words[0], (unsigned long)step->words[1],
            (unsigned long)step->words[2]);
}

unsigned sequence_write(const struct visited *visited, uint32_t state,
                        uint32_t action, const char *path, const char *wrong)
{
    static uint32_t actions[LENGTH_MAX];
    unsigned length = 0;
    FILE *file = fopen(path, "w");

    if (!file) {
        perror(path);
        return 0;
    }
    actions[length++] = action;
    while (visited->visit[state].parent != NO_PARENT && length < LENGTH_MAX) {
        actions[length++] = visited->visit[state].action;
        state = visited->visit[state].parent;
    }
    sequence_write_world(file, wrong);
    for (unsigned i = length; i-- > 0;) {
        const struct step *step = &steps[actions[i] >> 8];
        word_t look = actions[i] & 0xFF;

        (void)choices(steps);
        sequence_write_step(file, step, look);
        if (i == 0)
            break; /* what comes of it is not known to be survivable */
        translation_begin();
        (void)step_take(step, look);
        settle();
    }
    fclose(file);
    return length;
}

/* ---- doing it again ---- */

static bool read_step(const char *line, struct step *step, word_t *look)
{
    char kind[16], actor[16];

    if (sscanf(line,
               "step %15s %15s %" SCNu64 " %" SCNx64 " %" SCNx64 " %" SCNx64
               " %" SCNx64 " %" SCNx64,
               kind, actor, look, &step->capability, &step->operation,
               &step->words[0], &step->words[1], &step->words[2]) != 8)
        return false;
    for (unsigned i = 0; i < STEP_KINDS; i++)
        if (strcmp(kind, step_names[i]) == 0) {
            step->kind = (enum step_kind)i;
            return true;
        }
    return false;
}

/* What became of the thread that took the step. */
static void print_result(const struct thread *thread, bool invocation)
{
    static const char *const states[] = {"runnable", "stopped", "calling",
                                         "queued",   "waiting", "idle"};
    size_t at = (size_t)((const unsigned char *)thread - host_memory);
    bool dead = host_peek_word(at) == SETTLE_PATTERN;

    printf("\"state\": \"%s\", ", dead ? "dead" : states[thread_state(thread)]);
    if (dead || !invocation || thread_state(thread) != THREAD_STATE_RUNNABLE)
        return;
    if (thread->regs.pc == EXPLORE_INVOKE)
        printf("\"preempted\": true, ");
    else
        printf("\"status\": %ld, ", (long)thread->regs.capability);
}

const char *sequence_do_step(const struct step *step, word_t look,
                             unsigned number)
{
    const struct thread *thread = host_core->current;
    const char *actor = actor_name();
    const char *wrong;
    word_t looks;

    if (!thread && step->kind != STEP_DEADLINE && step->kind != STEP_IRQ)
        return "nobody runs who could do this";
    translation_begin();
    trace_step(step);
    looks = step_take(step, look);
    wrong = step_wrong(look, looks);
    printf("{\"step\": %u, \"actor\": \"%s\", \"looks\": %lu, ", number, actor,
           (unsigned long)looks);
    settle_dead();
    if (thread)
        print_result(thread, step->kind <= STEP_RESTART);
    trace_print();
    printf("\"next\": \"%s\"}\n", actor_name());
    fflush(stdout);
    settle();
    if (!wrong && invariants_check())
        wrong = "the invariants do not hold";
    return wrong;
}

/* As after step 0. */
static void print_beginning(void)
{
    printf("{\"step\": 0, \"actors\": [");
    for (unsigned i = 0; i < explored.actors; i++)
        printf("%s\"%s\"", i ? ", " : "", explored.actor[i].name);
    printf("], ");
    trace_print();
    printf("\"next\": \"%s\"}\n", actor_name());
}

int sequence_replay(const char *path)
{
    const struct world *world = NULL;
    const char *wrong = NULL;
    char line[256], name[32];
    unsigned number = 0;
    struct step step;
    word_t look;
    FILE *file = fopen(path, "r");
    bool small;

    if (!file) {
        perror(path);
        return 2;
    }
    while (!wrong && fgets(line, sizeof line, file)) {
        if (sscanf(line, "world %31s", name) == 1) {
            world = world_find(name, &small);
            if (!world)
                break;
            world_begin(world, small);
            trace_begin();
            settle();
            print_beginning();
        } else if (world && read_step(line, &step, &look)) {
            wrong = sequence_do_step(&step, look, ++number);
        }
    }
    fclose(file);
    if (world && !wrong)
        wrong = teardown_wrong();
    if (!world)
        fprintf(stderr, "%s: no world that there is\n", path);
    if (wrong)
        printf("{\"wrong\": \"%s\"}\n", wrong);
    if (world)
        fprintf(stderr, "%s", host_console_take());
    return world && !wrong ? 0 : 1;
}
