/*
 * Programs that root restarts: starting and ending them, and what came of it.
 */
#include "pack.h"
#include "service.h"
#include "shell.h"
#include "status.h"
#include "stdio.h"

#define STORM_DEFAULT 10000
#define STORM_MAX 1000000

static void usage(const struct words *words, const char *arguments)
{
    printf("usage: %s %s\n", words->text[0], arguments);
}

void command_start(const struct words *words)
{
    if (words->count < 2)
        usage(words, "PROGRAM [TEXT]");
    else
        (void)status_check(service_start(words->text[1],
                                         words->count > 2 ? words->text[2] : "",
                                         0),
                           words->text[1]);
}

static void end(const struct words *words, bool for_good)
{
    if (words->count < 2)
        usage(words, "PROGRAM");
    else
        (void)status_check(service_kill(words->text[1], for_good),
                           words->text[1]);
}

void command_kill(const struct words *words)
{
    end(words, false);
}

void command_stop(const struct words *words)
{
    end(words, true);
}

static const char *policy_name(word_t policy)
{
    static const char *const names[] = {
        [RESTART_NEVER] = "never",
        [RESTART_ON_FAILURE] = "on failure",
        [RESTART_ALWAYS] = "always",
    };

    return policy <= RESTART_ALWAYS ? names[policy] : "?";
}

static void print_limit(word_t limit, word_t seconds)
{
    char text[24];

    if (seconds == 0)
        (void)snprintf(text, sizeof text, "%lu", limit);
    else
        (void)snprintf(text, sizeof text, "%lu in %lu s", limit, seconds);
    printf("%-14s ", text);
}

static void print_end(word_t end, word_t reason)
{
    if (end == 0)
        printf("-\n");
    else if (end == END_EXIT)
        printf("exit with %ld\n", (int64_t)(int32_t)reason);
    else
        printf("%s\n", end == END_KILL ? "killed" : "a fault");
}

/* Of what has never been started there is nothing to tell. */
static void print_program(const word_t *words)
{
    char name[3 * sizeof(word_t) + 1];
    word_t policy = words[3] & 0xFF;

    if ((words[5] & 0xFFFF) == 0)
        return;
    text_unpack(name, words, 3);
    printf("%-14s %-8s %-11s ", name,
           (words[5] & 0xFF) == PROGRAM_NONE ? "-" : "running",
           policy_name(policy));
    if (policy == RESTART_NEVER)
        printf("%-14s ", "-");
    else
        print_limit(words[3] >> 8 & 0xFFFFFFFF, words[3] >> 40);
    printf("%8lu ", words[4] >> 32);
    print_end(words[5] >> 8 & 0xFF, words[5] >> 32);
}

void command_restarts(const struct words *words)
{
    struct message message;

    (void)words;
    printf("%-14s %-8s %-11s %-14s %8s %s\n", "PROGRAM", "STATE", "RESTARTED",
           "LIMIT", "RESTARTS", "LAST END");
    for (word_t i = 0;; i++) {
        int64_t status = service_root(ROOT_RESTARTS, i, 0, &message);

        if (status == SERVICE_NOT_FOUND || !root_answered(status))
            return;
        print_program(message.words);
    }
}

void command_storm(const struct words *words)
{
    word_t count = STORM_DEFAULT;

    if (words->count == 2 && !number_read(words->text[1], STORM_MAX, &count))
        printf("storm: COUNT is a number up to %d\n", STORM_MAX);
    else
        program_run("storm", "", count);
}
