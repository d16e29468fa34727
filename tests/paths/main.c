/*
 * The sequences: which of them, and how long they are, the boot loader's
 * command line says:
 *
 *     seed=S from=A to=B length=L show=N
 *
 * Of each there is one line, with a word that stands for its log; of sequence N
 * the whole log.
 */
#include "paths.h"
#include "program.h"
#include "stand_in.h"
#include "status.h"
#include "stdio.h"

#define MEMORY_BITS 22
#define OWN_SLOTS 256
#define LENGTH 40
#define SEED_FACTOR 0xD1B54A32D192ED03u

static word_t sequence_now;

void must(int64_t status, const char *what)
{
    if (status == OK)
        return;
    printf("paths: wrong: %s: %s (%ld), sequence %lu\n", what,
           status_name(status), (long)status, sequence_now);
    stand_in_end(1);
}

/* ---- sequences ---- */

static void sequence(word_t seed, unsigned length, bool show)
{
    play_begin(seed, length);
    cast_make();
    while (play_root())
        ;
    if (show)
        log_show();
    printf("paths: sequence %lu %lx\n", sequence_now, log_hash());
    cast_end();
}

/* ---- once ---- */

static void setup(const struct root_boot_info *info)
{
    stand_in_print();
    must(stand_in_own(info, stand_in_memory(info, MEMORY_BITS), MEMORY_BITS,
                      info->first_free_slot + OWN_SLOTS),
         "own memory");
    cast_start(info);
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;
    const char *line = info->command_line;
    word_t seed = stand_in_number(line, "seed", 1);
    word_t show = stand_in_number(line, "show", ~(word_t)0);
    word_t to = stand_in_number(line, "to", 1);
    unsigned length = (unsigned)stand_in_number(line, "length", LENGTH);

    setup(info);
    for (word_t i = stand_in_number(line, "from", 0); i < to; i++) {
        sequence_now = i;
        sequence(seed * SEED_FACTOR + i, length, i == show);
    }
    printf("paths: end\n");
    stand_in_end(0);
}
