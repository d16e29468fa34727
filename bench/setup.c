/*
 * Where the benchmark's memory and slots come from, and how it says things.
 */
#include "bench.h"
#include "stand_in.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

#define MEMORY_BITS 26

void must(int64_t status, const char *what)
{
    if (status == OK)
        return;
    printf("bench: %s: %s\n", what, status_name(status));
    stand_in_end(1);
}

/* ---- what the cycle counter said ---- */

struct cycles cycles;
static_assert(offsetof(struct cycles, begun) == 4 &&
              offsetof(struct cycles, end) == 8 &&
              offsetof(struct cycles, kept) == 16); /* in bench_arch.h */

/* How many of the first `count` samples are equal to this one. */
static unsigned cycles_equal(unsigned count, uint32_t sample)
{
    unsigned equal = 0;

    for (unsigned i = 0; i < count; i++)
        equal += cycles.samples[i] == sample;
    return equal;
}

/* The most frequent sample, and the smallest and the largest. */
static void cycles_print(const char *operation, unsigned times)
{
    uint32_t least = cycles.samples[0], most = least, usual = least;
    unsigned best = 0;

    for (unsigned i = 0; i < cycles.count; i++) {
        uint32_t sample = cycles.samples[i];
        unsigned equal = sample == usual && best > 0
                             ? 0
                             : cycles_equal(cycles.count, sample);

        if (equal > best) {
            best = equal;
            usual = sample;
        }
        least = sample < least ? sample : least;
        most = sample > most ? sample : most;
    }
    printf("bench: cycles %s per %u usual %u min %u max %u n %u\n", operation,
           times, usual, least, most, cycles.count);
}

void measured(const char *operation, unsigned times)
{
    mark_group();
    printf("bench: operation %s per %u\n", operation, times);
    if (cycles.count > 0)
        cycles_print(operation, times);
    cycles.count = 0;
    cycles.begun = 0;
}

/* Nothing between the marks: what is left is what the reading costs. */
void bench_nothing(void)
{
    for (unsigned i = 0; i < REPETITIONS; i++) {
        mark_begin();
        mark_end();
    }
    measured("empty_interval", 1);
}

static bool has_room(word_t bits, word_t used)
{
    word_t size = (word_t)1 << MEMORY_BITS;

    used = (used + size - 1) & ~(size - 1);
    return bits >= MEMORY_BITS && used + size <= (word_t)1 << bits;
}

static cap_t memory_find(const struct root_boot_info *info)
{
    for (cap_t i = 0; i < info->ram.count; i++) {
        cap_t untyped = info->ram.first + i;
        word_t bits, used;

        must(cap_untyped_info(untyped, NULL, &bits, &used, NULL, NULL),
             "memory");
        if (has_room(bits, used))
            return untyped;
    }
    must(NO_MEMORY, "finding memory");
    return 0;
}

void setup(const struct root_boot_info *info)
{
    stand_in_print();
    printf("bench: board %.*s loaded at 0x%lx\n", (int)sizeof info->board,
           info->board, info->root_base);
    must(stand_in_own(info, memory_find(info), MEMORY_BITS, SCRATCH_FIRST),
         "own memory");
    must(cap_cpu_configure(own.cpu, PRIORITY_MEDIUM, BOOT_SLOT_SCHED_CONTEXT),
         "own priority");
}
