/*
 * Random walks: sequences of steps that a board can take too, with calls and
 * returns often and deletions seldom, so that they go on for long. A step is
 * taken whole, without an interrupt; an interrupted thread goes on at once.
 */
#include "explore.h"
#include "trace.h"

#include "core.h"
#include "host_globals.h"
#include "thread.h"

#include <stdlib.h>

#define GROUPS_MAX 64

/* Steps of one kind and operation, which are chosen as one. */
struct group {
    word_t key;
    unsigned weight;
    unsigned count;
};

static struct step steps[CHOICES_MAX];
static word_t state_before[STATE_WORDS_MAX];
static uint64_t seed_now;

static uint64_t chance(uint64_t below)
{
    uint64_t z = seed_now += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (z ^ z >> 31) % below;
}

/* ---- weights ---- */

static unsigned invocation_weight(word_t operation)
{
    if (operation & OPERATION_RETURN || operation == EXPLORE_CALL)
        return 30;
    switch (operation & OPERATION_NUMBER_MASK) {
    case OP_SELF_YIELD:
        if (actor_running() != 0)
            return 8;
        return explored.world->maps ? 20 : 80; /* root maps; others call */
    case OP_TABLE_DELETE:
    case OP_TABLE_REVOKE:
    case OP_THREAD_STOP:
    case OP_THREAD_CANCEL:
    case OP_THREAD_UNBIND:
    case OP_SELF_EXIT:
        return 1;
    default:
        return 3;
    }
}

static unsigned weight(const struct step *step)
{
    switch (step->kind) {
    case STEP_INVOKE:
        return invocation_weight(step->operation);
    case STEP_SLICE: /* a board waits for it */
        return 1;
    default:
        return 3;
    }
}

static word_t key_of(const struct step *step)
{
    word_t operation = step->kind == STEP_INVOKE ? step->operation : 0;

    return operation ^ (word_t)step->kind << 48;
}

/* ---- choosing ---- */

static const struct step *choose_of(size_t count, word_t key, unsigned members)
{
    unsigned which = (unsigned)chance(members);

    for (size_t i = 0; i < count; i++)
        if (key_of(&steps[i]) == key && which-- == 0)
            return &steps[i];
    return NULL;
}

static unsigned make_groups(size_t count, struct group *groups)
{
    unsigned used = 0;

    for (size_t i = 0; i < count; i++) {
        word_t key = key_of(&steps[i]);
        unsigned at = 0;

        while (at < used && groups[at].key != key)
            at++;
        if (at == GROUPS_MAX)
            continue;
        if (at == used)
            groups[used++] = (struct group){key, weight(&steps[i]), 0};
        groups[at].count++;
    }
    return used;
}

static const struct step *choose(size_t count)
{
    struct group groups[GROUPS_MAX];
    unsigned used = make_groups(count, groups), sum = 0, at = 0;
    uint64_t which;

    for (unsigned i = 0; i < used; i++)
        sum += groups[i].weight;
    if (!sum)
        return NULL;
    for (which = chance(sum); which >= groups[at].weight; at++)
        which -= groups[at].weight;
    return choose_of(count, groups[at].key, groups[at].count);
}

/* One that was interrupted goes on; and whoever has equals may yield. */
static size_t find_steps(void)
{
    const struct thread *thread = host_core->current;
    size_t count = choices(steps);
    size_t kept = 0;
    bool slice = false;

    for (size_t i = 0; i < count; i++) {
        slice |= steps[i].kind == STEP_SLICE;
        if (!thread || thread->regs.pc != EXPLORE_INVOKE ||
            steps[i].kind == STEP_RESTART)
            steps[kept++] = steps[i];
    }
    if (slice && kept == count && count < CHOICES_MAX)
        steps[kept++] = (struct step){.kind = STEP_INVOKE,
                                      .capability = CAP_SELF,
                                      .operation = OP_SELF_YIELD};
    return kept;
}

/* ---- steps ---- */

/* Other words in every message, and another status in a return that is no
   answer to a fault. */
static void fill_message(struct step *step)
{
    if (!step_is_message(step))
        return;
    if (step->operation & OPERATION_RETURN && !explored.world->faults)
        step->capability ^= chance((uint64_t)1 << 32);
    for (unsigned i = 0; i < 3; i++)
        step->words[i] = chance(1u << 31) << 16 | 1;
}

static bool tried_unfit(const struct thread *thread, const struct step *step)
{
    const struct thread *now = host_core->current;

    if (step->kind == STEP_SLICE)
        return now && now->regs.pc == EXPLORE_INVOKE;
    return now == thread && (int64_t)thread->regs.capability == NO_PAGE_TABLE;
}

/* Page tables are the processor's own: a board has more of them. And on a board
   the end of a slice can be seen by the next thread only. */
static bool unfit(const struct step *step)
{
    const struct thread *thread = host_core->current;
    bool found;

    if (step->kind != STEP_SLICE &&
        (step->kind != STEP_INVOKE || step->operation != OP_DOMAIN_MAP))
        return false;
    state_save(state_before);
    (void)step_take(step, 0);
    found = tried_unfit(thread, step);
    state_restore(state_before);
    return found;
}

static const char *walk(FILE *file, unsigned length)
{
    const char *wrong = NULL;

    for (unsigned number = 1; number <= length && !wrong; number++) {
        const struct step *found = choose(find_steps());
        struct step step;

        if (!found)
            break;
        step = *found;
        fill_message(&step);
        if (unfit(&step))
            continue;
        sequence_write_step(file, &step, 0);
        wrong = sequence_do_step(&step, 0, number);
    }
    return wrong;
}

int walk_make(const struct world *world, bool small, uint64_t seed,
              unsigned length, const char *path)
{
    FILE *file = fopen(path, "w");
    const char *wrong;

    if (!file) {
        perror(path);
        return 2;
    }
    seed_now = seed;
    world_begin(world, small);
    trace_begin();
    state_begin();
    sequence_write_world(file, "nothing");
    wrong = walk(file, length);
    fclose(file);
    if (!wrong)
        wrong = teardown_wrong();
    if (wrong)
        printf("{\"wrong\": \"%s\"}\n", wrong);
    return wrong != NULL;
}
