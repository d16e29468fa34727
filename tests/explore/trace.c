/*
 * What a replay tells of a moment, so that a board's can be compared with it:
 * what the thread that runs next has just got in its registers, and a digest of
 * all that can be inspected.
 */
#include "trace.h"
#include "digest.h"

#include "core.h"
#include "host_globals.h"
#include "table.h"
#include "thread.h"

#include <inttypes.h>

/* Who is in an invocation, and has not been seen to come out of it. */
static bool invoking[ACTORS_MAX];

void trace_begin(void)
{
    explored.keep_registers = true;
    for (unsigned i = 0; i < ACTORS_MAX; i++)
        invoking[i] = false;
}

void trace_step(const struct step *step)
{
    unsigned actor = actor_running();

    if (actor < ACTORS_MAX)
        invoking[actor] = step->kind <= STEP_RESTART;
}

/* ---- what an inspector hears ---- */

int64_t digest_ask(cap_t capability, word_t operation, word_t word,
                   word_t *result)
{
    void *object = slot_object(thread_slot(host_controller, capability));
    word_t ignored;

    switch (operation) {
    case OP_TABLE_INSPECT:
        return table_inspect(object, word, &result[0], &result[1], &result[2],
                             &result[3], &result[4], &result[5]);
    case OP_TABLE_INFO:
        return table_info(object, &result[0]);
    case OP_THREAD_INFO:
        return thread_info(object, &result[0], &result[1], &result[2], &ignored,
                           &result[4], &result[5]);
    default:
        return gate_info(object, &result[0], &result[1], &result[2]);
    }
}

static void print_digest(void)
{
    uint16_t digests[DIGEST_SLOTS];
    unsigned count = digest(digests);

    printf("\"digest\": \"");
    for (unsigned i = 0; i < count; i++)
        printf("%04x", digests[i]);
    printf("\", ");
}

/* ---- the thread that runs next ---- */

static void print_registers(const char *event, const struct arch_regs *regs,
                            bool entered)
{
    printf("\"event\": \"%s\", \"registers\": [%" PRIu64, event,
           regs->capability);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        printf(", %" PRIu64, regs->words[i]);
    printf(", %" PRIu64 "], ", entered ? regs->operation : 0);
}

/* An entry is told once: then the thread is somewhere else. */
static void print_event(struct arch_regs *regs, unsigned actor)
{
    if (regs->pc == EXPLORE_INVOKE) {
        printf("\"event\": \"restarts\", ");
    } else if (regs->pc == EXPLORE_ENTRY) {
        print_registers("entered", regs, true);
        regs->pc = EXPLORE_PAST;
        invoking[actor] = false;
    } else if (invoking[actor]) {
        print_registers("returned", regs, false);
        invoking[actor] = false;
    }
}

void trace_print(void)
{
    unsigned actor = actor_running();
    bool due = host_clock.timer && host_clock.now >= host_clock.timer;

    printf("\"now\": %lu, \"due\": %s, ", (unsigned long)host_clock.now,
           due ? "true" : "false");
    print_digest();
    if (actor < ACTORS_MAX)
        print_event(&host_core->current->regs, actor);
}
