/*
 * Channel 0 of the interval timer (Intel 8254), on the ISA bus' line 0: in mode
 * 0 its output falls when the mode is written and rises, which is the
 * interrupt, when a count written afterwards has come to 0 at 1.19 MHz.
 */
#include "bench.h"
#include "stubs.h"

#define TIMER_LINE 0
#define TIMER_CHANNEL_0 0x40
#define TIMER_MODE 0x43
#define TIMER_PORTS 4
#define MODE_0 0x30 /* channel 0, both bytes */
#define COUNT 2

static cap_t ports;

static void write_port(word_t port, word_t value)
{
    must(cap_ioport_out(ports, port, PORT_WIDTH_BYTE, value),
         "writing to the timer");
}

cap_t device_start(const struct root_boot_info *info)
{
    cap_t irq = slot_allocate();

    (void)info;
    ports = slot_allocate();
    must(cap_ioport_control_get(BOOT_SLOT_IOPORT_CONTROL, TIMER_CHANNEL_0,
                                TIMER_PORTS, ports),
         "the timer's ports");
    must(cap_irq_control_get(BOOT_SLOT_IRQ_CONTROL, TIMER_LINE, irq),
         "the timer's line");
    device_quiet();
    return irq;
}

void device_arm(void)
{
    write_port(TIMER_CHANNEL_0, COUNT);
    write_port(TIMER_CHANNEL_0, 0);
}

void device_quiet(void)
{
    write_port(TIMER_MODE, MODE_0);
}
