/*
 * What whoever loaded the kernel says of the machine. It is not trusted: every
 * structure is looked at only through boot_view(), and only inside of it.
 */
#ifndef PLATFORM_LOADER_H
#define PLATFORM_LOADER_H

#include "boot.h"

#define MEMORY_ENTRIES_MAX 256
#define COMMAND_LINE_BYTES 256
#define MEMORY_IS_RAM 1 /* a type of the E820 map (ACPI 6.4, 15) */

struct memory_entry {
    paddr_t base;
    paddr_t end;
    bool ram;
};

/* Nothing points into the loader's memory, which will be handed out, but
   `rsdp`. */
struct loaded {
    const char *loader;
    struct memory_entry memory[MEMORY_ENTRIES_MAX];
    unsigned memory_count;
    struct physical_range archive; /* the first module */
    paddr_t rsdp;                  /* 0: not told */
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

/* Ranges that are empty or wrap around are left out. False: no more room. */
bool loaded_add_memory(struct loaded *loaded, paddr_t base, word_t bytes,
                       uint32_t type);
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

#endif
