/*
 * mem: the untypeds, first those of the machine, then what the programs are
 * made of (which is part of the former).
 */
#include "shell.h"

#include "service.h"
#include "stdio.h"
#include "string.h"

#define KIB 1024
/* Programs' untypeds begin at this index. */
#define PROGRAMS 0x10000

struct sums {
    word_t bytes;
    word_t used;
    word_t cleared;
};

static const char *untyped_name(const word_t *words)
{
    const char *name;

    if (words[4] != 0)
        return "devices";
    if (words[5] == 0)
        return "memory";
    name = program_name(words[5]);
    return strcmp(name, "?") == 0 ? "kept for the next program" : name;
}

static void print_untyped(const word_t *words, struct sums *sums)
{
    word_t bytes = (word_t)1 << words[1];
    bool device = words[4] != 0;

    printf("0x%08lx %9lu %9lu %9lu %9lu  %s\n", words[0], bytes / KIB,
           words[2] / KIB, (bytes - words[2]) / KIB, words[3] / KIB,
           untyped_name(words));
    if (device)
        return;
    sums->bytes += bytes;
    sums->used += words[2];
    sums->cleared += words[3];
}

/* From `index` on until root has no more. */
static void print_untypeds(word_t index, const char *what)
{
    struct sums sums = {0};
    struct message message;
    int64_t status;

    for (;; index++) {
        status = service_root(ROOT_MEMORY, index, 0, &message);
        if (status == SERVICE_NOT_FOUND)
            break;
        if (!root_answered(status))
            return;
        if (message.words[1] != 0)
            print_untyped(message.words, &sums);
    }
    printf("%-10s %9lu %9lu %9lu %9lu\n", what, sums.bytes / KIB,
           sums.used / KIB, (sums.bytes - sums.used) / KIB, sums.cleared / KIB);
}

void command_mem(const struct words *words)
{
    (void)words;
    printf("%-10s %9s %9s %9s %9s  (KiB)\n", "BASE", "SIZE", "USED", "FREE",
           "CLEARED");
    print_untypeds(0, "all memory");
    print_untypeds(PROGRAMS + 1, "programs");
}
