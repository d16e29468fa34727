/*
 * PVH: the structure that QEMU's -kernel (or Xen) hands over. It may lie
 * anywhere, aligned or not.
 */
#include "loader.h"
#include "magic.h"

struct [[gnu::packed]] pvh_start {
    uint32_t magic, version, flags, modules;
    uint64_t module_list, command_line, rsdp, memory_map;
    uint32_t memory_entries, reserved;
};

struct [[gnu::packed]] pvh_module {
    uint64_t base, bytes, command_line, reserved;
};

struct [[gnu::packed]] pvh_memory {
    uint64_t base, bytes;
    uint32_t type, reserved;
};

#define PVH_HAS_MEMORY_MAP 1 /* from this version on */

const char *pvh_read(paddr_t information, struct loaded *loaded)
{
    const struct pvh_start *start = boot_view(information, sizeof *start);
    const struct pvh_memory *memory;
    const struct pvh_module *module;

    loaded->loader = "PVH";
    if (!start || start->magic != PVH_MAGIC)
        return "PVH: no start information";
    if (start->version < PVH_HAS_MEMORY_MAP || !start->memory_entries)
        return "PVH: no memory map";
    memory = boot_view(start->memory_map,
                       (word_t)start->memory_entries * sizeof *memory);
    if (!memory)
        return "PVH: memory map out of reach";
    for (uint32_t i = 0; i < start->memory_entries; i++)
        if (!loaded_add_memory(loaded, memory[i].base, memory[i].bytes,
                               memory[i].type))
            return "PVH: memory map with too many entries";
    if (start->modules) {
        module = boot_view(start->module_list, sizeof *module);
        if (!module || module->base + module->bytes < module->base ||
            !loaded_add_module(loaded, module->base,
                               module->base + module->bytes))
            return "PVH: module out of place";
    }
    if (start->command_line)
        loaded_add_command_line(loaded, start->command_line);
    loaded->rsdp = start->rsdp;
    return NULL;
}
