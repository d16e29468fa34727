/*
 * How fast the time-stamp counter and the local APIC's timer run: measured once
 * against a clock of known speed. That is the HPET (IA-PC HPET 1.0a), or ACPI's
 * timer (ACPI 6.4, 4.8.3.3), or channel 2 of the PIT (Intel 8254). Small
 * virtual machines have none; but the timer of an emulated local APIC counts
 * nanoseconds. What counts is how long the measurement has really taken: it may
 * be interrupted by firmware or by an emulator's own business.
 */
#include "board.h"
#include "features.h"
#include "panic.h"

#define MEASURE_PER_SECOND 50
/* So many looks at a clock that does not move: it never will. (A tick takes a
   millisecond's thousandth, a look at least some instructions.) */
#define PATIENCE 20000u
#define SAMPLES 4
#define ATTEMPTS 3
#define RATE_MIN 10000000u      /* 10 MHz: below is no time-stamp counter */
#define RATE_MAX 1000000000000u /* nor above 1 THz */

/* Registers by their 32-bit halves. */
#define HPET_PERIOD 1 /* in femtoseconds */
#define HPET_CONTROL 4
#define HPET_COUNTER 60
#define HPET_ON 1
#define HPET_PERIOD_MIN 1000000u
#define HPET_PERIOD_MAX 100000000u
#define FEMTOSECONDS 1000000000000000

#define ACPI_TIMER_PER_SECOND 3579545
#define ACPI_TIMER_MASK 0xFFFFFF

#define PIT_PER_SECOND 1193182
#define PIT_MASK 0xFFFF
#define PIT_CHANNEL_2 0x42
#define PIT_COMMAND 0x43
#define PIT_COUNT_DOWN 0xB0 /* channel 2, both bytes, mode 0 */
#define PIT_LATCH 0x80
#define PIT_GATE 0x61
#define PIT_GATE_ON 1
#define PIT_GATE_SPEAKER 2

#define NANOSECONDS 1000000000u

/* A counter that goes on for ever. */
struct reference {
    uint32_t (*read)(void);
    uint32_t per_second;
    uint32_t mask;
};

struct sample {
    uint32_t reference;
    uint32_t timer_left;
    word_t time_stamp;
};

/* ---- the clocks of known speed ---- */

static volatile uint32_t *hpet;
static uint16_t acpi_timer_port;

static uint32_t hpet_now(void)
{
    return device_read(&hpet[HPET_COUNTER]);
}

static uint32_t acpi_timer_now(void)
{
    return port_read32(acpi_timer_port);
}

static uint32_t pit_now(void)
{
    uint32_t low;

    port_write8(PIT_COMMAND, PIT_LATCH);
    low = port_read8(PIT_CHANNEL_2);
    return 0 - (low | (uint32_t)port_read8(PIT_CHANNEL_2) << 8);
}

static uint32_t local_apic_now(void)
{
    return 0 - local_apic_timer_left();
}

/* ---- measuring ---- */

/* `count` in a second, if there were so many while the reference counted
   `elapsed` (below 2^32). */
static word_t rate_of(word_t count, word_t elapsed, word_t per_second)
{
    return count / elapsed * per_second +
           count % elapsed * per_second / elapsed;
}

/* What all clocks show at one time: of several looks the one that nothing came
   in between. */
static struct sample sample_take(const struct reference *reference)
{
    struct sample sample = {0};
    word_t shortest = ~(word_t)0;

    for (unsigned i = 0; i < SAMPLES; i++) {
        word_t before = arch_time();
        uint32_t ticks = reference->read(), left = local_apic_timer_left();
        word_t took = arch_time() - before;

        if (took < shortest) {
            shortest = took;
            sample = (struct sample){ticks, left, before};
        }
    }
    return sample;
}

static uint32_t elapsed_since(const struct reference *reference, uint32_t start)
{
    return (reference->read() - start) & reference->mask;
}

/* False: the reference does not count, or has gone round. */
static bool wait(const struct reference *reference, uint32_t start)
{
    uint32_t last = 0, looks = 0;

    while (looks < PATIENCE) {
        uint32_t elapsed = elapsed_since(reference, start);

        if (elapsed < last)
            return false;
        if (elapsed >= reference->per_second / MEASURE_PER_SECOND)
            return true;
        looks = elapsed == last ? looks + 1 : 0;
        last = elapsed;
        arch_relax();
    }
    return false;
}

static bool measure_once(const struct reference *reference)
{
    struct sample start, end;
    word_t rate, stamps;
    uint32_t elapsed;

    local_apic_timer_run();
    start = sample_take(reference);
    if (!wait(reference, start.reference))
        return false;
    end = sample_take(reference);
    elapsed = (end.reference - start.reference) & reference->mask;
    stamps = end.time_stamp - start.time_stamp;
    rate = elapsed ? rate_of(stamps, elapsed, reference->per_second) : 0;
    if (rate < RATE_MIN || rate > RATE_MAX)
        return false;
    arch_clock_set(rate, stamps, start.timer_left - end.timer_left);
    return true;
}

static bool measure(const struct reference *reference)
{
    for (unsigned i = 0; i < ATTEMPTS; i++)
        if (measure_once(reference))
            return true;
    return false;
}

/* ---- one after the other ---- */

static bool measure_by_hpet(paddr_t base)
{
    uint32_t period;

    if (!base)
        return false;
    hpet = kernel_space_device(base);
    period = device_read(&hpet[HPET_PERIOD]);
    if (period < HPET_PERIOD_MIN || period > HPET_PERIOD_MAX)
        return false;
    device_write(&hpet[HPET_CONTROL],
                 device_read(&hpet[HPET_CONTROL]) | HPET_ON);
    return measure(
        &(struct reference){hpet_now, (uint32_t)(FEMTOSECONDS / period), ~0u});
}

static bool measure_by_acpi_timer(uint16_t port)
{
    acpi_timer_port = port;
    return port && measure(&(struct reference){
                       acpi_timer_now, ACPI_TIMER_PER_SECOND, ACPI_TIMER_MASK});
}

static bool measure_by_pit(void)
{
    uint8_t gate = port_read8(PIT_GATE) & (uint8_t)~PIT_GATE_SPEAKER;
    bool measured;

    port_write8(PIT_GATE, gate | PIT_GATE_ON);
    port_write8(PIT_COMMAND, PIT_COUNT_DOWN);
    port_write8(PIT_CHANNEL_2, 0); /* 65,536 */
    port_write8(PIT_CHANNEL_2, 0);
    measured = measure(&(struct reference){pit_now, PIT_PER_SECOND, PIT_MASK});
    port_write8(PIT_GATE, gate & (uint8_t)~PIT_GATE_ON);
    return measured;
}

static bool measure_by_emulator(void)
{
    return features.emulator &&
           measure(&(struct reference){local_apic_now, NANOSECONDS, ~0u});
}

void clock_start(const struct acpi *acpi)
{
    if (!measure_by_hpet(acpi->hpet) &&
        !measure_by_acpi_timer(acpi->timer_port) && !measure_by_pit() &&
        !measure_by_emulator())
        panic("boot: no clock to measure the processor's by: neither HPET nor "
              "ACPI's timer nor PIT counts");
}
