/*
 * The PL011 UART (ARM PrimeCell UART, DDI 0183). The kernel has set line
 * format and speed for its own messages; they stay as they are.
 */
#include "mmio.h"
#include "own.h"
#include "stubs.h"
#include "uart.h"

enum pl011_register {
    PL011_DATA = 0x00,
    PL011_FLAGS = 0x18,
    PL011_LINE_CONTROL = 0x2C,
    PL011_CONTROL = 0x30,
    PL011_FIFO_LEVELS = 0x34,
    PL011_INTERRUPT_MASK = 0x38,
    PL011_INTERRUPT_CLEAR = 0x44,
};

#define FLAG_BUSY (1u << 3)
#define FLAG_RECEIVE_EMPTY (1u << 4)
#define FLAG_TRANSMIT_FULL (1u << 5)
#define LINE_8_BITS_FIFO (3u << 5 | 1u << 4)
#define CONTROL_ON (1u << 0 | 1u << 8 | 1u << 9)
/* Interrupt at 1/8 of the transmit and the receive FIFO. */
#define LEVELS_LOWEST 0u
#define INTERRUPT_RECEIVE (1u << 4)
#define INTERRUPT_TRANSMIT (1u << 5)
#define INTERRUPT_RECEIVE_TIMEOUT (1u << 6)
#define INTERRUPT_ALL 0x7FFu

static word_t registers;

static uint32_t pl011_read(enum pl011_register offset)
{
    return mmio_read32(registers + offset);
}

static void pl011_write(enum pl011_register offset, uint32_t value)
{
    mmio_write32(registers + offset, value);
}

enum status uart_start(cap_t device, word_t base)
{
    enum status status = cap_domain_map(own.domain, FRAME_READ | FRAME_WRITE,
                                        MEMORY_TYPE_DEVICE, device);

    if (status != OK)
        return status;
    registers = base;
    /* 3.3.7: the line's format may only change while the UART is off, and that
       only once it has sent everything. */
    while (!uart_idle())
        ;
    pl011_write(PL011_CONTROL, 0);
    pl011_write(PL011_LINE_CONTROL, LINE_8_BITS_FIFO);
    pl011_write(PL011_FIFO_LEVELS, LEVELS_LOWEST);
    pl011_write(PL011_CONTROL, CONTROL_ON);
    pl011_write(PL011_INTERRUPT_CLEAR, INTERRUPT_ALL);
    uart_interrupts(false, false);
    return OK;
}

bool uart_receive(uint8_t *byte)
{
    if ((pl011_read(PL011_FLAGS) & FLAG_RECEIVE_EMPTY) != 0)
        return false;
    *byte = (uint8_t)pl011_read(PL011_DATA);
    return true;
}

bool uart_transmit(uint8_t byte)
{
    if ((pl011_read(PL011_FLAGS) & FLAG_TRANSMIT_FULL) != 0)
        return false;
    pl011_write(PL011_DATA, byte);
    return true;
}

void uart_interrupts(bool receive, bool transmit)
{
    uint32_t mask = 0;

    if (receive)
        mask |= INTERRUPT_RECEIVE | INTERRUPT_RECEIVE_TIMEOUT;
    if (transmit)
        mask |= INTERRUPT_TRANSMIT;
    pl011_write(PL011_INTERRUPT_MASK, mask);
}

void uart_acknowledge(void)
{
    pl011_write(PL011_INTERRUPT_CLEAR, INTERRUPT_ALL);
}

bool uart_idle(void)
{
    return (pl011_read(PL011_FLAGS) & FLAG_BUSY) == 0;
}
