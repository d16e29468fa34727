/*
 * ACPI's fixed tables, from the RSDP on. Fields are read by their offsets; a
 * table is looked at only after its length lay in reach and its bytes added up
 * to zero. The FADT has a file of its own, acpi_fadt.c.
 */
#include "acpi.h"

#include "acpi_table.h"
#include "loader.h"

#define RSDP_OLD_BYTES 20
#define RSDP_BYTES 36
#define TABLES_MAX 256
/* ACPI 5.2.5.1: where the RSDP is looked for, on multiples of 16 bytes. */
#define BIOS_BASE 0xE0000u
#define BIOS_END 0x100000u
#define EBDA_POINTER 0x40Eu
#define EBDA_BYTES 1024u

/* Most of the bytes eight at a time: tables are long. */
static bool adds_up(const uint8_t *bytes, uint32_t count)
{
    const uint8_t *end = bytes + count;
    uint8_t sum = 0;

    for (; end - bytes >= 8; bytes += 8)
        sum = (uint8_t)(sum + bytes[0] + bytes[1] + bytes[2] + bytes[3] +
                        bytes[4] + bytes[5] + bytes[6] + bytes[7]);
    while (bytes < end)
        sum = (uint8_t)(sum + *bytes++);
    return sum == 0;
}

bool acpi_text_is(const uint8_t *bytes, const char *text, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (bytes[i] != (uint8_t)text[i])
            return false;
    return true;
}

/* ---- MADT (5.2.12): interrupt controllers ---- */

enum {
    MADT_LOCAL_APIC = 0,
    MADT_IO_APIC = 1,
    MADT_OVERRIDE = 2,
    MADT_LOCAL_APIC_ADDRESS = 5,
};

#define MADT_ENTRIES 44
#define MADT_POLARITY_LOW 3
#define MADT_TRIGGER_LEVEL 3

static void madt_override(struct acpi_table entry, struct acpi *acpi)
{
    unsigned line = (unsigned)acpi_field16(entry, 2) >> 8; /* bus, line */
    uint32_t flags = acpi_field16(entry, 8);

    if (line < ACPI_ISA_LINES)
        acpi->isa[line] = (struct acpi_isa_line){
            .number = acpi_field32(entry, 4),
            .low = (flags & 3) == MADT_POLARITY_LOW,
            .level = (flags >> 2 & 3) == MADT_TRIGGER_LEVEL,
        };
}

static void madt_entry(struct acpi_table entry, struct acpi *acpi)
{
    switch (entry.bytes[0]) {
    case MADT_LOCAL_APIC:
        if (acpi_field32(entry, 4) & 1 && acpi->cpu_count < ACPI_CPUS_MAX)
            acpi->cpus[acpi->cpu_count++] =
                (uint8_t)(acpi_field16(entry, 2) >> 8);
        break;
    case MADT_IO_APIC:
        if (entry.length >= 12 && acpi->io_apic_count < ACPI_IO_APICS_MAX)
            acpi->io_apics[acpi->io_apic_count++] = (struct acpi_io_apic){
                acpi_field32(entry, 4), acpi_field32(entry, 8)};
        break;
    case MADT_OVERRIDE:
        if (entry.length >= 10)
            madt_override(entry, acpi);
        break;
    case MADT_LOCAL_APIC_ADDRESS:
        if (entry.length >= 12)
            acpi->local_apic = acpi_field64(entry, 4);
        break;
    default:
        break;
    }
}

/* Calls `each` for the entries from `at` on: a type, a length, contents. */
static bool table_entries(struct acpi_table table, uint32_t at, unsigned head,
                          void (*each)(struct acpi_table, struct acpi *),
                          struct acpi *acpi)
{
    while (at + head <= table.length) {
        struct acpi_table entry = {table.bytes + at, table.bytes[at + 1]};

        if (entry.length < head || entry.length > table.length - at)
            return false;
        each(entry, acpi);
        at += entry.length;
    }
    return true;
}

static bool madt_read(struct acpi_table madt, struct acpi *acpi)
{
    acpi->local_apic = acpi_field32(madt, 36);
    return table_entries(madt, MADT_ENTRIES, 2, madt_entry, acpi);
}

/* ---- SRAT (5.2.16), HPET (IA-PC HPET 1.0a, 3.2.4), MCFG (PCI Firmware 3.2,
   4.1.2) ---- */

#define SRAT_ENTRIES 48
#define SRAT_MEMORY 1

static void srat_entry(struct acpi_table entry, struct acpi *acpi)
{
    uint32_t node = acpi_field32(entry, 2);

    if (entry.bytes[0] == SRAT_MEMORY && acpi_field32(entry, 28) & 1 &&
        node >= acpi->memory_nodes && node < ACPI_CPUS_MAX)
        acpi->memory_nodes = node + 1;
}

static bool srat_read(struct acpi_table srat, struct acpi *acpi)
{
    return table_entries(srat, SRAT_ENTRIES, 2, srat_entry, acpi);
}

static bool hpet_read(struct acpi_table hpet, struct acpi *acpi)
{
    if (hpet.length < 52 || hpet.bytes[40]) /* in memory, not in ports */
        return false;
    acpi->hpet = acpi_field64(hpet, 44);
    return true;
}

static bool mcfg_read(struct acpi_table mcfg, struct acpi *acpi)
{
    if (mcfg.length < 60)
        return false;
    acpi->pci_base = acpi_field64(mcfg, 44);
    acpi->pci_first_bus = mcfg.bytes[54];
    acpi->pci_last_bus = mcfg.bytes[55];
    return true;
}

/* ---- all tables ---- */

static const struct {
    const char *name;
    bool (*read)(struct acpi_table table, struct acpi *acpi);
} readers[] = {
    {"APIC", madt_read}, {"FACP", acpi_fadt_read}, {"HPET", hpet_read},
    {"MCFG", mcfg_read}, {"SRAT", srat_read},
};

struct acpi_table acpi_table_at(paddr_t address)
{
    struct acpi_table table = {boot_view(address, ACPI_HEADER_BYTES), 0};

    if (!table.bytes)
        return table;
    table.length = acpi_bytes(table.bytes + 4, 4);
    table.bytes = table.length < ACPI_HEADER_BYTES
                      ? NULL
                      : boot_view(address, table.length);
    if (table.bytes && !adds_up(table.bytes, table.length))
        table.bytes = NULL;
    return table;
}

static void table_read(paddr_t address, struct acpi *acpi)
{
    struct acpi_table table = acpi_table_at(address);

    if (!table.bytes) {
        acpi->refused++;
        return;
    }
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (acpi_text_is(table.bytes, readers[i].name, 4) &&
            !readers[i].read(table, acpi))
            acpi->refused++;
}

/* RSDT and XSDT: pointers of 4 or 8 bytes. */
static bool root_read(paddr_t address, const char *name, unsigned width,
                      struct acpi *acpi)
{
    struct acpi_table root = acpi_table_at(address);
    unsigned count = 0;

    if (!root.bytes || !acpi_text_is(root.bytes, name, 4))
        return false;
    for (uint32_t at = ACPI_HEADER_BYTES;
         at + width <= root.length && count < TABLES_MAX; at += width, count++)
        table_read(width == 8 ? acpi_field64(root, at) : acpi_field32(root, at),
                   acpi);
    return true;
}

/* ---- the RSDP ---- */

static const uint8_t *rsdp_at(paddr_t address)
{
    const uint8_t *rsdp = boot_view(address, RSDP_OLD_BYTES);

    return rsdp && acpi_text_is(rsdp, "RSD PTR ", 8) &&
                   adds_up(rsdp, RSDP_OLD_BYTES)
               ? rsdp
               : NULL;
}

static paddr_t rsdp_search(paddr_t base, paddr_t end)
{
    for (; base < end; base += 16)
        if (rsdp_at(base))
            return base;
    return 0;
}

static paddr_t rsdp_find(void)
{
    const uint8_t *pointer = boot_view(EBDA_POINTER, 2);
    paddr_t ebda = pointer ? (paddr_t)acpi_bytes(pointer, 2) << 4 : 0;
    paddr_t found = ebda ? rsdp_search(ebda, ebda + EBDA_BYTES) : 0;

    return found ? found : rsdp_search(BIOS_BASE, BIOS_END);
}

/* Where nothing is said the lines go to the interrupts of their numbers, but
   for the PIT's, and are edges to high. */
static void isa_defaults(struct acpi *acpi)
{
    for (unsigned i = 0; i < ACPI_ISA_LINES; i++)
        acpi->isa[i].number = i ? i : 2;
}

void acpi_read(paddr_t address, struct acpi *acpi)
{
    const uint8_t *rsdp, *new;

    *acpi = (struct acpi){0};
    isa_defaults(acpi);
    if (!address)
        address = rsdp_find();
    rsdp = address ? rsdp_at(address) : NULL;
    if (!rsdp) {
        acpi->refused += address != 0;
        return;
    }
    new = rsdp[15] >= 2 ? boot_view(address, RSDP_BYTES) : NULL;
    if (new && adds_up(new, RSDP_BYTES))
        acpi->found = root_read(acpi_bytes(new + 24, 4) |
                                    (paddr_t)acpi_bytes(new + 28, 4) << 32,
                                "XSDT", 8, acpi);
    if (!acpi->found)
        acpi->found = root_read(acpi_bytes(rsdp + 16, 4), "RSDT", 4, acpi);
    acpi->refused += !acpi->found;
}
