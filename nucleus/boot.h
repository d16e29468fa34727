/*
 * Boot: the board hands over what it found, the kernel makes objects of it.
 */
#ifndef NUCLEUS_BOOT_H
#define NUCLEUS_BOOT_H

#include "abi.h"

typedef uint64_t paddr_t;
struct core;

/* Bytes [base, end) of physical memory. */
struct physical_range {
    paddr_t base;
    paddr_t end;
    const char *what; /* for the memory map that is printed */
};

#define BOOT_RANGES_MAX 32

/*
 * The one stated condition in which every board calls boot(): privileged mode,
 * interrupts off, MMU on, high half mapped (kernel image and all RAM), a kernel
 * stack, BSS zero, this structure filled in. Ranges are page-aligned (RAM is
 * shrunk to whole pages); they may come in any order and may overlap. What lies
 * in `reserved` is never handed out; the kernel image, the archive and page 0
 * need not be named there, boot() keeps them out by itself.
 */
struct boot_info {
    struct physical_range ram[BOOT_RANGES_MAX];
    unsigned ram_count;
    struct physical_range device[BOOT_RANGES_MAX];
    unsigned device_count;
    struct physical_range reserved[BOOT_RANGES_MAX];
    unsigned reserved_count;
    struct physical_range kernel;   /* text, data, bss and stacks */
    struct physical_range
        archive;  /* as its header says, or as the loader did */
    const char *board;
    const char *command_line;       /* may be NULL */
};

/* One row of the memory map: [base, end) of physical memory, seen at the
   virtual address by whoever the attributes say. */
void boot_map_row(word_t virtual_address, paddr_t base, paddr_t end,
                  const char *attributes, const char *what);

/* Prints the kernel's own mappings, one row each. */
void kernel_map_print(void);

/* Prints the memory map, makes untypeds and `root`, and returns the first
   thread to run, through the same way out as every kernel entry. */
struct thread *boot(struct core *core, const struct boot_info *info);

#endif
