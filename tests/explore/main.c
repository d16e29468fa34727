/*
 * The command line of the explorer; ./hesper explore calls it and makes its
 * output readable.
 */
#include "explore.h"

#include <stdlib.h>
#include <string.h>

static void usage(void)
{
    fprintf(stderr,
            "explore WORLD [--seconds S] [--workers N] [--bits B] "
            "[--found FILE]\nexplore --list\nexplore --replay FILE\n");
    exit(2);
}

static void list(void)
{
    for (size_t i = 0; i < world_count; i++)
        printf("{\"world\": \"%s\", \"about\": \"%s\"}\n", worlds[i]->name,
               worlds[i]->about);
}

static void print_console(const char *text)
{
    for (; *text; text++)
        if (*text == '\n')
            printf("\\n");
        else if (*text >= ' ' && *text != '"' && *text != '\\')
            putchar(*text);
}

static int explore(const char *name, const struct limits *limits)
{
    static struct outcome outcome;
    bool small;
    const struct world *world = world_find(name, &small);

    if (!world) {
        fprintf(stderr, "there is no world `%s`\n", name);
        return 2;
    }
    world_begin(world, small);
    state_begin();
    search(limits, &outcome);
    printf("{\"world\": \"%s\", \"states\": %lu, \"transitions\": %lu, "
           "\"interrupted\": %lu, \"refused\": %lu, \"depth\": %u, "
           "\"complete\": %s, \"seconds\": %.2f, \"state_bytes\": %zu, "
           "\"packed_bytes\": %.0f, \"violation\": ",
           name, (unsigned long)outcome.states,
           (unsigned long)outcome.transitions,
           (unsigned long)outcome.interrupted, (unsigned long)outcome.refused,
           outcome.depth, outcome.complete ? "true" : "false", outcome.seconds,
           state_words() * sizeof(word_t),
           (double)outcome.packed_bytes /
               (double)(outcome.states ? outcome.states : 1));
    if (outcome.violations)
        printf("\"%s\", \"length\": %u, \"console\": \"", outcome.what,
               outcome.length);
    else
        printf("null");
    if (outcome.violations) {
        print_console(outcome.console);
        printf("\"");
    }
    printf("}\n");
    return outcome.violations ? 1 : 0;
}

int main(int count, char **words)
{
    struct limits limits = {.seconds = 600, .workers = 2, .bits = 25};
    const char *world = NULL;

    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? words[i + 1] : NULL;

        if (strcmp(words[i], "--list") == 0) {
            list();
            return 0;
        }
        if (words[i][0] != '-') {
            world = words[i];
            continue;
        }
        if (!value)
            usage();
        if (strcmp(words[i], "--replay") == 0)
            return sequence_replay(value);
        if (strcmp(words[i], "--seconds") == 0)
            limits.seconds = strtod(value, NULL);
        else if (strcmp(words[i], "--workers") == 0)
            limits.workers = (unsigned)strtoul(value, NULL, 0);
        else if (strcmp(words[i], "--bits") == 0)
            limits.bits = (unsigned)strtoul(value, NULL, 0);
        else if (strcmp(words[i], "--found") == 0)
            limits.found = value;
        else
            usage();
        i++;
    }
    if (!world)
        usage();
    return explore(world, &limits);
}
