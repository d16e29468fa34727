/*
 * What the kernel tells the first program, `root`: a read-only page whose
 * address is root's first argument, and the slots of root's table that hold its
 * first capabilities.
 */
#ifndef CAPS_BOOT_INFO_H
#define CAPS_BOOT_INFO_H

#include "abi.h"

#define BOOT_INFO_MAGIC 0x544F4F4252505348u /* "HSPRBOOT" */

#define BOOT_INFO_BITS 12 /* log2 of the page's bytes */

enum boot_slot {
    BOOT_SLOT_TABLE = 1,
    BOOT_SLOT_DOMAIN = 2,
    BOOT_SLOT_THREAD = 3,
    BOOT_SLOT_SCHED_CONTEXT = 4,
    BOOT_SLOT_IRQ_CONTROL = 5,
    BOOT_SLOT_IOPORT_CONTROL = 6, /* empty where there are no ports */
    BOOT_SLOT_CONSOLE = 7,        /* empty in builds without it */
    BOOT_SLOT_INFO = 8,           /* the frame of this page */
    BOOT_SLOT_STACK = 9,          /* the frame of root's first stack */
    BOOT_SLOT_CPUS = 16,          /* one slot for each core */
    BOOT_SLOT_FIRST_RANGE = 32, /* untypeds and frames, as ranges below say */
};

/* `count` capabilities in consecutive slots. */
struct boot_range {
    uint32_t first;
    uint32_t count;
};

struct root_boot_info {
    uint64_t magic;
    uint32_t version; /* 1 */
    uint32_t cores;
    struct boot_range ram; /* untypeds */
    struct boot_range devices; /* device untypeds */
    struct boot_range archive; /* read-only frames that hold the archive */
    struct boot_range program; /* root's own frames: text, then data */
    uint64_t archive_base; /* address; mapped readable for root */
    uint64_t archive_size; /* bytes, root's own file left out */
    uint64_t root_base; /* where root lies */
    uint64_t root_size;
    uint64_t stack_base; /* root's first stack */
    uint64_t stack_size;
    uint64_t ticks_per_second; /* of the counter that user code reads */
    uint32_t table_bits; /* root's table has 2^table_bits slots */
    uint32_t first_free_slot;
    char board[16]; /* "raspi", "pc", "host" */
    char command_line[256];
};

#endif
