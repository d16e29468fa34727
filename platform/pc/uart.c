/*
 * The 16550 (National Semiconductor PC16550D) that a PC calls COM1. The kernel
 * only transmits, and polls. A driver in user mode may have the device too, and
 * may leave it in any state: the kernel never waits long for it.
 */
#include "board.h"
#include "platform.h"

#define COM1 0x3F8

enum uart_register {
    UART_DATA = 0, /* or the divisor's low byte */
    UART_INTERRUPTS = 1,
    UART_FIFO = 2,
    UART_LINE = 3,
    UART_MODEM = 4,
    UART_STATUS = 5,
};

#define LINE_8_BITS 3
#define LINE_DIVISOR (1 << 7)
#define DIVISOR_115200 1
#define FIFO_ON_EMPTY 7
#define MODEM_READY 3 /* DTR and RTS */
#define STATUS_ROOM (1 << 5)
#define STATUS_ABSENT 0xFF
/* A byte takes 90 us; a look at the status at least a hundredth of that. */
#define PATIENCE 20000

void uart_start(void)
{
    port_write8(COM1 + UART_INTERRUPTS, 0);
    port_write8(COM1 + UART_LINE, LINE_8_BITS | LINE_DIVISOR);
    port_write8(COM1 + UART_DATA, DIVISOR_115200);
    port_write8(COM1 + UART_INTERRUPTS, 0);
    port_write8(COM1 + UART_LINE, LINE_8_BITS);
    port_write8(COM1 + UART_FIFO, FIFO_ON_EMPTY);
    port_write8(COM1 + UART_MODEM, MODEM_READY);
}

static void uart_put(char c)
{
    for (unsigned i = 0; i < PATIENCE; i++) {
        uint8_t status = port_read8(COM1 + UART_STATUS);

        if (status == STATUS_ABSENT)
            return;
        if (status & STATUS_ROOM)
            break;
        arch_relax();
    }
    port_write8(COM1 + UART_DATA, (uint8_t)c);
}

/* Terminals want a carriage return before each line feed. */
void platform_console_put(char c)
{
    if (c == '\n')
        uart_put('\r');
    uart_put(c);
}
