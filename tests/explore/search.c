/*
 * The search: level by level, by a few processes that share the visited states.
 * (Processes, because the kernel under test is one to each.) Every step is
 * checked; every new state in full.
 */
#include "spool.h"

#include "host_globals.h"
#include "invariants.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS_MAX 8
#define LOOKS_MAX 250
/* Of so many states one has its end tried. */
#define ENDED_ONE_IN 64u

/* What all workers see. */
struct shared {
    pthread_barrier_t barrier;
    _Atomic uint64_t next_block;
    uint64_t blocks[WORKERS_MAX]; /* of this level, by worker */
    uint64_t written[WORKERS_MAX]; /* of the next one */
    _Atomic uint64_t packed_bytes;
    _Atomic bool stop;
    bool end;
    struct outcome outcome;
};

struct worker {
    unsigned number;
    struct spool *out;
    word_t state[STATE_WORDS_MAX], next[STATE_WORDS_MAX];
    unsigned char *packed;
    struct step steps[CHOICES_MAX];
    uint64_t transitions, interrupted, refused, packed_bytes;
};

static struct shared *shared;
static struct visited visited;
static struct spool spools[2][WORKERS_MAX];
static const struct limits *limits;
static double deadline;
/* The transition that is being made, for when it does not come back. */
static volatile uint32_t now_state, now_action;

static double seconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- findings ---- */

static void found(const char *wrong)
{
    struct outcome *outcome = &shared->outcome;

    if (atomic_fetch_add(&outcome->violations, 1) == 0) {
        snprintf(outcome->what, sizeof outcome->what, "%s", wrong);
        outcome->wrong_state = now_state;
        outcome->wrong_action = now_action;
        snprintf(outcome->console, sizeof outcome->console, "%s",
                 host_console_take());
    }
    atomic_store(&shared->stop, true);
}

/* All of them are checked, and some are also ended. */
static const char *state_wrong(uint64_t hash)
{
    const char *wrong;

    if (invariants_check())
        return "the invariants do not hold";
    wrong = state_changed_elsewhere();
    if (!wrong && hash % ENDED_ONE_IN == 0)
        wrong = teardown_wrong();
    return wrong;
}

/* ---- one transition ---- */

static void keep(struct worker *worker, uint32_t id)
{
    size_t bytes = state_pack(worker->next, worker->packed);

    worker->packed_bytes += bytes;
    spool_write(worker->out, id, worker->packed, bytes);
}

/* An interrupted invocation that is where it was would never end. */
static bool no_progress(const struct step *step, word_t look, uint64_t before,
                        uint64_t after)
{
    return look && step->kind == STEP_RESTART && before == after;
}

static void arrive(struct worker *worker, const struct step *step, word_t look,
                   word_t looks, uint64_t before)
{
    const char *wrong = step_wrong(look, looks);
    uint64_t hash;
    uint32_t id;

    worker->transitions++;
    worker->interrupted += look > 0;
    settle();
    state_save(worker->next);
    hash = state_hash(worker->next);
    worker->refused += hash == before;
    if (!wrong && no_progress(step, look, before, hash))
        wrong = "an interrupted invocation makes no progress";
    if (!wrong && !visited_add(&visited, hash, now_state, now_action, &id))
        return;
    if (!wrong)
        wrong = state_wrong(hash);
    if (wrong)
        found(wrong);
    else
        keep(worker, id);
}

/* A step as it is, and interrupted at each of its looks. */
static void transitions(struct worker *worker, size_t number, uint64_t before)
{
    const struct step *step = &worker->steps[number];
    word_t most = 0;

    for (word_t look = 0; look <= most && !shared->stop; look++) {
        word_t looks;

        state_restore(worker->state);
        translation_begin();
        now_action = (uint32_t)(number << 8 | look);
        guard_steps++;
        guard_on = true;
        looks = step_take(step, look);
        arrive(worker, step, look, looks, before);
        guard_on = false;
        if (look == 0)
            most = looks < LOOKS_MAX ? looks : LOOKS_MAX;
    }
}

static void expand(struct worker *worker, const struct spooled *from)
{
    size_t count;
    uint64_t before;

    state_unpack(from->packed, from->bytes, worker->state);
    state_restore(worker->state);
    before = state_hash(worker->state);
    now_state = from->id;
    count = choices(worker->steps);
    for (size_t i = 0; i < count && !shared->stop; i++)
        transitions(worker, i, before);
}

/* ---- levels ---- */

/* Which spool has the block that is `number`th of all. */
static bool take_block(unsigned parity, unsigned char *block)
{
    uint64_t number = atomic_fetch_add(&shared->next_block, 1);

    for (unsigned i = 0; i < limits->workers; i++) {
        if (number < shared->blocks[i]) {
            spool_read(&spools[parity][i], number, block);
            return true;
        }
        number -= shared->blocks[i];
    }
    return false;
}

static bool limit_reached(void)
{
    if (limits->states && *visited.count > limits->states)
        shared->outcome.too_many = true;
    return shared->outcome.too_many || visited_full(&visited) ||
           (limits->seconds > 0 && seconds_now() > deadline);
}

static void do_level(struct worker *worker, unsigned parity)
{
    static unsigned char block[SPOOL_BLOCK];
    struct spooled state;

    while (!shared->stop && take_block(parity, block)) {
        size_t at = 0;

        while (!shared->stop && spool_next(block, &at, &state))
            expand(worker, &state);
        if (limit_reached())
            atomic_store(&shared->stop, true);
    }
}

/* Between two levels, by the first worker. */
static void next_level(void)
{
    struct outcome *outcome = &shared->outcome;
    uint64_t blocks = 0;

    for (unsigned i = 0; i < limits->workers; i++) {
        shared->blocks[i] = shared->written[i];
        blocks += shared->blocks[i];
    }
    atomic_store(&shared->next_block, 0);
    shared->end = shared->stop || !blocks;
    outcome->complete = !shared->stop && !blocks;
    if (!shared->end)
        outcome->depth++;
    fprintf(stderr, "\r%s: depth %u, %lu states", explored.world->name,
            outcome->depth, (unsigned long)*visited.count);
}

static void work(struct worker *worker)
{
    unsigned parity = 0;

    worker->packed = malloc(state_packed_max());
    guard_begin();
    if (sigsetjmp(guard_back, 1))
        found(guard_what());
    while (!shared->end) {
        worker->out = &spools[!parity][worker->number];
        spool_reset(worker->out);
        do_level(worker, parity);
        spool_flush(worker->out);
        shared->written[worker->number] = worker->out->blocks;
        pthread_barrier_wait(&shared->barrier);
        if (worker->number == 0)
            next_level();
        pthread_barrier_wait(&shared->barrier);
        parity = !parity;
    }
    atomic_fetch_add(&shared->outcome.transitions, worker->transitions);
    atomic_fetch_add(&shared->outcome.interrupted, worker->interrupted);
    atomic_fetch_add(&shared->outcome.refused, worker->refused);
    atomic_fetch_add(&shared->packed_bytes, worker->packed_bytes);
}

/* ---- all of it ---- */

static void share_outcome(void)
{
    pthread_barrierattr_t attribute;

    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_barrierattr_init(&attribute);
    pthread_barrierattr_setpshared(&attribute, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&shared->barrier, &attribute, limits->workers);
}

static void put_first(struct worker *worker)
{
    uint32_t id;

    worker->packed = malloc(state_packed_max());
    worker->out = &spools[0][0];
    state_save(worker->next);
    (void)visited_add(&visited, state_hash(worker->next), NO_PARENT, 0, &id);
    keep(worker, id);
    spool_flush(worker->out);
    shared->blocks[0] = worker->out->blocks;
}

static void run_workers(struct worker *worker)
{
    pid_t child[WORKERS_MAX] = {0};

    for (unsigned i = 1; i < limits->workers; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            worker->number = i;
            work(worker);
            _exit(0);
        }
    }
    work(worker);
    for (unsigned i = 1; i < limits->workers; i++)
        waitpid(child[i], NULL, 0);
}

void search(const struct limits *how, struct outcome *outcome)
{
    static struct worker worker;
    static word_t first[STATE_WORDS_MAX];
    double begin = seconds_now();

    if (how->workers > WORKERS_MAX)
        abort();
    limits = how;
    deadline = begin + how->seconds;
    share_outcome();
    visited_make(&visited, how->bits);
    for (unsigned i = 0; i < how->workers; i++) {
        spool_open(&spools[0][i]);
        spool_open(&spools[1][i]);
    }
    state_save(first);
    now_state = NO_PARENT;
    put_first(&worker);
    run_workers(&worker);
    shared->outcome.states = *visited.count;
    shared->outcome.seconds = seconds_now() - begin;
    shared->outcome.packed_bytes = shared->packed_bytes;
    memcpy(outcome, &shared->outcome, sizeof *outcome);
    fprintf(stderr, "\n");
    if (!outcome->violations)
        return;
    state_restore(first);
    outcome->length =
        sequence_write(&visited, outcome->wrong_state, outcome->wrong_action,
                       how->found ? how->found : "/dev/stderr", outcome->what);
}
