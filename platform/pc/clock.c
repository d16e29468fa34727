/*
 * How fast the time-stamp counter and the local APIC's timer run: measured once
 * against a clock of known speed, the HPET (IA-PC HPET 1.0a) or else the PIT
 * (Intel 8254), whose channel 2 can be polled. Small virtual machines have
 * neither; but the timer of an emulated local APIC counts nanoseconds.
 */
#include "board.h"
#include "features.h"
#include "panic.h"

#define MEASURE_PER_SECOND 50

/* Registers by their 32-bit halves. */
#define HPET_PERIOD 1 /* in femtoseconds */
#define HPET_CONTROL 4
#define HPET_COUNTER 60
#define HPET_ON 1
#define HPET_PERIOD_MAX 100000000u
#define FEMTOSECONDS 1000000000000000

#define PIT_PER_SECOND 1193182
#define PIT_CHANNEL_2 0x42
#define PIT_COMMAND 0x43
#define PIT_COUNT_DOWN 0xB0 /* channel 2, both bytes, mode 0 */
#define PIT_GATE 0x61
#define PIT_GATE_ON 1
#define PIT_GATE_SPEAKER 2
#define PIT_GATE_OUT (1 << 5)
#define PATIENCE 100000000u
#define NANOSECONDS 1000000000u

static uint32_t hpet_ticks(volatile uint32_t *hpet)
{
    uint32_t period = hpet ? device_read(&hpet[HPET_PERIOD]) : 0;

    if (!period || period > HPET_PERIOD_MAX)
        return 0;
    device_write(&hpet[HPET_CONTROL],
                 device_read(&hpet[HPET_CONTROL]) | HPET_ON);
    return (uint32_t)(FEMTOSECONDS / MEASURE_PER_SECOND / period);
}

static void hpet_wait(volatile uint32_t *hpet, uint32_t ticks)
{
    uint32_t start = device_read(&hpet[HPET_COUNTER]);

    for (unsigned i = 0; i < PATIENCE; i++) {
        if (device_read(&hpet[HPET_COUNTER]) - start >= ticks)
            return;
        arch_relax();
    }
}

/* False, at once: there is no PIT. */
static bool pit_wait(void)
{
    const unsigned count = PIT_PER_SECOND / MEASURE_PER_SECOND;
    uint8_t gate = port_read8(PIT_GATE) & (uint8_t)~PIT_GATE_SPEAKER;
    bool counting;

    port_write8(PIT_GATE, gate | PIT_GATE_ON);
    port_write8(PIT_COMMAND, PIT_COUNT_DOWN);
    port_write8(PIT_CHANNEL_2, count & 0xFF);
    port_write8(PIT_CHANNEL_2, count >> 8);
    counting = !(port_read8(PIT_GATE) & PIT_GATE_OUT);
    for (unsigned i = 0; counting && i < PATIENCE; i++) {
        if (port_read8(PIT_GATE) & PIT_GATE_OUT)
            break;
        arch_relax();
    }
    port_write8(PIT_GATE, gate & (uint8_t)~PIT_GATE_ON);
    return counting;
}

static void emulated_wait(void)
{
    uint32_t start = local_apic_timer_left();

    if (!features.emulator)
        panic("no HPET and no PIT to measure the clocks by");
    while (start - local_apic_timer_left() < NANOSECONDS / MEASURE_PER_SECOND)
        arch_relax();
}

void clock_start(paddr_t hpet_base)
{
    volatile uint32_t *hpet = hpet_base ? kernel_space_device(hpet_base) : NULL;
    uint32_t ticks = hpet_ticks(hpet);
    word_t start, end;
    uint32_t left;

    local_apic_timer_run();
    start = arch_time();
    if (ticks)
        hpet_wait(hpet, ticks);
    else if (!pit_wait())
        emulated_wait();
    end = arch_time();
    left = local_apic_timer_left();
    arch_clock_set((end - start) * MEASURE_PER_SECOND,
                   (word_t)(~0u - left) * MEASURE_PER_SECOND);
}
