/*
 * The PC's interrupt lines, on a model of an I/O APIC and of what the local
 * APIC has been asked for: masking by level, keeping early edges, and
 * forgetting those of a line's previous owner.
 */
#include "../support/pc_board.h"

static void fake_device_write(volatile uint32_t *place, uint32_t value);
static uint32_t fake_device_read(const volatile uint32_t *place);
static void fake_port_write8(uint16_t port, uint8_t value);

#define NUCLEUS_LOCAL_APIC_H /* this is one */
static void local_apic_end_of_interrupt(void);

#include "../../platform/pc/interrupts.c"

#define PINS 24
#define EDGE_LINE 4
#define LEVEL_LINE 16

/* ---- the I/O APIC, and the local one as far as it matters ---- */

static struct {
    uint32_t selected;
    uint32_t entries[2 * PINS];
    bool requested[256];
    unsigned expected;
    unsigned ends;
} machine;

static volatile uint32_t io_apic_registers[8];

static void fake_device_write(volatile uint32_t *place, uint32_t value)
{
    if (place == &io_apic_registers[0]) {
        machine.selected = value;
        return;
    }
    assert_ptr_equal(place, &io_apic_registers[IO_APIC_WINDOW]);
    assert_in_range(machine.selected, IO_APIC_ENTRIES,
                    IO_APIC_ENTRIES + 2 * PINS - 1);
    machine.entries[machine.selected - IO_APIC_ENTRIES] = value;
}

static uint32_t fake_device_read(const volatile uint32_t *place)
{
    assert_ptr_equal(place, &io_apic_registers[IO_APIC_WINDOW]);
    assert_int_equal(machine.selected, IO_APIC_VERSION);
    return (PINS - 1) << 16 | 0x11;
}

static void fake_port_write8(uint16_t port, uint8_t value)
{
    (void)port;
    (void)value;
}

void *kernel_space_device(paddr_t address)
{
    assert_int_equal(address, IO_APIC_DEFAULT);
    return (void *)io_apic_registers;
}

unsigned local_apic_id(void)
{
    return 3;
}

void local_apic_expect(unsigned vector)
{
    if (vector > machine.expected)
        machine.expected = vector;
}

static void local_apic_end_of_interrupt(void)
{
    machine.ends++;
}

void local_apic_interrupt_self(unsigned vector)
{
    machine.requested[vector] = true;
}

/* ---- what happens ---- */

static uint32_t entry_of(unsigned line)
{
    return machine.entries[2 * line]; /* the pins are numbered alike */
}

static bool pin_is_masked(unsigned line)
{
    return entry_of(line) & ENTRY_MASKED;
}

/* A device signals: a masked pin ignores edges. */
static void line_signals(unsigned line)
{
    if (!pin_is_masked(line))
        machine.requested[entry_of(line) & 0xFF] = true;
}

/* The processor takes what was requested; the line, or PLATFORM_IRQ_NONE. */
static unsigned interrupt_taken(void)
{
    for (unsigned vector = 255; vector >= VECTOR_LINES; vector--) {
        if (!machine.requested[vector])
            continue;
        machine.requested[vector] = false;
        arch_core()->arch.vector = vector;
        return platform_irq_claim();
    }
    return PLATFORM_IRQ_NONE;
}

static int set_up(void **state)
{
    struct acpi acpi = {0};

    (void)state;
    host_core = &cores[0];
    memset(&machine, 0, sizeof machine);
    memset(lines, 0, sizeof lines);
    for (unsigned i = 0; i < ACPI_ISA_LINES; i++)
        acpi.isa[i].number = i;
    interrupts_start(&acpi);
    return 0;
}

/* ---- tests ---- */

static void lines_have_vectors_of_their_own(void **state)
{
    bool used[256] = {[VECTOR_TIMER] = true};

    (void)state;
    for (unsigned line = 0; line < PLATFORM_IRQ_LINES; line++) {
        unsigned vector = vector_of(line);

        assert_in_range(vector, VECTOR_LINES, VECTOR_PIC - 1);
        assert_false(used[vector]);
        used[vector] = true;
        assert_int_equal(line_of_vector(vector), line);
    }
}

static void all_are_masked_at_first(void **state)
{
    (void)state;
    for (unsigned line = 0; line < PINS; line++) {
        assert_true(pin_is_masked(line));
        assert_int_equal(platform_irq_usable(line), line != ISA_CASCADE);
    }
    assert_false(platform_irq_usable(PINS));
    assert_int_equal(machine.expected, vector_of(PINS - 1));
}

static void an_edge_fires_once(void **state)
{
    (void)state;
    platform_irq_unmask(EDGE_LINE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    assert_int_equal(machine.ends, 1);
    assert_false(pin_is_masked(EDGE_LINE));
}

/* Edges that come before the last one is acknowledged are kept, as one. */
static void an_early_edge_is_kept(void **state)
{
    (void)state;
    platform_irq_unmask(EDGE_LINE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), EDGE_LINE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    assert_true(pin_is_masked(EDGE_LINE)); /* that is enough of them */
    platform_irq_unmask(EDGE_LINE);
    assert_int_equal(interrupt_taken(), EDGE_LINE);
    platform_irq_unmask(EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), EDGE_LINE);
}

static void a_level_is_masked_until_it_is_handled(void **state)
{
    (void)state;
    platform_irq_unmask(LEVEL_LINE);
    line_signals(LEVEL_LINE);
    assert_int_equal(interrupt_taken(), LEVEL_LINE);
    assert_true(pin_is_masked(LEVEL_LINE));
    platform_irq_unmask(LEVEL_LINE);
    assert_false(pin_is_masked(LEVEL_LINE));
    line_signals(LEVEL_LINE);
    assert_int_equal(interrupt_taken(), LEVEL_LINE);
}

/* The capability dies while an interrupt is on its way to the processor: the
   line's next owner has nothing to do with that. */
static void the_next_owner_gets_no_old_edge(void **state)
{
    (void)state;
    platform_irq_unmask(EDGE_LINE);
    line_signals(EDGE_LINE);
    platform_irq_mask(EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    assert_int_equal(machine.ends, 1);
    platform_irq_unmask(EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), EDGE_LINE);
}

/* The same with an edge that was kept already, and with a level. */
static void nor_one_that_was_kept(void **state)
{
    (void)state;
    platform_irq_unmask(EDGE_LINE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), EDGE_LINE);
    line_signals(EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    platform_irq_mask(EDGE_LINE);
    platform_irq_unmask(EDGE_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    platform_irq_unmask(LEVEL_LINE);
    line_signals(LEVEL_LINE);
    platform_irq_mask(LEVEL_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    platform_irq_unmask(LEVEL_LINE);
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
}

static void the_timer_and_strangers(void **state)
{
    (void)state;
    machine.requested[VECTOR_TIMER] = true;
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_TIMER);
    assert_int_equal(machine.ends, 1);
    machine.requested[VECTOR_PIC - 1] = true; /* a device's message */
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    assert_int_equal(machine.ends, 2);
    machine.requested[VECTOR_PIC + 7] = true; /* has no end */
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    machine.requested[VECTOR_SPURIOUS] = true;
    assert_int_equal(interrupt_taken(), PLATFORM_IRQ_NONE);
    assert_int_equal(machine.ends, 2);
}

#define TEST(function) cmocka_unit_test_setup(function, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_have_vectors_of_their_own),
        TEST(all_are_masked_at_first),
        TEST(an_edge_fires_once),
        TEST(an_early_edge_is_kept),
        TEST(a_level_is_masked_until_it_is_handled),
        TEST(the_next_owner_gets_no_old_edge),
        TEST(nor_one_that_was_kept),
        TEST(the_timer_and_strangers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
