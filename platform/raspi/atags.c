/*
 * The ATAGS parser (Booting ARM Linux, "Setting up the kernel tagged list"). A
 * tag is its size in words, its number, and its value. The list is not trusted:
 * each tag must lie in it and moves on by at least its own head.
 */
#include "atags.h"

enum {
    TAG_END = 0,
    TAG_CORE = 0x54410001,
    TAG_MEMORY = 0x54410002, /* size, base */
    TAG_COMMAND_LINE = 0x54410009,
};

#define HEAD_BYTES 8
#define PAGE ((word_t)4096)

static uint32_t read_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

static void read_memory(const uint8_t *value, struct boot_info *info)
{
    word_t base = read_word(value + 4);
    word_t end = (base + read_word(value)) & ~(PAGE - 1);

    base = (base + PAGE - 1) & ~(PAGE - 1);
    if (base < end && info->ram_count < BOOT_RANGES_MAX)
        info->ram[info->ram_count++] =
            (struct physical_range){base, end, "memory"};
}

static void read_command_line(const uint8_t *text, size_t bytes,
                              struct boot_info *info)
{
    for (size_t i = 0; i < bytes; i++)
        if (!text[i]) {
            info->command_line = (const char *)text;
            return;
        }
}

bool atags_read(const void *list, size_t bytes, struct boot_info *info)
{
    const uint8_t *tag = list;

    if (bytes < HEAD_BYTES || read_word(tag + 4) != TAG_CORE)
        return false;
    while (bytes >= HEAD_BYTES) {
        size_t size = (size_t)read_word(tag) * 4;
        uint32_t number = read_word(tag + 4);

        if (number == TAG_END)
            return true;
        if (size < HEAD_BYTES || size > bytes)
            return false;
        if (number == TAG_MEMORY && size >= HEAD_BYTES + 8)
            read_memory(tag + HEAD_BYTES, info);
        if (number == TAG_COMMAND_LINE)
            read_command_line(tag + HEAD_BYTES, size - HEAD_BYTES, info);
        tag += size;
        bytes -= size;
    }
    return false;
}
