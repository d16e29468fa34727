/*
 * Measuring the PC's clocks, on a machine whose time goes on with every look at
 * one of its clocks, and sometimes jumps: the right rates whatever comes in
 * between, and an end when clocks are dead.
 */
#include "../support/pc_board.h"

static uint32_t fake_device_read(const volatile uint32_t *place);
static void fake_device_write(volatile uint32_t *place, uint32_t value);
static uint8_t fake_port_read8(uint16_t port);
static uint32_t fake_port_read32(uint16_t port);
static void fake_port_write8(uint16_t port, uint8_t value);
static word_t fake_time(void);
static void fake_relax(void);

#include "../../platform/pc/clock.c"
#include "host.h"

#define HPET_BASE 0xFED00000
#define ACPI_TIMER 0x608
#define GHZ 1000000000u

struct features features;

static struct {
    word_t now; /* nanoseconds */
    word_t looks;
    word_t jump_at, jump; /* at that look, so many nanoseconds go by */
    word_t time_stamps;   /* per second */
    word_t timer;
    bool hpet_counts, acpi_timer_counts, pit_counts;
    bool hpet_goes_back;
    uint32_t period;
    bool pit_on;
    word_t pit_begin;
    uint32_t pit_latched;
    unsigned pit_reads;
    word_t timer_begin;
} machine;

static struct acpi acpi;
static uint32_t registers[1024 / 4];
static word_t set_rate, set_stamps, set_timer;

static word_t counted(word_t per_second, word_t begin)
{
    return (word_t)((unsigned __int128)(machine.now - begin) * per_second /
                    GHZ);
}

static void look(void)
{
    machine.now += 500;
    if (++machine.looks == machine.jump_at)
        machine.now += machine.jump;
    assert_true(machine.looks < 10000000); /* it comes to an end */
}

static word_t fake_time(void)
{
    machine.now += 20;
    return counted(machine.time_stamps, 0) + 12345;
}

static void fake_relax(void)
{
}

static uint32_t fake_device_read(const volatile uint32_t *place)
{
    word_t number = (word_t)(place - registers);

    look();
    if (number == HPET_PERIOD)
        return machine.period;
    if (number != HPET_COUNTER || !machine.hpet_counts ||
        !(registers[HPET_CONTROL] & HPET_ON))
        return registers[number];
    if (machine.hpet_goes_back)
        return machine.looks % 2 ? 100 : 50;
    return (uint32_t)(counted(FEMTOSECONDS / machine.period, 0) - 1000);
}

static void fake_device_write(volatile uint32_t *place, uint32_t value)
{
    *place = value;
}

static uint32_t fake_port_read32(uint16_t port)
{
    assert_int_equal(port, ACPI_TIMER);
    look();
    return machine.acpi_timer_counts
               ? (uint32_t)(counted(ACPI_TIMER_PER_SECOND, 0) + 0xFFF000) &
                     0xFFFFFF
               : 0xFFFFFFFF;
}

static uint8_t fake_port_read8(uint16_t port)
{
    look();
    if (port == PIT_GATE)
        return 0x32;
    assert_int_equal(port, PIT_CHANNEL_2);
    if (!machine.pit_counts)
        return 0xFF;
    return (uint8_t)(machine.pit_latched >> 8 * (machine.pit_reads++ & 1));
}

static void fake_port_write8(uint16_t port, uint8_t value)
{
    if (port == PIT_GATE) {
        machine.pit_on = value & PIT_GATE_ON;
        assert_false(value & PIT_GATE_SPEAKER);
    } else if (port == PIT_COMMAND && value == PIT_LATCH) {
        machine.pit_latched =
            (uint32_t)(0 - counted(PIT_PER_SECOND, machine.pit_begin));
    } else if (port == PIT_CHANNEL_2) {
        assert_true(machine.pit_on);
        machine.pit_begin = machine.now;
    }
}

void *kernel_space_device(paddr_t address)
{
    assert_int_equal(address, HPET_BASE);
    return registers;
}

void local_apic_timer_run(void)
{
    machine.timer_begin = machine.now;
}

uint32_t local_apic_timer_left(void)
{
    look();
    return ~0u - (uint32_t)counted(machine.timer, machine.timer_begin);
}

void arch_clock_set(word_t per_second, word_t time_stamps, uint32_t timer)
{
    set_rate = per_second;
    set_stamps = time_stamps;
    set_timer = timer;
}

/* ---- tests ---- */

static int set_up(void **state)
{
    (void)state;
    memset(&machine, 0, sizeof machine);
    memset(registers, 0, sizeof registers);
    machine.time_stamps = 2400000000;
    machine.timer = 25000000;
    machine.period = 69841279; /* 14.318 MHz */
    machine.hpet_counts = machine.acpi_timer_counts = machine.pit_counts = true;
    acpi = (struct acpi){.hpet = HPET_BASE, .timer_port = ACPI_TIMER};
    features.emulator = false;
    set_rate = 0;
    return 0;
}

static void expect_near(word_t found, word_t expected)
{
    word_t difference = found > expected ? found - expected : expected - found;

    if (difference > expected / 5000)
        fail_msg("%lu instead of %lu", (unsigned long)found,
                 (unsigned long)expected);
}

static void expect_right(void)
{
    clock_start(&acpi);
    expect_near(set_rate, machine.time_stamps);
    expect_near((word_t)((unsigned __int128)set_timer * set_rate / set_stamps),
                machine.timer);
}

/* With the first clock there is, the second, and so on. */
static void each_clock(void)
{
    machine.hpet_counts = machine.acpi_timer_counts = machine.pit_counts = true;
    expect_right();
    machine.hpet_counts = false;
    expect_right();
    acpi.hpet = 0;
    expect_right();
    machine.acpi_timer_counts = false;
    expect_right();
    acpi.timer_port = 0;
    expect_right();
}

static void every_clock_will_do(void **state)
{
    (void)state;
    each_clock();
    assert_false(machine.pit_on); /* as it was found */
}

static void rates_of_all_processors(void **state)
{
    static const word_t rates[] = {100000000,  1000000000, 3999999999,
                                   4294967296, 6200000000, 50000000000};

    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        (void)set_up(state);
        machine.time_stamps = rates[i];
        machine.timer = rates[i] / 16 < GHZ ? rates[i] / 16 : GHZ;
        each_clock();
    }
}

/* Nothing runs for a while: in the middle, or between two looks that belong
   together. */
static void something_comes_in_between(void **state)
{
    for (word_t at = 1; at < 60000; at = at < 40 ? at + 1 : at + 997) {
        for (unsigned clock = 0; clock < 3; clock++) {
            (void)set_up(state);
            machine.jump_at = at;
            machine.jump = clock < 2 ? 300000000 : 15000000;
            if (clock > 0)
                acpi.hpet = 0;
            if (clock > 1)
                acpi.timer_port = 0;
            expect_right();
        }
    }
}

/* The PIT goes round in 55 ms: when it is seen to have done so, once more. */
static void one_that_goes_round(void **state)
{
    (void)state;
    acpi.hpet = 0;
    acpi.timer_port = 0;
    machine.jump_at = 5000;
    machine.jump = 54000000;
    expect_right();
}

static void rates_that_cannot_be(void **state)
{
    (void)state;
    assert_int_equal(rate_of(20000000, 286364, 14318180), 999998603);
    assert_int_equal(rate_of((word_t)1 << 40, 0xFFFFFFFF, 0xFFFFFFFF),
                     (word_t)1 << 40);
    assert_int_equal(rate_of(0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF), 0xFFFFFFFE);
    for (uint32_t i = 0; i < 3; i++) { /* not in the specification: passed by */
        static const uint32_t periods[] = {0, 1, HPET_PERIOD_MAX + 1};

        (void)set_up(state);
        machine.period = periods[i];
        expect_right();
    }
    (void)set_up(state);
    machine.hpet_goes_back = true;
    expect_right();
}

static void the_emulators_timer_is_the_last(void **state)
{
    (void)state;
    acpi.hpet = 0;
    acpi.timer_port = 0;
    machine.pit_counts = false;
    features.emulator = true;
    machine.timer = GHZ;
    expect_right();
}

static void dead_clocks_are_told(void **state)
{
    (void)state;
    machine.hpet_counts = machine.acpi_timer_counts = machine.pit_counts =
        false;
    host_boot();
    (void)host_console_take();
    host_power_expected = true;
    if (!setjmp(host_power_off)) {
        clock_start(&acpi);
        fail_msg("it was measured");
    }
    host_power_expected = false;
    assert_non_null(strstr(host_console_take(), "no clock to measure"));
    assert_int_equal(set_rate, 0);
}

#define TEST(function) cmocka_unit_test_setup(function, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_clock_will_do),        TEST(rates_of_all_processors),
        TEST(something_comes_in_between), TEST(one_that_goes_round),
        TEST(rates_that_cannot_be),       TEST(the_emulators_timer_is_the_last),
        TEST(dead_clocks_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
