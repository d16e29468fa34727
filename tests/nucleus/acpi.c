/*
 * The PC's parser of ACPI tables: what firmware says, defaults where it says
 * nothing, and nothing read that is not there whatever it says.
 */
#include "../support/boot_view.h"

#include "../../platform/pc/acpi.c"
#include "../../platform/pc/acpi_fadt.c"

#define RSDP 0xE0010
#define RSDT 0x1000
#define XSDT 0x1200
#define MADT 0x2000
#define FADT 0x3000
#define DSDT 0x4000
#define HPET 0x5000
#define MCFG 0x5100
#define SRAT 0x5200
#define ALL 0x100000

static struct acpi acpi;

static void add_up(word_t address, unsigned bytes, unsigned place)
{
    uint8_t sum = 0;

    memory[address + place] = 0;
    for (unsigned i = 0; i < bytes; i++)
        sum = (uint8_t)(sum + memory[address + i]);
    memory[address + place] = (uint8_t)-sum;
}

static void put32(word_t address, uint32_t value)
{
    put(address, &value, 4);
}

static void table(word_t address, const char *name, uint32_t bytes)
{
    put(address, name, 4);
    put32(address + 4, bytes);
    add_up(address, bytes, 9);
}

static void make_madt(void)
{
    static const uint8_t entries[] =
        {
            0,  8,  0, 0,  1, 0, 0,    0,             /* core 0 */
            0,  8,  1, 5,  1, 0, 0,    0,             /* core 5 */
            0,  8,  2, 6,  0, 0, 0,    0,             /* disabled */
            1,  12, 0, 0,  0, 0, 0xC0, 0xFE, 0,   0, 0, 0,
            1,  12, 1, 0,  0, 0, 0xC1, 0xFE, 24,  0, 0, 0,
            2,  10, 0, 0,  2, 0, 0,    0,    0,   0,       /* 0 -> 2 */
            2,  10, 0, 9,  9, 0, 0,    0,    0xF, 0,     /* 9: level, low */
            2,  10, 0, 99, 9, 0, 0,    0,    0xF, 0,    /* no such line */
            77, 3,  0,                            /* unknown */
        };

    put32(MADT + 36, 0xFEE00000);
    put(MADT + MADT_ENTRIES, entries, sizeof entries);
    table(MADT, "APIC", MADT_ENTRIES + sizeof entries);
}

static void put_register(word_t place, uint8_t space, uint32_t address)
{
    memory[place] = space;
    put32(place + 4, address);
    put32(place + 8, 0);
}

static void make_fadt(void)
{
    static const uint8_t code[] = {0x14, 1,    '_',  'S',  '5',  '_',  0x08,
                                   '_',  'S',  '5',  '_',  0x12, 0x06, 0x04,
                                   0x0A, 0x05, 0x01, 0x00, 0x00};

    put(DSDT + ACPI_HEADER_BYTES, code, sizeof code);
    table(DSDT, "DSDT", ACPI_HEADER_BYTES + sizeof code);
    put32(FADT + 40, DSDT);
    put32(FADT + 48, 0xB2);
    memory[FADT + 52] = 2;
    memory[FADT + 88] = 4;
    memory[FADT + 89] = 2;
    memory[FADT + 90] = 1;
    memory[FADT + 92] = 16;
    put32(FADT + 56, 0x600);
    put32(FADT + 64, 0x604);
    put32(FADT + 72, 0x22);
    put32(FADT + 80, 0x920);
    put_register(FADT + FADT_RESET, SPACE_PORTS, 0xCF9);
    put_register(FADT + 172, SPACE_PORTS, 0x1804);
    put_register(FADT + 220, 127, 0x1234);
    put_register(FADT + FADT_SLEEP_CONTROL, SPACE_MEMORY, 0xFEA00208);
    table(FADT, "FACP", 268);
}

static void make_others(void)
{
    static const uint8_t srat[] = {1, 40, 3, 0, 0, 0, [28] = 1, [39] = 0};

    put32(HPET + 44, 0xFED00000);
    table(HPET, "HPET", 56);
    put32(MCFG + 44, 0xB0000000);
    memory[MCFG + 55] = 0xFF;
    table(MCFG, "MCFG", 60);
    put(SRAT + SRAT_ENTRIES, srat, sizeof srat);
    table(SRAT, "SRAT", SRAT_ENTRIES + sizeof srat);
}

static void make_roots(uint8_t revision)
{
    static const uint32_t tables[] = {MADT, FADT, HPET, MCFG, SRAT};

    for (unsigned i = 0; i < 5; i++) {
        put32(RSDT + ACPI_HEADER_BYTES + 4 * i, tables[i]);
        put32(XSDT + ACPI_HEADER_BYTES + 8 * i, tables[i]);
        put32(XSDT + ACPI_HEADER_BYTES + 8 * i + 4, 0);
    }
    table(RSDT, "RSDT", ACPI_HEADER_BYTES + 20);
    table(XSDT, "XSDT", ACPI_HEADER_BYTES + 40);
    put(RSDP, "RSD PTR ", 8);
    memory[RSDP + 15] = revision;
    put32(RSDP + 16, RSDT);
    put32(RSDP + 20, RSDP_BYTES);
    put32(RSDP + 24, XSDT);
    put32(RSDP + 28, 0);
    add_up(RSDP, RSDP_OLD_BYTES, 8);
    add_up(RSDP, RSDP_BYTES, 32);
}

static int set_up(void **state)
{
    (void)state;
    memory_begin(ALL);
    make_madt();
    make_fadt();
    make_others();
    make_roots(0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    memory_end();
    return 0;
}

static void expect_all(void)
{
    assert_true(acpi.found);
    assert_int_equal(acpi.refused, 0);
    assert_int_equal(acpi.local_apic, 0xFEE00000);
    assert_int_equal(acpi.cpu_count, 2);
    assert_int_equal(acpi.cpus[1], 5);
    assert_int_equal(acpi.io_apic_count, 2);
    assert_int_equal(acpi.io_apics[1].base, 0xFEC10000);
    assert_int_equal(acpi.io_apics[1].first, 24);
    assert_int_equal(acpi.isa[0].number, 2);
    assert_int_equal(acpi.isa[4].number, 4);
    assert_true(acpi.isa[9].level && acpi.isa[9].low);
    assert_false(acpi.isa[4].level || acpi.isa[4].low);
    assert_int_equal(acpi.hpet, 0xFED00000);
    assert_int_equal(acpi.pci_base, 0xB0000000);
    assert_int_equal(acpi.pci_last_bus, 0xFF);
    assert_int_equal(acpi.memory_nodes, 4);
    assert_int_equal(acpi.power_port[0], 0x604);
    assert_int_equal(acpi.power_port[1], 0);
    assert_int_equal(acpi.power_type[0], 5);
    assert_int_equal(acpi.power_type[1], 1);
    assert_int_equal(acpi.command_port, 0xB2);
    assert_int_equal(acpi.enable_command, 2);
    assert_int_equal(acpi.reset_port, 0xCF9);
    assert_int_equal(acpi.kept_page_count, 1);
    assert_int_equal(acpi.kept_pages[0], 0xFEA00000);
}

static bool port_is_kept(unsigned port)
{
    for (unsigned i = 0; i < acpi.kept_port_count; i++)
        if (port >= acpi.kept_ports[i].first && port <= acpi.kept_ports[i].last)
            return true;
    return false;
}

/* Of events and control the whole block; of all others what is named. */
static void registers_are_kept(void **state)
{
    static const uint16_t kept[] = {0xB2,   0x600,  0x67F, 0x22,
                                    0x1800, 0x187F, 0x920, 0x92F};
    static const uint16_t others[] = {0xB1, 0xB3,   0x5FF,  0x680, 0x21,
                                      0x23, 0x17FF, 0x1880, 0x91F, 0x930,
                                      0x0,  0x1234, 0x208,  0xCF9};

    (void)state;
    acpi_read(RSDP, &acpi);
    for (unsigned i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_true(port_is_kept(kept[i]));
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(port_is_kept(others[i]));
    memory[DSDT + 12] ^= 1; /* has nothing to do with that */
    acpi_read(RSDP, &acpi);
    assert_true(port_is_kept(0x600));
    assert_true(port_is_kept(0xB2));
}

static void everything_is_read(void **state)
{
    (void)state;
    acpi_read(RSDP, &acpi);
    expect_all();
    acpi_read(0, &acpi); /* looks for it */
    expect_all();
    make_roots(2);
    memory[RSDT] = 'x'; /* is not needed then */
    acpi_read(RSDP, &acpi);
    expect_all();
}

static void nothing_there(void **state)
{
    (void)state;
    memset(memory + RSDP, 0, 16);
    acpi_read(0, &acpi);
    assert_false(acpi.found);
    assert_int_equal(acpi.refused, 0);
    assert_int_equal(acpi.isa[0].number, 2);
    assert_int_equal(acpi.isa[15].number, 15);
    views_end();
    acpi_read(RSDP, &acpi);
    assert_false(acpi.found);
    assert_int_equal(acpi.refused, 1);
    acpi_read(~(paddr_t)0, &acpi);
    assert_false(acpi.found);
}

/* A table whose sum is wrong counts as absent; the others do not suffer. */
static void broken_checksums(void **state)
{
    static const word_t tables[] = {MADT, FADT, HPET, MCFG, SRAT};

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        memory[tables[i] + 12] ^= 1;
        acpi_read(RSDP, &acpi);
        assert_true(acpi.found);
        assert_int_equal(acpi.refused, 1);
        assert_int_equal(acpi.io_apic_count, i == 0 ? 0 : 2);
        assert_int_equal(acpi.power_port[0], i == 1 ? 0 : 0x604);
        memory[tables[i] + 12] ^= 1;
    }
    memory[DSDT + 12] ^= 1;
    acpi_read(RSDP, &acpi);
    assert_int_equal(acpi.power_port[0], 0);
    memory[RSDT + 12] ^= 1;
    acpi_read(RSDP, &acpi);
    assert_false(acpi.found);
    assert_int_equal(acpi.refused, 1);
}

static void entries_that_lie(void **state)
{
    static const uint8_t lengths[] = {0, 1, 200, 255};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        make_madt();
        memory[MADT + MADT_ENTRIES + 1] = lengths[i];
        add_up(MADT, acpi_bytes(memory + MADT + 4, 4), 9);
        acpi_read(RSDP, &acpi);
        assert_int_equal(acpi.refused, 1);
    }
}

static void tables_of_any_length(void **state)
{
    static const word_t tables[] = {RSDT, MADT, FADT, DSDT, HPET, MCFG, SRAT};

    (void)state;
    for (unsigned i = 0; i < 7; i++) {
        uint32_t length = acpi_bytes(memory + tables[i] + 4, 4);

        for (uint32_t bytes = 0; bytes < length; bytes++) {
            put32(tables[i] + 4, bytes);
            if (bytes >= ACPI_HEADER_BYTES)
                add_up(tables[i], bytes, 9);
            acpi_read(RSDP, &acpi);
            views_end();
        }
        put32(tables[i] + 4, ~0u);
        acpi_read(RSDP, &acpi);
        put32(tables[i] + 4, length);
        add_up(tables[i], length, 9);
    }
    acpi_read(RSDP, &acpi);
    expect_all();
}

/* Sums are right, contents are not. */
static void random_contents(void **state)
{
    static const word_t tables[] = {RSDT, MADT, FADT, DSDT, SRAT};

    (void)state;
    for (unsigned round = 0; round < 3000; round++) {
        word_t place = tables[round % 5];
        uint32_t length;

        (void)tear_down(NULL);
        (void)set_up(NULL);
        length = acpi_bytes(memory + place + 4, 4);
        for (unsigned i = 0; i < 4; i++)
            memory[place + ACPI_HEADER_BYTES +
                   next_random() % (length - ACPI_HEADER_BYTES)] =
                (uint8_t)next_random();
        add_up(place, length, 9);
        acpi_read(RSDP, &acpi);
        assert_true(acpi.io_apic_count <= ACPI_IO_APICS_MAX);
        assert_true(acpi.cpu_count <= ACPI_CPUS_MAX);
        assert_true(acpi.kept_port_count <= ACPI_KEPT_MAX);
        assert_true(acpi.kept_page_count <= ACPI_KEPT_MAX);
    }
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_is_read), TEST(nothing_there),
        TEST(registers_are_kept), TEST(broken_checksums),
        TEST(entries_that_lie),   TEST(tables_of_any_length),
        TEST(random_contents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
