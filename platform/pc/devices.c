/*
 * What programs get as device memory: whatever nobody calls memory. Below 4 GiB
 * that is between and behind the RAM; above, from the GiB behind the last RAM
 * on, where PCI puts large windows. The pages of registers that the kernel
 * itself drives, or by which the machine is put to sleep or reset, are never
 * granted.
 */
#include "board.h"
#include "panic.h"

#define LOW_END 0x100000000
#define GIB ((word_t)1 << 30)
#define PAGE_BYTES 4096u

static void close(struct loaded *loaded, paddr_t base, paddr_t end)
{
    if (!loaded_close(loaded, base, end))
        panic("boot: memory map with too many entries");
}

static void keep(struct boot_info *info, paddr_t base, paddr_t end,
                 const char *what)
{
    for (unsigned i = 0; i < info->reserved_count; i++)
        if (base >= info->reserved[i].base && end <= info->reserved[i].end)
            return;
    if (info->reserved_count == BOOT_RANGES_MAX)
        panic("boot: more than %u ranges of registers to keep",
              BOOT_RANGES_MAX);
    info->reserved[info->reserved_count++] =
        (struct physical_range){base, end, what};
}

static void keep_page(struct boot_info *info, paddr_t address, const char *what)
{
    address &= ~(paddr_t)(PAGE_BYTES - 1);
    keep(info, address, address + PAGE_BYTES, what);
}

static void keep_registers(const struct acpi *acpi, paddr_t local_apic,
                           struct boot_info *info)
{
    keep(info, REGISTERS_BASE, REGISTERS_END, "interrupt controllers");
    keep_page(info, local_apic, "local APIC");
    for (unsigned i = 0; i < acpi->io_apic_count; i++)
        keep_page(info, acpi->io_apics[i].base, "I/O APIC");
    if (acpi->hpet)
        keep_page(info, acpi->hpet, "HPET");
    for (unsigned i = 0; i < acpi->kept_page_count; i++)
        keep_page(info, acpi->kept_pages[i], "ACPI");
}

/* Where all RAM ends, whether the kernel uses it or not. */
static paddr_t ram_end(const struct loaded *loaded)
{
    paddr_t end = LOW_END;

    for (unsigned i = 0; i < loaded->memory_count; i++)
        if (loaded->memory[i].kind == MEMORY_RAM && loaded->memory[i].end > end)
            end = loaded->memory[i].end;
    return end;
}

void devices_describe(struct loaded *loaded, const struct acpi *acpi,
                      paddr_t local_apic, paddr_t limit, struct boot_info *info)
{
    keep_registers(acpi, local_apic, info);
    close(loaded, LOW_END, (ram_end(loaded) + GIB - 1) & ~(GIB - 1));
    info->device_count =
        loaded_devices(loaded, limit, info->device, BOOT_RANGES_MAX);
}
