/*
 * The replay program, in root's place: the sequences are a file of the boot
 * archive, and what comes of them is printed. tools/hesper/explore_moment.py
 * compares it with what the host says.
 */
#include "replay.h"

#include "archive.h"
#include "line.h"
#include "program.h"
#include "stand_in.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

#define FILE_NAME "sequences"

void must(int64_t status, const char *what)
{
    if (status == OK)
        return;
    printf("replay: wrong: %s: %s (%ld)\n", what, status_name(status),
           (long)status);
    stand_in_end(1);
}

/* ---- slots ---- */

/* Behind all that a world uses. */
#define ASIDE_FIRST (EXPLORE_ROOT_FIRST + DIGEST_SLOTS)

cap_t aside_slot(void)
{
    static cap_t next = ASIDE_FIRST;

    return next++;
}

/* ---- sequences ---- */

static const struct replay_file *find_file(const struct root_boot_info *info)
{
    const struct archive *archive = (const void *)info->archive_base;

    for (unsigned i = 0; i < archive->count; i++)
        if (strcmp(archive->files[i].name, FILE_NAME) == 0)
            return (const void *)(info->archive_base +
                                  archive->files[i].offset);
    must(EMPTY_SLOT, "finding `" FILE_NAME "` in the archive");
    return NULL;
}

static const void *behind(const struct replay_sequence *sequence)
{
    return &sequence->step[sequence->steps];
}

static void run(const struct replay_sequence *sequence, word_t number)
{
    must(sequence->steps <= REPLAY_STEPS_MAX ? OK : NO_MEMORY,
         "a sequence's length");
    printf("replay: sequence %ld\n", number);
    must(world_make(sequence->world) ? OK : INVALID_ARGUMENT,
         "finding the world");
    conduct(sequence);
    world_end();
    printf("replay: end %ld\n", number);
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;
    const struct replay_file *file = find_file(info);
    const void *at = file + 1;

    stand_in_print();
    must(file->magic == REPLAY_MAGIC ? OK : INVALID_ARGUMENT,
         "the file of sequences");
    must(info->first_free_slot <= EXPLORE_ROOT_FIRST ? OK : SLOT_OCCUPIED,
         "slots for a world");
    world_prepare(info);
    conductor_prepare(info);
    line_prepare(info);
    for (word_t i = 0; i < file->sequences; i++) {
        run(at, i);
        at = behind(at);
    }
    stand_in_end(0);
}
