/*
 * What each thread does: steps, one after the other, and an activation after a
 * few of them returns. All share one count of steps; when it is at its end
 * everybody comes to rest.
 */
#include "arch.h"
#include "paths.h"
#include "record.h"
#include "stubs.h"

#define DIGEST_WORDS 12
static word_t steps, length;
/* How often FP is used and looked at, and how often the state; another one in
   each sequence. */
static unsigned fp_percent, digest_percent;

static bool over(void)
{
    return steps >= length;
}

/* ---- looking ---- */

static void look_at_fp(word_t step)
{
    struct fp_record record = {0};

    paths_fp_store(&record);
    fp_fit(&record);
    log_entry(FP, step, record.words, FP_WORDS);
}

static void look_at_kernel(word_t step)
{
    word_t d[DIGEST_WORDS] = {0};
    cap_t console = actor_now() == ROOT ? cast_slot(CONSOLE) : CONSOLE;
    int64_t status;

    status = cap_console_digest(console, 0, &d[0], &d[1], &d[2], &d[3], &d[4],
                                &d[5]);
    if (status == OK)
        (void)cap_console_digest(console, MESSAGE_WORDS, &d[6], &d[7], &d[8],
                                 &d[9], &d[10], &d[11]);
    log_entry(DIGEST, step, d, DIGEST_WORDS);
}

/* Not always, since both are entries of the kernel, between which the fast
   path leaves things as they are. */
static void look(word_t step)
{
    if (chance(fp_percent))
        look_at_fp(step);
    if (chance(digest_percent))
        look_at_kernel(step);
}

/* ---- steps ---- */

static void fill_fp(void)
{
    struct fp_record record;

    for (unsigned i = 0; i < FP_WORDS; i++)
        record.words[i] = draw_word();
    fp_fit(&record);
    paths_fp_load(&record);
}

/* Does not come back if it is a return that succeeds, or if the thread dies. */
static void perform(const struct choice *choice)
{
    const word_t told[] = {choice->breaks ? 0 : choice->capability,
                           choice->breaks ? ~(word_t)0 : choice->operation};
    struct record in, out;
    word_t step = ++steps;

    for (unsigned i = 0; i < RECORD_WORDS; i++)
        in.words[i] = draw_word();
    record_fit(&in);
    if (!choice->breaks)
        record_invocation(&in, choice->capability, choice->operation,
                          &choice->message);
    log_entry(STEP, step, told, 2);
    if (chance(fp_percent))
        fill_fp();
    if (choice->breaks)
        paths_break(&in, &out);
    else
        paths_cross(&in, &out);
    log_entry(RESULT, step, out.words, RECORD_WORDS);
    look(step);
}

/* Nothing is left to do; it does not matter who ends this thread. */
[[noreturn]] static void rest(void)
{
    for (;;) {
        (void)cap_notification_wait(NEVER, 0, NULL);
        (void)cap_self_exit(0);
    }
}

[[noreturn]] static void wander(void)
{
    while (!over()) {
        struct choice choice = choose(actor_now());

        perform(&choice);
    }
    rest();
}

void started(const struct record *record)
{
    log_entry(STARTED, steps, record->words, RECORD_WORDS);
    look(steps);
    wander();
}

/* If it is a breakpoint that it is called for, the thread is to go on behind.
 */
static void mend(const struct record *record)
{
    struct message message;

    record_message(record, &message);
    if (message.words[0] == FAULT_BREAKPOINT && chance(80))
        (void)cap_self_write_register(ABI_REGISTER_PC,
                                      message.words[2] + paths_break_bytes);
}

/* Nobody is resumed at the end. */
static void return_at_last(void)
{
    struct message nothing = {0};

    (void)abi_invoke(0, OPERATION_RETURN, &nothing);
}

void entered(const struct record *record)
{
    struct choice choice;

    log_entry(BEGINS, steps, record->words, RECORD_WORDS);
    look(steps);
    if (record_badge(record) > BADGE(GATES))
        mend(record);
    for (word_t left = draw(4); left > 0 && !over(); left--) {
        choice = choose(actor_now());
        perform(&choice);
    }
    if (over()) {
        return_at_last();
    } else {
        choice = choose_return();
        perform(&choice);
    }
    wander(); /* it is an activation no more */
}

/* ---- from outside ---- */

void play_begin(word_t seed, unsigned count)
{
    static const uint8_t fp_percents[] = {0, 8, 8, 40};
    static const uint8_t digest_percents[] = {0, 40, 40, 100};

    steps = 0;
    length = count;
    log_begin();
    steps_begin(seed);
    fp_percent = fp_percents[draw(4)];
    digest_percent = digest_percents[draw(4)];
}

bool play_root(void)
{
    struct choice choice;

    if (over()) {
        look_at_kernel(steps);
        return false;
    }
    choice = choose(ROOT);
    perform(&choice);
    return true;
}
