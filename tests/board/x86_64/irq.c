/*
 * An interrupt to test with: that of the first serial line when it has room to
 * transmit, which it always has (National Semiconductor PC16550D, 8.6). Its
 * registers are in ports; the page that the harness maps is the text screen's.
 */
#include "../../support/world.h"

#include "../board.h"
#include "../raw.h"

#define COM1 0x3F8
#define INTERRUPT_ENABLE 1
#define INTERRUPT_TRANSMIT 2
#define MODEM_CONTROL 4
#define MODEM_INTERRUPT 0x0B

const word_t irq_line = 4;
const word_t irq_device_base = 0xB8000;

static void port_write(word_t offset, word_t value)
{
    cap_t ports = slot_new();
    struct message get = {{COM1, 8}};
    struct message out = {{COM1 + offset, PORT_WIDTH_BYTE, value}};

    MUST(raw_invoke(BOOT_SLOT_IOPORT_CONTROL | CAP_ACCEPT(ports),
                    OP_IOPORT_CONTROL_GET, &get));
    MUST(raw_invoke(ports, OP_IOPORT_OUT, &out));
    MUST(cap_table_delete(home.table, ports));
}

void irq_raise(volatile uint32_t *page)
{
    (void)page;
    port_write(MODEM_CONTROL, MODEM_INTERRUPT);
    port_write(INTERRUPT_ENABLE, INTERRUPT_TRANSMIT);
}

void irq_lower(volatile uint32_t *page)
{
    (void)page;
    port_write(INTERRUPT_ENABLE, 0);
}
