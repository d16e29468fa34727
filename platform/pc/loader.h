/*
 * What whoever loaded the kernel says of the machine. It is not trusted: every
 * structure is looked at only through boot_view(), and only inside of it.
 */
#ifndef PLATFORM_LOADER_H
#define PLATFORM_LOADER_H

#include "boot.h"

#define MEMORY_ENTRIES_MAX 256
#define COMMAND_LINE_BYTES 256
/* Types of the E820 map (ACPI 6.4, 15). What is reserved may be firmware's or a
   device; all other types are memory that is something else's. */
#define MEMORY_IS_RAM 1
#define MEMORY_IS_RESERVED 2
#define MEMORY_IS_KEPT 0

/* Bits, so that those of several entries add up. */
enum memory_kind {
    MEMORY_RAM = 1,
    MEMORY_RESERVED = 2,
    MEMORY_KEPT = 4,
    MEMORY_NO_DEVICE = 8, /* RAM that does not fill a page, or as was told */
};

struct memory_entry {
    paddr_t base;
    paddr_t end;
    enum memory_kind kind;
};

/* Nothing points into the loader's memory, which will be handed out, but
   `rsdp`. */
struct loaded {
    const char *loader;
    struct memory_entry memory[MEMORY_ENTRIES_MAX];
    unsigned memory_count;
    struct physical_range archive; /* the first module */
    paddr_t rsdp; /* 0: not told */
    char command_line[COMMAND_LINE_BYTES];
};

/* The bytes at a physical address while the boot page tables are in use, or
   NULL: out of reach. */
const void *boot_view(paddr_t address, word_t bytes);

/* Each: NULL, or what is wrong. `information`: the physical address that the
   loader handed over. */
const char *pvh_read(paddr_t information, struct loaded *loaded);
const char *multiboot1_read(paddr_t information, struct loaded *loaded);
const char *multiboot2_read(paddr_t information, struct loaded *loaded);

/* ---- loaded.c: what they have in common ---- */

/* Ranges that are empty or wrap around are left out. False: no more room.
   `type` as in the E820 map. */
bool loaded_add_memory(struct loaded *loaded, paddr_t base, word_t bytes,
                       uint32_t type);
/* No device is there, whatever the map says. */
bool loaded_close(struct loaded *loaded, paddr_t base, paddr_t end);
/* The text ends with a zero byte, or is cut. */
void loaded_add_command_line(struct loaded *loaded, paddr_t text);
/* False: not page-aligned, or nothing, or not in reach. Only the first
   counts. */
bool loaded_add_module(struct loaded *loaded, paddr_t base, paddr_t end);

/*
 * The RAM in whole pages: what an entry calls RAM and no other calls anything
 * else, in order, without overlaps, below `limit`. At most `most` ranges, the
 * largest. Returns how many.
 */
unsigned loaded_ram(const struct loaded *loaded, paddr_t limit,
                    struct physical_range *ram, unsigned most);
/* The same for what may be devices: where no entry is, or only reserved ones.
   RAM is none, whether loaded_ram has room for it or not. */
unsigned loaded_devices(const struct loaded *loaded, paddr_t limit,
                        struct physical_range *devices, unsigned most);

#endif
