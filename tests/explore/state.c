/*
 * A state as a list of words: a few of the machine, then the regions'.
 */
#include "core.h"
#include "explore.h"
#include "host_globals.h"
#include "platform.h"
#include "region.h"

#include <stdlib.h>
#include <string.h>

/* Of the machine itself. */
enum machine_word {
    MACHINE_NOW,
    MACHINE_TIMER,
    MACHINE_ROOT,
    MACHINE_SPACE,
    MACHINE_FP,
    MACHINE_FP_ALLOWED,
    MACHINE_MASKED,
    MACHINE_WORDS,
};

static struct regions regions, elsewhere;
static unsigned char *elsewhere_was;
static word_t first[STATE_WORDS_MAX];
static size_t words;

size_t state_words(void)
{
    return words;
}

static word_t masked_lines(void)
{
    word_t masked = 0;

    for (unsigned line = 0; line < PLATFORM_IRQ_LINES; line++)
        masked |= (word_t)host_irq_masked(line) << line;
    return masked;
}

void state_save(word_t *state)
{
    state[MACHINE_NOW] = host_clock.now;
    state[MACHINE_TIMER] = host_clock.timer;
    state[MACHINE_ROOT] = host_space_root;
    state[MACHINE_SPACE] = host_space_id;
    state[MACHINE_FP] = host_fp_registers;
    state[MACHINE_FP_ALLOWED] = host_fp_allowed;
    state[MACHINE_MASKED] = masked_lines();
    state += MACHINE_WORDS;
    for (size_t i = 0; i < regions.count; i++) {
        memcpy(state, regions.region[i].at, regions.region[i].bytes);
        state += regions.region[i].bytes / sizeof(word_t);
    }
}

void state_restore(const word_t *state)
{
    host_clock.now = state[MACHINE_NOW];
    host_clock.timer = state[MACHINE_TIMER];
    host_space_root = state[MACHINE_ROOT];
    host_space_id = (unsigned)state[MACHINE_SPACE];
    host_fp_registers = state[MACHINE_FP];
    host_fp_allowed = state[MACHINE_FP_ALLOWED];
    for (unsigned line = 0; line < PLATFORM_IRQ_LINES; line++)
        if (state[MACHINE_MASKED] >> line & 1)
            platform_irq_mask(line);
        else
            platform_irq_unmask(line);
    state += MACHINE_WORDS;
    for (size_t i = 0; i < regions.count; i++) {
        memcpy(regions.region[i].at, state, regions.region[i].bytes);
        state += regions.region[i].bytes / sizeof(word_t);
    }
}

/* ---- what lies elsewhere ---- */

static void elsewhere_save(void)
{
    size_t bytes = 0;

    for (size_t i = 0; i < elsewhere.count; i++)
        bytes += elsewhere.region[i].bytes;
    elsewhere_was = malloc(bytes);
    bytes = 0;
    for (size_t i = 0; i < elsewhere.count; i++) {
        memcpy(elsewhere_was + bytes, elsewhere.region[i].at,
               elsewhere.region[i].bytes);
        bytes += elsewhere.region[i].bytes;
    }
}

const char *state_changed_elsewhere(void)
{
    static char what[80];
    const unsigned char *was = elsewhere_was;

    for (size_t i = 0; i < elsewhere.count; i++) {
        const struct region *region = &elsewhere.region[i];
        size_t at = 0;

        if (memcmp(region->at, was, region->bytes) != 0) {
            while (region->at[at] == was[at])
                at++;
            snprintf(what, sizeof what,
                     "memory changed at %p, outside of "
                     "everything that the world is made of",
                     (void *)(region->at + at));
            return what;
        }
        was += region->bytes;
    }
    return NULL;
}

void state_begin(void)
{
    regions_of_state(&regions);
    words = MACHINE_WORDS;
    for (size_t i = 0; i < regions.count; i++)
        words += regions.region[i].bytes / sizeof(word_t);
    if (words > STATE_WORDS_MAX) {
        fprintf(stderr, "a state of %zu words\n", words);
        abort();
    }
    settle();
    state_save(first);
    regions_elsewhere(&regions, &elsewhere);
    elsewhere_save();
}

/* ---- hash ---- */

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* In the manner of wyhash, four lanes. */
uint64_t state_hash(const word_t *state)
{
    uint64_t a = 0x9E3779B97F4A7C15u, b = 0xBF58476D1CE4E5B9u;
    uint64_t c = 0x94D049BB133111EBu, d = 0xD6E8FEB86659FD93u;
    size_t i = 0;

    for (; i + 8 <= words; i += 8) {
        a = mix(state[i] ^ 0xA0761D6478BD642Fu, state[i + 1] ^ a);
        b = mix(state[i + 2] ^ 0xE7037ED1A0B428DBu, state[i + 3] ^ b);
        c = mix(state[i + 4] ^ 0x8EBC6AF09C88C6E3u, state[i + 5] ^ c);
        d = mix(state[i + 6] ^ 0x589965CC75374CC3u, state[i + 7] ^ d);
    }
    for (; i < words; i++)
        a = mix(state[i] ^ 0xA0761D6478BD642Fu, a ^ i);
    a = mix(a ^ 0x1D8E4E27C47D124Fu, mix(b, c ^ d));
    return a ? a : 1;
}

/* ---- packing ---- */

/* Seven bits in a byte, the lowest first. */
static unsigned char *put_number(unsigned char *to, uint64_t value)
{
    for (; value >= 128; value >>= 7)
        *to++ = (unsigned char)(value | 128);
    *to++ = (unsigned char)value;
    return to;
}

static const unsigned char *get_number(const unsigned char *from,
                                       uint64_t *value)
{
    unsigned shift = 0;

    *value = 0;
    do
        *value |= (uint64_t)(*from & 127) << shift;
    while (shift += 7, *from++ & 128);
    return from;
}

size_t state_packed_max(void)
{
    return words * 12;
}

/* Each word that differs: how many before it do not, and the difference. */
size_t state_pack(const word_t *state, unsigned char *to)
{
    unsigned char *at = to;
    size_t same = 0;

    for (size_t i = 0; i < words; i++) {
        word_t difference = state[i] ^ first[i];

        if (!difference) {
            same++;
            continue;
        }
        at = put_number(at, same);
        at = put_number(at, difference);
        same = 0;
    }
    return (size_t)(at - to);
}

void state_unpack(const unsigned char *from, size_t bytes, word_t *state)
{
    const unsigned char *end = from + bytes;
    uint64_t same, difference;
    size_t at = 0;

    memcpy(state, first, words * sizeof *state);
    while (from < end) {
        from = get_number(from, &same);
        from = get_number(from, &difference);
        at += same;
        state[at++] ^= difference;
    }
}
