/*
 * Raspberry Pi 3b: from start.S to boot(). Reads what firmware says, makes the
 * direct map hold exactly the RAM that there is, and describes the machine.
 */
#include "board.h"

#include "arch_start.h"
#include "atags.h"
#include "core.h"
#include "device_tree.h"
#include "devices.h"

#define COMMAND_LINE_BYTES 256

[[noreturn]] void board_start(paddr_t firmware);

extern char __kernel_start[], __kernel_end[], __stacks[];
/* Of the first GiB, in blocks of 2 MiB; in start.S. */
extern word_t ram_blocks[];

static struct boot_info info;
static char command_line[COMMAND_LINE_BYTES];

/* The direct map holds RAM_ALWAYS bytes so far. */
static void read_firmware(paddr_t firmware)
{
    const void *from = arch_from_physical(firmware);

    if (firmware < RAM_ALWAYS) {
        size_t bytes = RAM_ALWAYS - firmware;

        if (!device_tree_read(from, bytes, &info))
            (void)!atags_read(from, bytes, &info);
    }
    if (!info.ram_count)
        info.ram[info.ram_count++] =
            (struct physical_range){0, RAM_ALWAYS, "memory"};
}

/* Firmware's memory will be handed out. */
static void keep_command_line(void)
{
    const char *from = info.command_line;

    for (unsigned i = 0; from && from[i] && i < COMMAND_LINE_BYTES - 1; i++)
        command_line[i] = from[i];
    info.command_line = command_line;
}

/* RAM is mapped in blocks, and ends where the peripherals begin. */
static void trim_ram(struct physical_range *range)
{
    const word_t block = (word_t)1 << BLOCK_BITS;

    if (range->end > PERIPHERALS_BASE)
        range->end = PERIPHERALS_BASE;
    range->end &= ~(block - 1);
    range->base = (range->base + block - 1) & ~(block - 1);
    if (range->base > range->end)
        range->base = range->end;
}

static bool block_is_ram(paddr_t address)
{
    for (unsigned i = 0; i < info.ram_count; i++)
        if (address >= info.ram[i].base && address < info.ram[i].end)
            return true;
    return false;
}

/* Block 0 is mapped in pages already: it holds the kernel. */
static void map_ram(void)
{
    for (unsigned i = 0; i < info.ram_count; i++)
        trim_ram(&info.ram[i]);
    for (unsigned i = 1; i < PERIPHERALS_BASE >> BLOCK_BITS; i++) {
        paddr_t address = (paddr_t)i << BLOCK_BITS;

        ram_blocks[i] =
            block_is_ram(address) ? address | KERNEL_BLOCK | KERNEL_DATA : 0;
    }
    arch_kernel_mapping_changed();
}

/* How far RAM goes on from there, in one range or several. */
static paddr_t ram_end_from(paddr_t address)
{
    while (block_is_ram(address))
        address = ((address >> BLOCK_BITS) + 1) << BLOCK_BITS;
    return address;
}

static void add_device(paddr_t base, paddr_t end)
{
    info.device[info.device_count++] =
        (struct physical_range){base, end, "peripherals"};
}

/* All peripherals but the pages that would let a driver stop the kernel:
   interrupts (and mailbox), power; and the local ones at 0x40000000. */
static void describe(void)
{
    paddr_t kernel_end = arch_to_physical(__kernel_end);

    add_device(PERIPHERALS_BASE, INTERRUPTS_BASE);
    add_device(INTERRUPTS_BASE + 4096, POWER_BASE);
    add_device(POWER_BASE + 4096, PERIPHERALS_END);
    info.kernel = (struct physical_range){arch_to_physical(__kernel_start),
                                          kernel_end, "kernel"};
    info.archive = (struct physical_range){kernel_end, ram_end_from(kernel_end),
                                           "archive"};
    info.board = "raspi";
}

void board_start(paddr_t firmware)
{
    struct core *core = &cores[0];
    struct thread *first;

    static_assert(CORE_STACKS == CORES_MAX);
    uart_start();
    interrupts_start(0);
    arch_core_start(core, (word_t)__stacks + STACK_GUARD_BYTES,
                    CORE_STACK_BYTES);
    read_firmware(firmware);
    keep_command_line();
    map_ram();
    describe();
    first = boot(core, &info);
    uart_share();
    arch_leave(first);
}
