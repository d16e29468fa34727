/*
 * What all loaders' information has in common: a memory map whose entries may
 * overlap and come in any order, a module, a command line.
 */
#include "loader.h"

#define PAGE_MASK ((paddr_t)4095)
/* No processor has more; sums of two such addresses do not wrap around. */
#define ADDRESS_END ((paddr_t)1 << 52)

bool loaded_add_memory(struct loaded *loaded, paddr_t base, word_t bytes,
                       uint32_t type)
{
    bool ram = type == MEMORY_IS_RAM;
    paddr_t end;

    if (!bytes || base >= ADDRESS_END)
        return true;
    end = bytes < ADDRESS_END - base ? base + bytes : ADDRESS_END;
    if (ram) {
        base = (base + PAGE_MASK) & ~PAGE_MASK;
        end &= ~PAGE_MASK;
    } else {
        base &= ~PAGE_MASK;
        end = (end + PAGE_MASK) & ~PAGE_MASK;
    }
    if (base >= end)
        return true;
    if (loaded->memory_count == MEMORY_ENTRIES_MAX)
        return false;
    loaded->memory[loaded->memory_count++] =
        (struct memory_entry){base, end, ram};
    return true;
}

void loaded_add_command_line(struct loaded *loaded, paddr_t text)
{
    for (unsigned i = 0; i < COMMAND_LINE_BYTES - 1; i++) {
        const char *at = boot_view(text + i, 1);

        loaded->command_line[i] = '\0';
        if (!at || !*at)
            break;
        loaded->command_line[i] = *at;
    }
}

bool loaded_add_module(struct loaded *loaded, paddr_t base, paddr_t end)
{
    if (loaded->archive.end)
        return true;
    if (base >= end || base & PAGE_MASK || !boot_view(base, end - base))
        return false;
    loaded->archive = (struct physical_range){base, end, "archive"};
    return true;
}

/* ---- the RAM ---- */

static bool is_ram(const struct loaded *loaded, paddr_t address)
{
    bool ram = false;

    for (unsigned i = 0; i < loaded->memory_count; i++) {
        const struct memory_entry *entry = &loaded->memory[i];

        if (entry->base <= address && address < entry->end) {
            if (!entry->ram)
                return false;
            ram = true;
        }
    }
    return ram;
}

/* The next address at which something begins or ends; 0: there is none. */
static paddr_t next_edge(const struct loaded *loaded, paddr_t after)
{
    paddr_t next = 0;

    for (unsigned i = 0; i < loaded->memory_count; i++) {
        const struct memory_entry *entry = &loaded->memory[i];
        paddr_t edge = entry->base > after ? entry->base : entry->end;

        if (edge > after && (!next || edge < next))
            next = edge;
    }
    return next;
}

static word_t range_bytes(const struct physical_range *range)
{
    return range->end - range->base;
}

/* Adds a range at the end; if there is no room the smallest one goes. */
static unsigned ram_add(struct physical_range *ram, unsigned count,
                        unsigned most, struct physical_range range)
{
    unsigned smallest = 0;

    if (count < most) {
        ram[count] = range;
        return count + 1;
    }
    for (unsigned i = 1; i < count; i++)
        if (range_bytes(&ram[i]) < range_bytes(&ram[smallest]))
            smallest = i;
    if (range_bytes(&ram[smallest]) >= range_bytes(&range))
        return count;
    for (unsigned i = smallest; i + 1 < count; i++)
        ram[i] = ram[i + 1];
    ram[count - 1] = range;
    return count;
}

unsigned loaded_ram(const struct loaded *loaded, paddr_t limit,
                    struct physical_range *ram, unsigned most)
{
    struct physical_range range = {0, 0, "memory"};
    unsigned count = 0;
    paddr_t at = 0;

    do {
        paddr_t next = next_edge(loaded, at);

        if (at < limit && next && is_ram(loaded, at)) {
            if (range.end != at)
                range.base = at;
            range.end = next < limit ? next : limit;
        } else if (range.end) {
            count = ram_add(ram, count, most, range);
            range.end = 0;
        }
        at = next;
    } while (at);
    return count;
}
