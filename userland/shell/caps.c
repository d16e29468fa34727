/*
 * caps: what a program's table holds.
 */
#include "shell.h"

#include "caps.h"
#include "service.h"
#include "stdio.h"
#include "string.h"

#define PROGRAMS_MAX 64

/* A program by its name or its number. */
static bool program_read(const char *text, word_t *id)
{
    if (number_read(text, PROGRAMS_MAX - 1, id))
        return true;
    for (*id = 0; *id < PROGRAMS_MAX; ++*id) {
        if (strcmp(program_name(*id), text) == 0)
            return true;
    }
    return false;
}

struct letter {
    word_t bit;
    const char *text;
};

static void print_flags(word_t flags)
{
    static const struct letter letters[] = {
        {SLOT_FLAG_ORIGINAL, " original"}, {SLOT_FLAG_CLOSED, " closed"},
        {SLOT_FLAG_WATCHED, " watched"},   {SLOT_FLAG_DESCENDANTS, " parent"},
        {SLOT_FLAG_MAPPED, " mapped"},     {SLOT_FLAG_DEVICE, " device"},
    };

    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if ((flags & letters[i].bit) != 0)
            printf("%s", letters[i].text);
    }
    printf("\n");
}

static void print_capability(const word_t *words)
{
    word_t type = words[1] & 0xFF;
    word_t rights = words[1] >> 8 & 0xFF;
    word_t flags = words[1] >> 16;

    printf("%5lu %-14s 0x%02lx   0x%08lx %4lu 0x%-8lx", words[0],
           type_name(type), rights, words[2], words[3], words[4]);
    print_flags(flags);
}

static void print_table(word_t id)
{
    struct message message;
    word_t slot = 0;

    printf("%5s %-14s %-6s %-10s %4s %-10s %s\n", " SLOT", "TYPE", "RIGHTS",
           "ADDRESS", "BITS", "BADGE", "FLAGS");
    for (;;) {
        if (!root_answered(
                service_root(ROOT_CAPABILITY, id, slot + 1, &message)))
            return;
        slot = message.words[0];
        if (slot == 0)
            return;
        print_capability(message.words);
    }
}

void command_caps(const struct words *words)
{
    word_t id;

    if (words->count < 2)
        printf("usage: caps PROGRAM\n");
    else if (!program_read(words->text[1], &id))
        printf("caps: there is no program `%s`\n", words->text[1]);
    else
        print_table(id);
}
