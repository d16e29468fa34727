/*
 * ACPI's fixed tables. Fields are read by their offsets; a table is looked at
 * only after its length lay in reach and its bytes added up to zero.
 */
#include "acpi.h"

#include "loader.h"

#define RSDP_OLD_BYTES 20
#define RSDP_BYTES 36
#define HEADER_BYTES 36
#define TABLES_MAX 256
/* ACPI 5.2.5.1: where the RSDP is looked for, on multiples of 16 bytes. */
#define BIOS_BASE 0xE0000u
#define BIOS_END 0x100000u
#define EBDA_POINTER 0x40Eu
#define EBDA_BYTES 1024u

struct table {
    const uint8_t *bytes;
    uint32_t length;
};

static uint32_t read_bytes(const uint8_t *at, unsigned count)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < count; i++)
        value |= (uint32_t)at[i] << 8 * i;
    return value;
}

static uint32_t field16(struct table table, uint32_t offset)
{
    return offset + 2 <= table.length ? read_bytes(table.bytes + offset, 2) : 0;
}

static uint32_t field32(struct table table, uint32_t offset)
{
    return offset + 4 <= table.length ? read_bytes(table.bytes + offset, 4) : 0;
}

static uint64_t field64(struct table table, uint32_t offset)
{
    return field32(table, offset) | (uint64_t)field32(table, offset + 4) << 32;
}

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

static bool text_is(const uint8_t *bytes, const char *text, unsigned count)
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

static void madt_override(struct table entry, struct acpi *acpi)
{
    unsigned line = (unsigned)field16(entry, 2) >> 8; /* bus, line */
    uint32_t flags = field16(entry, 8);

    if (line < ACPI_ISA_LINES)
        acpi->isa[line] = (struct acpi_isa_line){
            .number = field32(entry, 4),
            .low = (flags & 3) == MADT_POLARITY_LOW,
            .level = (flags >> 2 & 3) == MADT_TRIGGER_LEVEL,
        };
}

static void madt_entry(struct table entry, struct acpi *acpi)
{
    switch (entry.bytes[0]) {
    case MADT_LOCAL_APIC:
        if (field32(entry, 4) & 1 && acpi->cpu_count < ACPI_CPUS_MAX)
            acpi->cpus[acpi->cpu_count++] = (uint8_t)(field16(entry, 2) >> 8);
        break;
    case MADT_IO_APIC:
        if (entry.length >= 12 && acpi->io_apic_count < ACPI_IO_APICS_MAX)
            acpi->io_apics[acpi->io_apic_count++] =
                (struct acpi_io_apic){field32(entry, 4), field32(entry, 8)};
        break;
    case MADT_OVERRIDE:
        if (entry.length >= 10)
            madt_override(entry, acpi);
        break;
    case MADT_LOCAL_APIC_ADDRESS:
        if (entry.length >= 12)
            acpi->local_apic = field64(entry, 4);
        break;
    default:
        break;
    }
}

/* Calls `each` for the entries from `at` on: a type, a length, contents. */
static bool table_entries(struct table table, uint32_t at, unsigned head,
                          void (*each)(struct table, struct acpi *),
                          struct acpi *acpi)
{
    while (at + head <= table.length) {
        struct table entry = {table.bytes + at, table.bytes[at + 1]};

        if (entry.length < head || entry.length > table.length - at)
            return false;
        each(entry, acpi);
        at += entry.length;
    }
    return true;
}

static bool madt_read(struct table madt, struct acpi *acpi)
{
    acpi->local_apic = field32(madt, 36);
    return table_entries(madt, MADT_ENTRIES, 2, madt_entry, acpi);
}

/* ---- SRAT (5.2.16), HPET (IA-PC HPET 1.0a, 3.2.4), MCFG (PCI Firmware 3.2,
   4.1.2) ---- */

#define SRAT_ENTRIES 48
#define SRAT_MEMORY 1

static void srat_entry(struct table entry, struct acpi *acpi)
{
    uint32_t node = field32(entry, 2);

    if (entry.bytes[0] == SRAT_MEMORY && field32(entry, 28) & 1 &&
        node >= acpi->memory_nodes && node < ACPI_CPUS_MAX)
        acpi->memory_nodes = node + 1;
}

static bool srat_read(struct table srat, struct acpi *acpi)
{
    return table_entries(srat, SRAT_ENTRIES, 2, srat_entry, acpi);
}

static bool hpet_read(struct table hpet, struct acpi *acpi)
{
    if (hpet.length < 52 || hpet.bytes[40]) /* in memory, not in ports */
        return false;
    acpi->hpet = field64(hpet, 44);
    return true;
}

static bool mcfg_read(struct table mcfg, struct acpi *acpi)
{
    if (mcfg.length < 60)
        return false;
    acpi->pci_base = field64(mcfg, 44);
    acpi->pci_first_bus = mcfg.bytes[54];
    acpi->pci_last_bus = mcfg.bytes[55];
    return true;
}

/* ---- FADT (5.2.9): where ACPI's registers are ---- */

#define FADT_COMMAND 48 /* of system management */
#define FADT_TIMER 76
#define FADT_RESET 116
#define FADT_SLEEP_CONTROL 244
#define FADT_SLEEP_STATUS 256
#define SPACE_MEMORY 0
#define SPACE_PORTS 1
/* Chipsets have more in this block of ports than tables name: what makes
   firmware's interrupts, a watchdog. */
#define EVENT_BLOCK_PORTS 128u
#define EVENT_BLOCK_LEAST 0x100

/* A port as of old, the same in the new way, and the byte that says how many
   there are. */
static const struct {
    uint8_t port, place, count;
    bool block;
} fixed_registers[] = {
    {56, 148, 88, true},  {60, 160, 88, true},  /* events */
    {64, 172, 89, true},  {68, 184, 89, true},  /* control */
    {72, 196, 90, false},                       /* more control */
    {80, 220, 92, false}, {84, 232, 93, false}, /* more events */
};

static void keep_ports(struct acpi *acpi, uint64_t first, unsigned count,
                       bool block)
{
    uint64_t last = first + (count ? count : 1) - 1;

    if (!first || last > 0xFFFF || acpi->kept_port_count == ACPI_KEPT_MAX)
        return;
    if (block && first >= EVENT_BLOCK_LEAST) {
        first &= ~(uint64_t)(EVENT_BLOCK_PORTS - 1);
        last |= EVENT_BLOCK_PORTS - 1;
    }
    acpi->kept_ports[acpi->kept_port_count++] =
        (struct acpi_ports){(uint16_t)first, (uint16_t)last};
}

/* A register in the new way (5.2.3.2): space, bits, offset, size, address. */
static void keep_register(struct table fadt, uint32_t place, unsigned count,
                          bool block, struct acpi *acpi)
{
    uint64_t address = field64(fadt, place + 4);

    if (!address || place + 12 > fadt.length)
        return;
    if (fadt.bytes[place] == SPACE_PORTS)
        keep_ports(acpi, address, count, block);
    else if (fadt.bytes[place] == SPACE_MEMORY &&
             acpi->kept_page_count < ACPI_KEPT_MAX)
        acpi->kept_pages[acpi->kept_page_count++] = address & ~(paddr_t)4095;
}

static void fadt_registers(struct table fadt, struct acpi *acpi)
{
    size_t count = sizeof fixed_registers / sizeof fixed_registers[0];

    acpi->timer_port = (uint16_t)field32(fadt, FADT_TIMER);
    keep_ports(acpi, field32(fadt, FADT_COMMAND), 1, false);
    for (size_t i = 0; i < count; i++) {
        unsigned ports = field16(fadt, fixed_registers[i].count) & 0xFF;
        bool block = fixed_registers[i].block;

        keep_ports(acpi, field32(fadt, fixed_registers[i].port), ports, block);
        keep_register(fadt, fixed_registers[i].place, ports, block, acpi);
    }
    keep_register(fadt, FADT_SLEEP_CONTROL, 1, false, acpi);
    keep_register(fadt, FADT_SLEEP_STATUS, 1, false, acpi);
    if (fadt.length >= FADT_RESET + 12 && fadt.bytes[FADT_RESET] == SPACE_PORTS)
        acpi->reset_port = (uint16_t)field32(fadt, FADT_RESET + 4);
    else
        keep_register(fadt, FADT_RESET, 1, false, acpi);
}

/* ---- FADT and, in the DSDT, how to power off ---- */

static struct table table_at(paddr_t address);

/* A small number in AML (20.2.3). */
static bool aml_number(struct table code, uint32_t *at, uint8_t *value)
{
    uint8_t byte;

    if (*at >= code.length)
        return false;
    byte = code.bytes[(*at)++];
    *value = byte;
    if (byte == 0x0A && *at < code.length)
        *value = code.bytes[(*at)++];
    else if (byte > 1)
        return false;
    return *value < 8;
}

/* Name (\_S5, Package (...) {type, type, ...}): the types of sleep. */
static bool s5_at(struct table code, uint32_t at, uint8_t type[2])
{
    if (at + 3 > code.length || code.bytes[at] != 0x12)
        return false;
    at += 2 + (code.bytes[at + 1] >> 6); /* the package's length */
    at++;                                /* how many elements */
    return aml_number(code, &at, &type[0]) && aml_number(code, &at, &type[1]);
}

/* Backwards, as it mostly comes late; and at every fourth byte first: if that
   is none of the name's, the name lies before it. */
static bool s5_find(struct table code, uint8_t type[2])
{
    const uint8_t *first = code.bytes + HEADER_BYTES + 1;
    const uint8_t *at = code.bytes + code.length - 4;

    while (at >= first) {
        if (at[0] != '_' && at[0] != 'S' && at[0] != '5') {
            at -= 4;
            continue;
        }
        if (text_is(at, "_S5_", 4) && (at[-1] == 0x08 || at[-1] == '\\') &&
            s5_at(code, (uint32_t)(at - code.bytes) + 4, type))
            return true;
        at--;
    }
    return false;
}

static bool fadt_read(struct table fadt, struct acpi *acpi)
{
    uint64_t dsdt = field64(fadt, 140);
    struct table code = table_at(dsdt ? dsdt : field32(fadt, 40));

    fadt_registers(fadt, acpi);
    if (!code.bytes || !text_is(code.bytes, "DSDT", 4))
        return false;
    if (!s5_find(code, acpi->power_type))
        return true;
    acpi->power_port[0] = (uint16_t)field32(fadt, 64);
    acpi->power_port[1] = (uint16_t)field32(fadt, 68);
    acpi->command_port = (uint16_t)field32(fadt, FADT_COMMAND);
    acpi->enable_command = (uint8_t)field16(fadt, 52);
    return true;
}

/* ---- all tables ---- */

static const struct {
    const char *name;
    bool (*read)(struct table table, struct acpi *acpi);
} readers[] = {
    {"APIC", madt_read}, {"FACP", fadt_read}, {"HPET", hpet_read},
    {"MCFG", mcfg_read}, {"SRAT", srat_read},
};

/* The table, or nothing if it is out of reach or its sum is wrong. */
static struct table table_at(paddr_t address)
{
    struct table table = {boot_view(address, HEADER_BYTES), 0};

    if (!table.bytes)
        return table;
    table.length = read_bytes(table.bytes + 4, 4);
    table.bytes =
        table.length < HEADER_BYTES ? NULL : boot_view(address, table.length);
    if (table.bytes && !adds_up(table.bytes, table.length))
        table.bytes = NULL;
    return table;
}

static void table_read(paddr_t address, struct acpi *acpi)
{
    struct table table = table_at(address);

    if (!table.bytes) {
        acpi->refused++;
        return;
    }
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (text_is(table.bytes, readers[i].name, 4) &&
            !readers[i].read(table, acpi))
            acpi->refused++;
}

/* RSDT and XSDT: pointers of 4 or 8 bytes. */
static bool root_read(paddr_t address, const char *name, unsigned width,
                      struct acpi *acpi)
{
    struct table root = table_at(address);
    unsigned count = 0;

    if (!root.bytes || !text_is(root.bytes, name, 4))
        return false;
    for (uint32_t at = HEADER_BYTES;
         at + width <= root.length && count < TABLES_MAX; at += width, count++)
        table_read(width == 8 ? field64(root, at) : field32(root, at), acpi);
    return true;
}

/* ---- the RSDP ---- */

static const uint8_t *rsdp_at(paddr_t address)
{
    const uint8_t *rsdp = boot_view(address, RSDP_OLD_BYTES);

    return rsdp && text_is(rsdp, "RSD PTR ", 8) && adds_up(rsdp, RSDP_OLD_BYTES)
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
    paddr_t ebda = pointer ? (paddr_t)read_bytes(pointer, 2) << 4 : 0;
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
        acpi->found = root_read(read_bytes(new + 24, 4) |
                                    (paddr_t)read_bytes(new + 28, 4) << 32,
                                "XSDT", 8, acpi);
    if (!acpi->found)
        acpi->found = root_read(read_bytes(rsdp + 16, 4), "RSDT", 4, acpi);
    acpi->refused += !acpi->found;
}
