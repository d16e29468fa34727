/*
 * The 16550 UART (National Semiconductor PC16550D), in I/O ports. The kernel
 * has set line format and speed for its own messages; they stay as they are.
 */
#include "stubs.h"
#include "uart.h"

enum uart_register {
    UART_DATA = 0,
    UART_INTERRUPT_ENABLE = 1,
    UART_INTERRUPT_CAUSE = 2,
    UART_FIFO_CONTROL = 2,
    UART_MODEM_CONTROL = 4,
    UART_LINE_STATUS = 5,
};

#define INTERRUPT_RECEIVE (1u << 0)
#define INTERRUPT_TRANSMIT (1u << 1)
#define FIFO_ON_EMPTY 0x07u
/* DTR, RTS, and OUT2: on a PC it lets the interrupt through. */
#define MODEM_INTERRUPT 0x0Bu
#define STATUS_RECEIVED (1u << 0)
#define STATUS_TRANSMIT_EMPTY (1u << 5)
#define STATUS_IDLE (1u << 6)
/* What the transmit FIFO holds once it has been seen empty. */
#define FIFO_BYTES 16u

static cap_t ports;
static word_t first_port;
static unsigned room;

static word_t uart_read(enum uart_register offset)
{
    word_t value = 0;

    (void)cap_ioport_in(ports, first_port + offset, PORT_WIDTH_BYTE, &value);
    return value;
}

static void uart_write(enum uart_register offset, word_t value)
{
    (void)cap_ioport_out(ports, first_port + offset, PORT_WIDTH_BYTE, value);
}

enum status uart_start(cap_t device, word_t base)
{
    ports = device;
    first_port = base;
    uart_interrupts(false, false);
    uart_write(UART_FIFO_CONTROL, FIFO_ON_EMPTY);
    uart_write(UART_MODEM_CONTROL, MODEM_INTERRUPT);
    return OK;
}

bool uart_receive(uint8_t *byte)
{
    if ((uart_read(UART_LINE_STATUS) & STATUS_RECEIVED) == 0)
        return false;
    *byte = (uint8_t)uart_read(UART_DATA);
    return true;
}

bool uart_transmit(uint8_t byte)
{
    if (room == 0 && (uart_read(UART_LINE_STATUS) & STATUS_TRANSMIT_EMPTY) != 0)
        room = FIFO_BYTES;
    if (room == 0)
        return false;
    room--;
    uart_write(UART_DATA, byte);
    return true;
}

/* The line signals by edges: all causes are off for a moment, so that those
   that wait make a new one. */
void uart_interrupts(bool receive, bool transmit)
{
    uart_write(UART_INTERRUPT_ENABLE, 0);
    uart_write(UART_INTERRUPT_ENABLE, (receive ? INTERRUPT_RECEIVE : 0) |
                                          (transmit ? INTERRUPT_TRANSMIT : 0));
}

/* Reading the cause ends the interrupt of an empty transmitter; reading the
   data, that of the receiver. */
void uart_acknowledge(void)
{
    (void)uart_read(UART_INTERRUPT_CAUSE);
}

bool uart_idle(void)
{
    return (uart_read(UART_LINE_STATUS) & STATUS_IDLE) != 0;
}
