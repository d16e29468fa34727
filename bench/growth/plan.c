/*
 * Reads the plan. It lies in the boot image's archive, which root can read.
 */
#include "archive.h"
#include "growth.h"
#include "string.h"

static const char *at;
static const char *end;

void plan_start(const struct root_boot_info *info)
{
    const struct archive *archive = (const struct archive *)info->archive_base;

    for (uint32_t i = 0; i < archive->count; i++) {
        const struct archive_file *file = &archive->files[i];

        if (strcmp(file->name, "plan") != 0)
            continue;
        at = (const char *)archive + file->offset;
        end = at + file->size;
        return;
    }
    must(INVALID_ARGUMENT, "finding the file `plan` in the image");
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n';
}

static void skip_spaces(void)
{
    while (at < end && is_space(*at))
        at++;
}

bool plan_next(struct plan_line *line)
{
    size_t length = 0;

    *line = (struct plan_line){0};
    skip_spaces();
    if (at == end)
        return false;
    while (at < end && !is_space(*at) && length < PLAN_WORD_BYTES - 1)
        line->word[length++] = *at++;
    skip_spaces();
    while (at < end && *at >= '0' && *at <= '9')
        line->number = line->number * 10 + (word_t)(*at++ - '0');
    return true;
}
