/*
 * The log of a sequence: every entry is a word that says what it is and who
 * made it, and the words that it tells. It is kept until the sequence is over,
 * since printing would be an entry of the kernel.
 */
#include "paths.h"
#include "stdio.h"

#define LOG_WORDS (1 << 15)
#define FACTOR 0x9E3779B97F4A7C15u
#define ACTOR_SHIFT 8
#define COUNT_SHIFT 16
#define STEP_SHIFT 32
#define BYTE 0xFF

static word_t words[LOG_WORDS];
static unsigned used;
static bool full;

void log_begin(void)
{
    used = 0;
    full = false;
}

void log_entry(enum entry entry, word_t step, const word_t *told,
               unsigned count)
{
    if (used + 1 + count > LOG_WORDS) {
        full = true;
        return;
    }
    words[used++] = entry | (word_t)actor_now() << ACTOR_SHIFT |
                    (word_t)count << COUNT_SHIFT | step << STEP_SHIFT;
    for (unsigned i = 0; i < count; i++)
        words[used++] = told[i];
}

word_t log_hash(void)
{
    word_t hash = 0;

    must(full ? NO_MEMORY : OK, "room for the log: fewer steps, please");
    for (unsigned i = 0; i < used; i++) {
        hash = (hash ^ words[i]) * FACTOR;
        hash ^= hash >> 32;
    }
    return hash;
}

void log_show(void)
{
    static const char *const names[ENTRIES] = {"step",    "result", "begins",
                                               "started", "fp",     "digest"};
    unsigned i = 0;

    while (i < used) {
        word_t head = words[i++];
        unsigned count = (unsigned)(head >> COUNT_SHIFT & 0xFFFF);

        printf("paths: log %s %u %u", names[head & BYTE],
               (unsigned)(head >> STEP_SHIFT),
               (unsigned)(head >> ACTOR_SHIFT & BYTE));
        for (; count > 0; count--)
            printf(" %lx", words[i++]);
        printf("\n");
    }
}
