/*
 * Whether a program that has ended is started again: as its description says,
 * and only so often within a time. What was counted is kept by description, so
 * that it can be told when the program is gone.
 */
#include "policy.h"

#include "arch.h"
#include "pack.h"
#include "root.h"
#include "status.h"
#include "stdio.h"

struct record {
    unsigned restarts; /* in the window */
    unsigned total;
    word_t begin;       /* of the window, in ticks */
    struct message end; /* the last one */
};

/* In the order of the descriptions. */
static struct record records[SYSTEM_PROGRAMS_MAX];
static word_t ticks_per_second;

void policy_start(const struct root_boot_info *info)
{
    ticks_per_second = info->ticks_per_second;
}

static struct record *record_of(const struct program_description *description)
{
    return &records[description - system_programs];
}

void policy_forget(const struct program_description *description)
{
    record_of(description)->restarts = 0;
}

static bool wanted(const struct process *process)
{
    const word_t *end = process->end.words;

    if (!process->supervised || process->stopped ||
        process->description->restart == RESTART_NEVER)
        return false;
    return process->description->restart == RESTART_ALWAYS ||
           end[0] != END_EXIT || end[1] != 0;
}

/* The window begins with the first restart in it. */
static bool within_limit(const struct program_description *description,
                         struct record *record)
{
    word_t now = arch_ticks();
    word_t length = description->restart_seconds * ticks_per_second;

    if (length != 0 && now - record->begin > length)
        record->restarts = 0;
    if (record->restarts == 0)
        record->begin = now;
    return record->restarts < description->restart_limit;
}

enum decision policy_decide(const struct process *process)
{
    struct record *record = record_of(process->description);

    record->end = process->end;
    if (!wanted(process))
        return ENDED;
    if (!within_limit(process->description, record))
        return GIVEN_UP;
    record->restarts++;
    record->total++;
    return RESTARTED;
}

static void print_why(const struct process *process)
{
    int32_t reason = (int32_t)process->end.words[1];

    printf("root: program %s has ended: ", process->name);
    if (process->end.words[0] == END_FAULT)
        printf("a fault");
    else if (process->end.words[0] == END_KILL)
        printf("killed");
    else if (reason < 0)
        printf("exit with %s", status_name(reason));
    else
        printf("exit with %d", reason);
}

void policy_print(const struct process *process, enum decision decision)
{
    const struct program_description *description = process->description;
    const struct record *record = record_of(description);

    print_why(process);
    if (decision == RESTARTED)
        printf("; restarted (%u of %u", record->restarts,
               description->restart_limit);
    if (decision == GIVEN_UP)
        printf("; given up (%u restarts", record->restarts);
    if (decision != ENDED && description->restart_seconds != 0)
        printf(" within %u s", description->restart_seconds);
    printf("%s\n", decision != ENDED ? ")" : "");
}

answer_t policy_list(struct process *client, struct message *message)
{
    word_t index = message->words[0];
    const struct program_description *description;
    const struct record *record;

    (void)client;
    *message = (struct message){0};
    if (index >= system_program_count)
        return answer(SERVICE_NOT_FOUND);
    description = &system_programs[index];
    record = &records[index];
    (void)text_pack(message->words, 3, description->name);
    message->words[3] = description->restart |
                        (word_t)description->restart_limit << 8 |
                        (word_t)description->restart_seconds << 40;
    message->words[4] = record->restarts | (word_t)record->total << 32;
    message->words[5] = process_state(description) | record->end.words[0] << 8 |
                        record->end.words[1] << 32;
    return answer(OK);
}
