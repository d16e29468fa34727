/*
 * The 16550 (National Semiconductor PC16550D) that a PC calls COM1. The kernel
 * only transmits, and polls. While it boots it has the device for itself and
 * fills the whole FIFO at once. Later a driver in user mode may have it too,
 * and may leave it in any state: then the kernel trusts only that there is room
 * for one byte, and never waits long for it.
 */
#include "board.h"
#include "platform.h"

#define COM1 0x3F8

enum uart_register {
    UART_DATA = 0, /* or the divisor's low byte */
    UART_INTERRUPTS = 1,
    UART_FIFO = 2, /* read: which interrupt, and whether the FIFO is on */
    UART_LINE = 3,
    UART_MODEM = 4,
    UART_STATUS = 5,
};

#define LINE_8_BITS 3
#define LINE_DIVISOR (1 << 7)
#define DIVISOR_115200 1
#define FIFO_ON_EMPTY 7
#define FIFO_IS_ON 0xC0
#define FIFO_BYTES 16
#define MODEM_READY 3 /* DTR and RTS */
#define STATUS_ROOM (1 << 5)
#define STATUS_IDLE (1 << 6) /* nothing on its way, either */
#define STATUS_ABSENT 0xFF
/* A byte takes 90 us; a look at the status is at least a hundredth of that, in
   emulators a thousandth. */
#define PATIENCE 20000

static unsigned room_when_empty = 1;
static unsigned room; /* bytes that fit in without a look */

void uart_start(void)
{
    port_write8(COM1 + UART_INTERRUPTS, 0);
    port_write8(COM1 + UART_LINE, LINE_8_BITS | LINE_DIVISOR);
    port_write8(COM1 + UART_DATA, DIVISOR_115200);
    port_write8(COM1 + UART_INTERRUPTS, 0);
    port_write8(COM1 + UART_LINE, LINE_8_BITS);
    port_write8(COM1 + UART_FIFO, FIFO_ON_EMPTY);
    port_write8(COM1 + UART_MODEM, MODEM_READY);
    room_when_empty = (port_read8(COM1 + UART_FIFO) & FIFO_IS_ON) == FIFO_IS_ON
                          ? FIFO_BYTES
                          : 1;
}

void uart_share(void)
{
    room_when_empty = 1;
    room = 0;
}

/* False: there is no UART. One that does not get on is waited for no longer
   than so many bytes take. */
static bool uart_wait_for(uint8_t wanted, unsigned bytes)
{
    for (unsigned i = 0; i < PATIENCE * bytes; i++) {
        uint8_t status = port_read8(COM1 + UART_STATUS);

        if (status == STATUS_ABSENT)
            return false;
        if (status & wanted)
            break;
        arch_relax();
    }
    return true;
}

static bool uart_wait(void)
{
    if (!uart_wait_for(STATUS_ROOM, room_when_empty))
        return false;
    room = room_when_empty;
    return true;
}

void uart_finish(void)
{
    (void)uart_wait_for(STATUS_IDLE, FIFO_BYTES + 1);
}

static void uart_send(const char *text, size_t bytes)
{
    while (bytes && (room || uart_wait())) {
        size_t some = bytes < room ? bytes : room;

        port_write8_all(COM1 + UART_DATA, text, some);
        room -= (unsigned)some;
        bytes -= some;
        text += some;
    }
}

/* Terminals want a carriage return before each line feed. */
static void uart_send_lines(const char *text, size_t bytes)
{
    const char *end = text + bytes, *from = text;

    for (; text < end; text++) {
        if (*text != '\n')
            continue;
        uart_send(from, (size_t)(text - from));
        uart_send("\r\n", 2);
        from = text + 1;
    }
    uart_send(from, (size_t)(end - from));
}

static void uart_put(char byte)
{
    if (uart_wait())
        port_write8(COM1 + UART_DATA, (uint8_t)byte);
}

void platform_console_write(const char *text, size_t bytes)
{
    if (room_when_empty > 1) {
        uart_send_lines(text, bytes);
        return;
    }
    for (; bytes; bytes--, text++) {
        if (*text == '\n')
            uart_put('\r');
        uart_put(*text);
    }
}
