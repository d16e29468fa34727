/*
 * PC: from start.S to boot(). Takes over what the loader says, looks at ACPI's
 * tables, makes the direct map hold exactly the RAM that there is, and
 * describes the machine.
 */
#include "board.h"
#include "boot_memory.h"
#include "core.h"
#include "magic.h"
#include "panic.h"
#include "print.h"

#define CORE_STACK(number)                                                     \
    (__stacks + (number) * (CORE_STACK_BYTES + 4096) + 4096)
#define MIB ((word_t)1 << 20)

[[noreturn]] void board_start(uint32_t magic, uint32_t information);

extern char __kernel_start[], __kernel_end[], __boot_end[], __stacks[];

static struct boot_info info;
static struct loaded loaded;
static struct acpi acpi;

const void *boot_view(paddr_t address, word_t bytes)
{
    if (address >= BOOT_REACH || bytes > BOOT_REACH - address)
        return NULL;
    return arch_from_physical(address);
}

/* ---- what the loader said ---- */

static const char *read_loader(uint32_t magic, paddr_t information)
{
    const uint32_t *first = boot_view(information, sizeof *first);

    if (first && *first == PVH_MAGIC)
        return pvh_read(information, &loaded);
    if (magic == MULTIBOOT2_LOADER)
        return multiboot2_read(information, &loaded);
    if (magic == MULTIBOOT1_LOADER)
        return multiboot1_read(information, &loaded);
    return "neither PVH nor Multiboot";
}

static bool in_ram(paddr_t base, paddr_t end)
{
    for (unsigned i = 0; i < info.ram_count; i++)
        if (info.ram[i].base <= base && end <= info.ram[i].end)
            return true;
    return false;
}

static void read_memory(void)
{
    paddr_t image = arch_to_physical(__kernel_start);

    if (!loaded_add_memory(&loaded, REGISTERS_BASE,
                           REGISTERS_END - REGISTERS_BASE, MEMORY_IS_KEPT))
        panic("boot: memory map with too many entries");
    info.ram_count = loaded_ram(&loaded, (paddr_t)1 << DIRECT_BITS, info.ram,
                                BOOT_RANGES_MAX);
    info.kernel = (struct physical_range){image, arch_to_physical(__kernel_end),
                                          "kernel"};
    if (!in_ram(image, arch_to_physical(__boot_end)))
        panic("boot: the kernel is not in what the memory map calls RAM");
    info.archive = loaded.archive;
    if (!loaded.archive.end)
        panic("boot: no module with the programs was loaded");
    if (!in_ram(loaded.archive.base, (loaded.archive.end + 4095) & ~4095UL) ||
        (loaded.archive.base < arch_to_physical(__boot_end) &&
         image < loaded.archive.end))
        panic("boot: the module is not in free RAM");
}

/* ---- page tables ---- */

/* A piece of RAM that nothing is in, and that is in reach. */
static paddr_t find_room(word_t bytes)
{
    static struct memory_plan plan;
    paddr_t base = 0;
    unsigned bits;

    memory_plan_begin(&plan, info.ram, info.ram_count);
    memory_exclude(&plan, 0, MIB); /* is scarce: other cores start there */
    memory_exclude(&plan, info.kernel.base, arch_to_physical(__boot_end));
    memory_exclude(&plan, info.archive.base, info.archive.end);
    while (memory_next_piece(&plan, &base, &bits)) {
        if ((word_t)1 << bits >= bytes && boot_view(base, bytes))
            return base;
        base += (paddr_t)1 << bits;
    }
    panic("boot: no %lu KiB of RAM in one piece, below 4 GiB, for page tables",
          bytes >> 10);
}

static void map_ram(void)
{
    word_t bytes = (word_t)kernel_space_pages(info.ram, info.ram_count) * 4096;
    paddr_t tables = find_room(bytes);

    info.reserved[info.reserved_count++] =
        (struct physical_range){tables, tables + bytes, "kernel, page tables"};
    kernel_space_ram(info.ram, info.ram_count, tables);
}

static void describe_firmware(void)
{
    print("hesper: loaded by %s at 0x%lx; ", loaded.loader, kernel_physical);
    if (!acpi.found)
        print("no ACPI tables");
    else
        print("ACPI: %u cores, %u I/O APICs, %u memory nodes", acpi.cpu_count,
              acpi.io_apic_count, acpi.memory_nodes);
    if (acpi.refused)
        print("; %u bad ACPI tables left out", acpi.refused);
    print("\n");
}

static paddr_t address_end(void)
{
    return (paddr_t)1 << (read_cpuid(0x80000008, 0).eax & 0xFF);
}

static void start_processor(void)
{
    const char *missing = processor_check();

    arch_core_start(&cores[0], (word_t)CORE_STACK(0), CORE_STACK_BYTES);
    if (missing)
        panic("this processor lacks a feature: %s", missing);
    processor_start();
    kernel_space_image();
}

void board_start(uint32_t magic, uint32_t information)
{
    struct thread *first;
    const char *wrong;

    static_assert(CORE_STACKS == CORES_MAX);
    uart_start();
    start_processor();
    wrong = read_loader(magic, information);
    if (wrong)
        panic("boot information: %s", wrong);
    read_memory();
    acpi_read(loaded.rsdp, &acpi);
    power_start(&acpi);
    ports_start(&acpi);
    describe_firmware();
    map_ram();
    old_interrupts_stop();
    local_apic_start(kernel_space_device(local_apic_base()));
    interrupts_start(&acpi);
    clock_start(&acpi);
    devices_describe(&loaded, &acpi, local_apic_base(), address_end(), &info);
    info.board = "pc";
    info.command_line = loaded.command_line;
    first = boot(&cores[0], &info);
    uart_share();
    arch_leave(first);
}
