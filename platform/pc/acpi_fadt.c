/*
 * ACPI's FADT: where its registers are, which programs must not reach, and how
 * to power off, for which the types of sleep are looked up in the DSDT.
 */
#include "acpi.h"

#include "acpi_table.h"

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
static void keep_register(struct acpi_table fadt, uint32_t place,
                          unsigned count, bool block, struct acpi *acpi)
{
    uint64_t address = acpi_field64(fadt, place + 4);

    if (!address || place + 12 > fadt.length)
        return;
    if (fadt.bytes[place] == SPACE_PORTS)
        keep_ports(acpi, address, count, block);
    else if (fadt.bytes[place] == SPACE_MEMORY &&
             acpi->kept_page_count < ACPI_KEPT_MAX)
        acpi->kept_pages[acpi->kept_page_count++] = address & ~(paddr_t)4095;
}

static void fadt_registers(struct acpi_table fadt, struct acpi *acpi)
{
    size_t count = sizeof fixed_registers / sizeof fixed_registers[0];

    acpi->timer_port = (uint16_t)acpi_field32(fadt, FADT_TIMER);
    keep_ports(acpi, acpi_field32(fadt, FADT_COMMAND), 1, false);
    for (size_t i = 0; i < count; i++) {
        unsigned ports = acpi_field16(fadt, fixed_registers[i].count) & 0xFF;
        bool block = fixed_registers[i].block;

        keep_ports(acpi, acpi_field32(fadt, fixed_registers[i].port), ports,
                   block);
        keep_register(fadt, fixed_registers[i].place, ports, block, acpi);
    }
    keep_register(fadt, FADT_SLEEP_CONTROL, 1, false, acpi);
    keep_register(fadt, FADT_SLEEP_STATUS, 1, false, acpi);
    if (fadt.length >= FADT_RESET + 12 && fadt.bytes[FADT_RESET] == SPACE_PORTS)
        acpi->reset_port = (uint16_t)acpi_field32(fadt, FADT_RESET + 4);
    else
        keep_register(fadt, FADT_RESET, 1, false, acpi);
}

/* ---- in the DSDT: how to power off ---- */

/* A small number in AML (20.2.3). */
static bool aml_number(struct acpi_table code, uint32_t *at, uint8_t *value)
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
static bool s5_at(struct acpi_table code, uint32_t at, uint8_t type[2])
{
    if (at + 3 > code.length || code.bytes[at] != 0x12)
        return false;
    at += 2 + (code.bytes[at + 1] >> 6); /* the package's length */
    at++;                                /* how many elements */
    return aml_number(code, &at, &type[0]) && aml_number(code, &at, &type[1]);
}

/* Backwards, as it mostly comes late; and at every fourth byte first: if that
   is none of the name's, the name lies before it. */
static bool s5_find(struct acpi_table code, uint8_t type[2])
{
    const uint8_t *first = code.bytes + ACPI_HEADER_BYTES + 1;
    const uint8_t *at = code.bytes + code.length - 4;

    while (at >= first) {
        if (at[0] != '_' && at[0] != 'S' && at[0] != '5') {
            at -= 4;
            continue;
        }
        if (acpi_text_is(at, "_S5_", 4) && (at[-1] == 0x08 || at[-1] == '\\') &&
            s5_at(code, (uint32_t)(at - code.bytes) + 4, type))
            return true;
        at--;
    }
    return false;
}

bool acpi_fadt_read(struct acpi_table fadt, struct acpi *acpi)
{
    uint64_t dsdt = acpi_field64(fadt, 140);
    struct acpi_table code =
        acpi_table_at(dsdt ? dsdt : acpi_field32(fadt, 40));

    fadt_registers(fadt, acpi);
    if (!code.bytes || !acpi_text_is(code.bytes, "DSDT", 4))
        return false;
    if (!s5_find(code, acpi->power_type))
        return true;
    acpi->power_port[0] = (uint16_t)acpi_field32(fadt, 64);
    acpi->power_port[1] = (uint16_t)acpi_field32(fadt, 68);
    acpi->command_port = (uint16_t)acpi_field32(fadt, FADT_COMMAND);
    acpi->enable_command = (uint8_t)acpi_field16(fadt, 52);
    return true;
}
