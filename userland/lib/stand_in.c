/*
 * What stands in root's place: its words, memory, own capabilities and command
 * line.
 */
#include "stand_in.h"

#include "own.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

#define WRITE_BYTES ((MESSAGE_WORDS - 1) * sizeof(word_t))

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

void stand_in_print(void)
{
    print_set_writer(kernel_write);
}

void stand_in_end(unsigned status)
{
    print_flush();
    for (;;)
        (void)cap_console_power_off(BOOT_SLOT_CONSOLE, status);
}

cap_t stand_in_memory(const struct root_boot_info *info, word_t bits)
{
    for (cap_t i = 0; i < info->ram.count; i++) {
        cap_t untyped = info->ram.first + i;
        word_t has, used;

        if (cap_untyped_info(untyped, NULL, &has, &used, NULL, NULL) == OK &&
            has > bits && used == 0)
            return untyped;
    }
    return 0;
}

int64_t stand_in_own(const struct root_boot_info *info, cap_t memory,
                     word_t bits, cap_t slots_end)
{
    slots_start(info->first_free_slot, slots_end);
    own = (struct own){
        .table = BOOT_SLOT_TABLE,
        .domain = BOOT_SLOT_DOMAIN,
        .cpu = BOOT_SLOT_CPUS,
        .untyped = slot_allocate(),
    };
    return memory ? cap_untyped_retype(memory, TYPE_UNTYPED, bits, own.untyped)
                  : NO_MEMORY;
}

const char *stand_in_option(const char *line, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = line; *at; at++)
        if ((at == line || at[-1] == ' ') && memcmp(at, name, length) == 0 &&
            at[length] == '=')
            return at + length + 1;
    return NULL;
}

word_t stand_in_number(const char *line, const char *name, word_t otherwise)
{
    const char *text = stand_in_option(line, name);
    word_t value = 0;

    if (!text)
        return otherwise;
    for (; *text >= '0' && *text <= '9'; text++)
        value = 10 * value + (word_t)(*text - '0');
    return value;
}
