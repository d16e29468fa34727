/*
 * Multiboot 1 (specification 0.6.96, 3.3) and Multiboot 2 (3.6): what such
 * loaders hand over.
 */
#include "loader.h"

/* ---- Multiboot 1: nothing is said of how its structures are aligned ---- */

struct [[gnu::packed]] multiboot1 {
    uint32_t flags, memory_low, memory_high, boot_device, command_line;
    uint32_t modules, module_list, symbols[4], map_bytes, map;
};

struct [[gnu::packed]] multiboot1_module {
    uint32_t base, end, text, reserved;
};

/* `size` is that of what follows it. */
struct [[gnu::packed]] multiboot1_memory {
    uint32_t size;
    uint64_t base, bytes;
    uint32_t type;
};

#define FLAG_COMMAND_LINE (1 << 2)
#define FLAG_MODULES (1 << 3)
#define FLAG_MEMORY_MAP (1 << 6)

static const char *multiboot1_memory(const struct multiboot1 *start,
                                     struct loaded *loaded)
{
    const uint8_t *map = boot_view(start->map, start->map_bytes);
    uint32_t left = start->map_bytes;

    if (!map)
        return "Multiboot 1: memory map out of reach";
    while (left >= sizeof(struct multiboot1_memory)) {
        const struct multiboot1_memory *entry = (const void *)map;
        uint32_t size = entry->size;

        if (size < sizeof *entry - 4 || size > left - 4)
            return "Multiboot 1: memory map is cut off";
        if (!loaded_add_memory(loaded, entry->base, entry->bytes, entry->type))
            return "Multiboot 1: memory map with too many entries";
        map += size + 4;
        left -= size + 4;
    }
    return left ? "Multiboot 1: memory map is cut off" : NULL;
}

const char *multiboot1_read(paddr_t information, struct loaded *loaded)
{
    const struct multiboot1 *start = boot_view(information, sizeof *start);
    const struct multiboot1_module *module;

    loaded->loader = "Multiboot 1";
    if (!start)
        return "Multiboot 1: no information";
    if (!(start->flags & FLAG_MEMORY_MAP))
        return "Multiboot 1: no memory map";
    if (start->flags & FLAG_COMMAND_LINE)
        loaded_add_command_line(loaded, start->command_line);
    if (start->flags & FLAG_MODULES && start->modules) {
        module = boot_view(start->module_list, sizeof *module);
        if (!module || !loaded_add_module(loaded, module->base, module->end))
            return "Multiboot 1: module out of place";
    }
    return multiboot1_memory(start, loaded);
}

/* ---- Multiboot 2: a list of tags ---- */

enum {
    TAG_END = 0,
    TAG_COMMAND_LINE = 1,
    TAG_MODULE = 3,
    TAG_MEMORY_MAP = 6,
    TAG_RSDP_OLD = 14,
    TAG_RSDP_NEW = 15,
};

struct multiboot2_tag {
    uint32_t type, size;
};

struct multiboot2_module {
    struct multiboot2_tag tag;
    uint32_t base, end;
};

struct multiboot2_map {
    struct multiboot2_tag tag;
    uint32_t entry_size, version;
};

struct multiboot2_memory {
    uint64_t base, bytes;
    uint32_t type, reserved;
};

/* Entries may have grown, in multiples of 8 bytes. */
static const char *multiboot2_map(const struct multiboot2_map *map,
                                  struct loaded *loaded)
{
    const uint8_t *at = (const uint8_t *)(map + 1);
    uint32_t left = map->tag.size - (uint32_t)sizeof *map;

    if (map->tag.size < sizeof *map ||
        map->entry_size < sizeof(struct multiboot2_memory) ||
        map->entry_size % 8)
        return "Multiboot 2: memory map of an unknown format";
    for (; left >= map->entry_size; left -= map->entry_size) {
        const struct multiboot2_memory *entry = (const void *)at;

        if (!loaded_add_memory(loaded, entry->base, entry->bytes, entry->type))
            return "Multiboot 2: memory map with too many entries";
        at += map->entry_size;
    }
    return left ? "Multiboot 2: memory map is cut off" : NULL;
}

static const char *multiboot2_tag(const struct multiboot2_tag *tag,
                                  paddr_t address, struct loaded *loaded)
{
    const struct multiboot2_module *module = (const void *)tag;
    paddr_t content = address + sizeof *tag;

    switch (tag->type) {
    case TAG_COMMAND_LINE:
        loaded_add_command_line(loaded, content);
        return NULL;
    case TAG_MODULE:
        if (tag->size < sizeof *module ||
            !loaded_add_module(loaded, module->base, module->end))
            return "Multiboot 2: module out of place";
        return NULL;
    case TAG_MEMORY_MAP:
        return multiboot2_map((const void *)tag, loaded);
    case TAG_RSDP_OLD:
    case TAG_RSDP_NEW:
        if (!loaded->rsdp || tag->type == TAG_RSDP_NEW)
            loaded->rsdp = content;
        return NULL;
    default:
        return NULL;
    }
}

const char *multiboot2_read(paddr_t information, struct loaded *loaded)
{
    const struct multiboot2_tag *head = boot_view(information, sizeof *head);
    const char *all;
    uint32_t bytes, at;

    loaded->loader = "Multiboot 2";
    if (!head || information % 8)
        return "Multiboot 2: no information";
    bytes = head->type; /* the first word of the whole is its size */
    all = boot_view(information, bytes);
    if (!all)
        return "Multiboot 2: information out of reach";
    for (at = sizeof *head; at + sizeof *head <= bytes;) {
        const struct multiboot2_tag *tag = (const void *)(all + at);
        const char *wrong;

        if (tag->size < sizeof *tag || tag->size > bytes - at)
            return "Multiboot 2: a tag is cut off";
        if (tag->type == TAG_END)
            return loaded->memory_count ? NULL : "Multiboot 2: no memory map";
        wrong = multiboot2_tag(tag, information + at, loaded);
        if (wrong)
            return wrong;
        if (tag->size > bytes - 8)
            break;
        at += (tag->size + 7) & ~7u;
    }
    return "Multiboot 2: information without an end";
}
