/*
 * The sequences: which of them, and how long they are, the boot loader's
 * command line says:
 *
 *     seed=S from=A to=B length=L show=N
 *
 * Of each there is one line, with a word that stands for its log; of sequence N
 * the whole log.
 */
#include "own.h"
#include "paths.h"
#include "program.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

#define MEMORY_BITS 22
#define WRITE_BYTES 40
#define LENGTH 40
#define SEED_FACTOR 0xD1B54A32D192ED03u

static void kernel_write(const char *text, size_t bytes)
{
    while (bytes > 0) {
        word_t words[MESSAGE_WORDS - 1] = {0};
        size_t part = bytes < WRITE_BYTES ? bytes : WRITE_BYTES;

        memcpy(words, text, part);
        if (cap_console_write(BOOT_SLOT_CONSOLE, part, words[0], words[1],
                              words[2], words[3], words[4]) != OK)
            return;
        text += part;
        bytes -= part;
    }
}

[[noreturn]] static void finish(unsigned status)
{
    print_flush();
    for (;;)
        (void)cap_console_power_off(BOOT_SLOT_CONSOLE, status);
}

static word_t sequence_now;

void must(int64_t status, const char *what)
{
    if (status == OK)
        return;
    printf("paths: wrong: %s: %s (%ld), sequence %lu\n", what,
           status_name(status), (long)status, sequence_now);
    finish(1);
}

/* ---- the command line ---- */

/* What follows `name=`; NULL: it is not there. */
static const char *option(const char *line, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = line; *at; at++)
        if ((at == line || at[-1] == ' ') && memcmp(at, name, length) == 0 &&
            at[length] == '=')
            return at + length + 1;
    return NULL;
}

static word_t number(const char *line, const char *name, word_t otherwise)
{
    const char *text = option(line, name);
    word_t value = 0;

    if (!text)
        return otherwise;
    for (; *text >= '0' && *text <= '9'; text++)
        value = 10 * value + (word_t)(*text - '0');
    return value;
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

static cap_t memory_find(const struct root_boot_info *info)
{
    for (cap_t i = 0; i < info->ram.count; i++) {
        cap_t untyped = info->ram.first + i;
        word_t bits, used;

        must(cap_untyped_info(untyped, NULL, &bits, &used, NULL, NULL),
             "memory");
        if (bits > MEMORY_BITS && used == 0)
            return untyped;
    }
    must(NO_MEMORY, "finding memory");
    return 0;
}

static void setup(const struct root_boot_info *info)
{
    print_set_writer(kernel_write);
    slots_start(info->first_free_slot, info->first_free_slot + 256);
    own = (struct own){
        .table = BOOT_SLOT_TABLE,
        .domain = BOOT_SLOT_DOMAIN,
        .cpu = BOOT_SLOT_CPUS,
        .untyped = slot_allocate(),
    };
    must(cap_untyped_retype(memory_find(info), TYPE_UNTYPED, MEMORY_BITS,
                            own.untyped),
         "own memory");
    cast_start(info);
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;
    const char *line = info->command_line;
    word_t seed = number(line, "seed", 1);
    word_t show = number(line, "show", ~(word_t)0);
    word_t to = number(line, "to", 1);
    unsigned length = (unsigned)number(line, "length", LENGTH);

    setup(info);
    for (word_t i = number(line, "from", 0); i < to; i++) {
        sequence_now = i;
        sequence(seed * SEED_FACTOR + i, length, i == show);
    }
    printf("paths: end\n");
    finish(0);
}
