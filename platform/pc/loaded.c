/*
 * What all loaders' information has in common: a memory map whose entries may
 * overlap and come in any order, a module, a command line.
 */
#include "loader.h"

#define PAGE_MASK ((paddr_t)4095)
/* No processor has more; sums of two such addresses do not wrap around. */
#define ADDRESS_END ((paddr_t)1 << 52)

static bool memory_add(struct loaded *loaded, paddr_t base, paddr_t end,
                       enum memory_kind kind)
{
    if (base >= end)
        return true;
    if (loaded->memory_count == MEMORY_ENTRIES_MAX)
        return false;
    loaded->memory[loaded->memory_count++] =
        (struct memory_entry){base, end, kind};
    return true;
}

/* RAM is what fills pages; the rest of the pages at both ends is nothing. */
static bool memory_add_ram(struct loaded *loaded, paddr_t base, paddr_t end)
{
    paddr_t first = (base + PAGE_MASK) & ~PAGE_MASK, last = end & ~PAGE_MASK;

    if (first > last) /* inside of one page */
        return memory_add(loaded, last, first, MEMORY_NO_DEVICE);
    return memory_add(loaded, first, last, MEMORY_RAM) &&
           memory_add(loaded, base & ~PAGE_MASK, first, MEMORY_NO_DEVICE) &&
           memory_add(loaded, last, (end + PAGE_MASK) & ~PAGE_MASK,
                      MEMORY_NO_DEVICE);
}

bool loaded_add_memory(struct loaded *loaded, paddr_t base, word_t bytes,
                       uint32_t type)
{
    paddr_t end;

    if (!bytes || base >= ADDRESS_END)
        return true;
    end = bytes < ADDRESS_END - base ? base + bytes : ADDRESS_END;
    if (type == MEMORY_IS_RAM)
        return memory_add_ram(loaded, base, end);
    return memory_add(loaded, base & ~PAGE_MASK, (end + PAGE_MASK) & ~PAGE_MASK,
                      type == MEMORY_IS_RESERVED ? MEMORY_RESERVED
                                                 : MEMORY_KEPT);
}

bool loaded_close(struct loaded *loaded, paddr_t base, paddr_t end)
{
    if (base >= end)
        return true;
    return memory_add(loaded, base & ~PAGE_MASK, (end + PAGE_MASK) & ~PAGE_MASK,
                      MEMORY_NO_DEVICE);
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

/* ---- what the map amounts to ---- */

/* The kinds of all entries around an address, and where that ends. */
static unsigned kinds_at(const struct loaded *loaded, paddr_t address,
                         paddr_t *until)
{
    const struct memory_entry *last = loaded->memory + loaded->memory_count;
    unsigned kinds = 0;

    *until = ~(paddr_t)0;
    for (const struct memory_entry *at = loaded->memory; at < last; at++) {
        paddr_t edge = at->base;

        if (edge <= address) {
            edge = at->end;
            if (edge <= address)
                continue;
            kinds |= at->kind;
        }
        if (edge < *until)
            *until = edge;
    }
    return kinds;
}

static word_t range_bytes(const struct physical_range *range)
{
    return range->end - range->base;
}

/* Adds a range at the end; if there is no room the smallest one goes. */
static unsigned range_add(struct physical_range *ranges, unsigned count,
                          unsigned most, struct physical_range range)
{
    unsigned smallest = 0;

    if (count < most) {
        ranges[count] = range;
        return count + 1;
    }
    for (unsigned i = 1; i < count; i++)
        if (range_bytes(&ranges[i]) < range_bytes(&ranges[smallest]))
            smallest = i;
    if (range_bytes(&ranges[smallest]) >= range_bytes(&range))
        return count;
    for (unsigned i = smallest; i + 1 < count; i++)
        ranges[i] = ranges[i + 1];
    ranges[count - 1] = range;
    return count;
}

/* The ranges where just `value` of the kinds in `mask` are. */
static unsigned ranges_of(const struct loaded *loaded, unsigned mask,
                          unsigned value, paddr_t limit, const char *what,
                          struct physical_range *ranges, unsigned most)
{
    struct physical_range range = {0, 0, what};
    unsigned count = 0;
    paddr_t at, until;

    for (at = 0; at < limit; at = until) {
        bool wanted = (kinds_at(loaded, at, &until) & mask) == value;

        if (wanted) {
            if (range.end != at)
                range.base = at;
            range.end = until < limit ? until : limit;
        } else if (range.end == at && range.base < at) {
            count = range_add(ranges, count, most, range);
        }
    }
    if (range.end == limit && range.base < limit)
        count = range_add(ranges, count, most, range);
    return count;
}

unsigned loaded_ram(const struct loaded *loaded, paddr_t limit,
                    struct physical_range *ram, unsigned most)
{
    return ranges_of(loaded, MEMORY_RAM | MEMORY_RESERVED | MEMORY_KEPT,
                     MEMORY_RAM, limit, "memory", ram, most);
}

unsigned loaded_devices(const struct loaded *loaded, paddr_t limit,
                        struct physical_range *devices, unsigned most)
{
    return ranges_of(loaded, MEMORY_RAM | MEMORY_KEPT | MEMORY_NO_DEVICE, 0,
                     limit, "devices", devices, most);
}
