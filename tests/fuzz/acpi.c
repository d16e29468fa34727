/*
 * Fuzzes the reader of ACPI's tables. The first byte says where the RSDP is and
 * whether sums are put right; the rest is memory from address 0 on.
 */
#include "../../platform/pc/acpi.c"
#include "../../platform/pc/acpi_fadt.c"

#include "support/firmware.h"

static void put_sum(uint8_t *bytes, size_t count, size_t at)
{
    uint8_t sum = 0;

    bytes[at] = 0;
    for (size_t i = 0; i < count; i++)
        sum = (uint8_t)(sum + bytes[i]);
    bytes[at] = (uint8_t)-sum;
}

/* From the end on: a table inside another one is right first. */
static void put_sums(uint8_t *memory, size_t bytes)
{
    static const char *const names[] = {"RSDT", "XSDT", "APIC", "FACP",
                                        "DSDT", "HPET", "MCFG", "SRAT"};

    for (size_t at = bytes / 4 * 4; at >= 4;) {
        uint32_t length;

        at -= 4;
        if (bytes - at >= RSDP_BYTES && !memcmp(memory + at, "RSD PTR ", 8)) {
            put_sum(memory + at, RSDP_OLD_BYTES, 8);
            put_sum(memory + at, RSDP_BYTES, 32);
        }
        if (bytes - at < ACPI_HEADER_BYTES)
            continue;
        memcpy(&length, memory + at + 4, 4);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (!memcmp(memory + at, names[i], 4) &&
                length >= ACPI_HEADER_BYTES && length <= bytes - at)
                put_sum(memory + at, length, 9);
    }
}

static void check_acpi(const struct acpi *acpi)
{
    if (acpi->io_apic_count > ACPI_IO_APICS_MAX ||
        acpi->cpu_count > ACPI_CPUS_MAX)
        wrong("more than fit");
    if (acpi->power_port[0] && acpi->power_type[0] > 7)
        wrong("a type of sleep that does not exist");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct acpi acpi;
    uint8_t *copy;

    if (!bytes)
        return 0;
    copy = malloc(bytes);
    memcpy(copy, data + 1, bytes - 1);
    if (data[0] % 2 == 0)
        put_sums(copy, bytes - 1);
    firmware_begin(copy, bytes - 1);
    acpi_read(data[0] / 2 * 4u, &acpi);
    check_acpi(&acpi);
    firmware_end();
    free(copy);
    return 0;
}
