/*
 * ps: every thread that root finds in the programs' tables.
 */
#include "shell.h"

#include "caps.h"
#include "pack.h"
#include "service.h"
#include "stdio.h"

#define OWNER_UNKNOWN 0xFFFFu

static const char *state_name(word_t state)
{
    static const char *const names[] = {
        [THREAD_STATE_STOPPED] = "stopped",
        [THREAD_STATE_RUNNABLE] = "runnable",
        [THREAD_STATE_CALLING] = "calling",
        [THREAD_STATE_QUEUED] = "queued",
        [THREAD_STATE_WAITING] = "waiting",
        [THREAD_STATE_IDLE] = "idle",
    };

    return state <= THREAD_STATE_MAX ? names[state] : "?";
}

static void print_waits_for(word_t address, word_t owner)
{
    if (address == 0)
        printf("-");
    else if (owner == OWNER_UNKNOWN)
        printf("0x%lx", address);
    else
        printf("%s of %s", type_name(owner >> 16),
               program_name(owner & 0xFFFF));
}

static void print_thread(const struct message *message)
{
    const word_t *words = message->words;
    char name[sizeof(word_t) + 1];
    char serves[sizeof(word_t) + 1];

    text_unpack(name, &words[1], 1);
    text_unpack(serves, &words[5], 1);
    printf("%-12s %-8s %8lu %5lu  %-9s %-8s ", program_name(words[2] >> 32),
           name, words[2] >> 8 & 0xFF, words[2] >> 16 & 0xFFFF,
           state_name(words[2] & 0xFF), serves);
    print_waits_for(words[3], words[4]);
    printf("\n");
}

void command_ps(const struct words *words)
{
    struct message message;
    word_t cursor = 0;

    (void)words;
    printf("%-12s %-8s %8s %5s  %-9s %-8s %s\n", "PROGRAM", "THREAD",
           "PRIORITY", "DEPTH", "STATE", "SERVES", "WAITS FOR");
    for (;;) {
        if (!root_answered(service_root(ROOT_THREAD, cursor, 0, &message)))
            return;
        cursor = message.words[0];
        if (cursor == 0)
            return;
        print_thread(&message);
    }
}
