/*
 * The command line of the explorer; ./hesper explore calls it and makes its
 * output readable.
 */
#include "explore.h"

#include <stdlib.h>
#include <string.h>

/* Sequences of a broken kernel's violation may have so many steps. */
#define SHORT 12u

struct how {
    struct limits limits;
    const char *world;
    const char *replay;
    const char *walk; /* its file */
    uint64_t seed;
    unsigned length;
    const char *test; /* its name: print the result as one */
    bool expect;      /* a violation, that is; else completeness */
};

static void usage(void)
{
    fprintf(stderr, "explore WORLD [--seconds S] [--states N] [--workers N] "
                    "[--bits B]\n"
                    "        [--found FILE] [--complete TEST | --expect TEST]\n"
                    "explore --list\nexplore --replay FILE\n"
                    "explore WORLD --walk SEED --length N --out FILE\n");
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

static void print_outcome(const char *name, const struct outcome *outcome)
{
    printf("{\"world\": \"%s\", \"states\": %lu, \"transitions\": %lu, "
           "\"interrupted\": %lu, \"refused\": %lu, \"depth\": %u, "
           "\"complete\": %s, \"seconds\": %.2f, \"state_bytes\": %zu, "
           "\"packed_bytes\": %.0f, ",
           name, (unsigned long)outcome->states,
           (unsigned long)outcome->transitions,
           (unsigned long)outcome->interrupted, (unsigned long)outcome->refused,
           outcome->depth, outcome->complete ? "true" : "false",
           outcome->seconds, state_words() * sizeof(word_t),
           (double)outcome->packed_bytes /
               (double)(outcome->states ? outcome->states : 1));
    if (outcome->violations) {
        printf("\"violation\": \"%s\", \"length\": %u, \"console\": \"",
               outcome->what, outcome->length);
        print_console(outcome->console);
        printf("\"}\n");
    } else {
        printf("\"violation\": null}\n");
    }
}

/* As CMocka prints it, for whoever collects the tests' results. */
static int judge(const struct how *how, const struct outcome *outcome)
{
    bool good = how->expect ? outcome->violations && outcome->length <= SHORT
                            : outcome->complete && !outcome->violations;

    if (outcome->too_many)
        printf("more than %lu states: the world has grown, or the kernel "
               "tells apart what it did not before; look why, and then raise "
               "--states in cmake/explore.cmake\n",
               (unsigned long)how->limits.states);
    printf("[  %s ] %s\n", good ? "     OK" : "FAILED", how->test);
    return !good;
}

static int explore(const struct how *how)
{
    static struct outcome outcome;
    bool small;
    const struct world *world = world_find(how->world, &small);

    if (!world) {
        fprintf(stderr, "there is no world `%s`\n", how->world);
        return 2;
    }
    if (how->walk)
        return walk_make(world, small, how->seed, how->length, how->walk);
    if (how->test)
        printf("[ RUN      ] %s\n", how->test);
    fflush(stdout); /* the workers are forks */
    world_begin(world, small);
    state_begin();
    search(&how->limits, &outcome);
    print_outcome(how->world, &outcome);
    return how->test ? judge(how, &outcome) : outcome.violations != 0;
}

/* One option with its value. */
static void option(struct how *how, const char *name, const char *value)
{
    if (!value)
        usage();
    if (strcmp(name, "--seconds") == 0)
        how->limits.seconds = strtod(value, NULL);
    else if (strcmp(name, "--states") == 0)
        how->limits.states = strtoull(value, NULL, 0);
    else if (strcmp(name, "--workers") == 0)
        how->limits.workers = (unsigned)strtoul(value, NULL, 0);
    else if (strcmp(name, "--bits") == 0)
        how->limits.bits = (unsigned)strtoul(value, NULL, 0);
    else if (strcmp(name, "--found") == 0)
        how->limits.found = value;
    else if (strcmp(name, "--replay") == 0)
        how->replay = value;
    else if (strcmp(name, "--walk") == 0)
        how->seed = strtoull(value, NULL, 0);
    else if (strcmp(name, "--length") == 0)
        how->length = (unsigned)strtoul(value, NULL, 0);
    else if (strcmp(name, "--out") == 0)
        how->walk = value;
    else if (strcmp(name, "--complete") == 0)
        how->test = value;
    else if (strcmp(name, "--expect") == 0)
        how->expect = (how->test = value) != NULL;
    else
        usage();
}

int main(int count, char **words)
{
    struct how how = {.limits = {.workers = 2, .bits = 25}, .length = 40};

    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--list") == 0) {
            list();
            return 0;
        }
        if (words[i][0] != '-') {
            how.world = words[i];
            continue;
        }
        option(&how, words[i], i + 1 < count ? words[i + 1] : NULL);
        i++;
    }
    if (how.replay)
        return sequence_replay(how.replay);
    if (!how.world || !how.limits.workers)
        usage();
    return explore(&how);
}
