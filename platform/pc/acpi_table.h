/*
 * What the readers of ACPI's tables share. A field that would lie behind its
 * table's end is 0.
 */
#ifndef PLATFORM_ACPI_TABLE_H
#define PLATFORM_ACPI_TABLE_H

#include "acpi.h"

#define ACPI_HEADER_BYTES 36

struct acpi_table {
    const uint8_t *bytes;
    uint32_t length;
};

static inline uint32_t acpi_bytes(const uint8_t *at, unsigned count)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < count; i++)
        value |= (uint32_t)at[i] << 8 * i;
    return value;
}

static inline uint32_t acpi_field16(struct acpi_table table, uint32_t offset)
{
    return offset + 2 <= table.length ? acpi_bytes(table.bytes + offset, 2) : 0;
}

static inline uint32_t acpi_field32(struct acpi_table table, uint32_t offset)
{
    return offset + 4 <= table.length ? acpi_bytes(table.bytes + offset, 4) : 0;
}

static inline uint64_t acpi_field64(struct acpi_table table, uint32_t offset)
{
    return acpi_field32(table, offset) |
           (uint64_t)acpi_field32(table, offset + 4) << 32;
}

bool acpi_text_is(const uint8_t *bytes, const char *text, unsigned count);

/* The table, or nothing if it is out of reach or its sum is wrong. */
struct acpi_table acpi_table_at(paddr_t address);

/* False: it, or its DSDT, is wrong. */
bool acpi_fadt_read(struct acpi_table fadt, struct acpi *acpi);

#endif
