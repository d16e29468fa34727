/*
 * Bytes between the rings and the device. What a client writes goes into the
 * ring and leaves by interrupts; when the ring is full, its writer works it off
 * on its own time.
 */
#include "ring.h"
#include "server.h"
#include "uart.h"

static struct ring input;
static struct ring output;

/* Moves what can be moved. Input that finds its ring full stays in the device,
   whose interrupt stays off until a reader has made room. */
static void move(void)
{
    uint8_t byte;

    while (ring_room(&input) > 0 && uart_receive(&byte))
        ring_put(&input, byte);
    while (ring_used(&output) > 0 && uart_transmit(ring_peek(&output, 0)))
        ring_drop(&output, 1);
    uart_interrupts(ring_room(&input) > 0, ring_used(&output) > 0);
}

void stream_start(void)
{
    move();
}

void stream_interrupt(void)
{
    uart_acknowledge();
    move();
}

static void put(uint8_t byte)
{
    while (ring_room(&output) == 0)
        move();
    ring_put(&output, byte);
}

void stream_write(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n')
            put('\r');
        put(bytes[i]);
    }
    move();
}

void stream_flush(void)
{
    while (ring_used(&output) > 0 || !uart_idle())
        move();
}

size_t stream_peek(uint8_t *bytes)
{
    uint32_t count = ring_used(&input);

    if (count > CONSOLE_BYTES)
        count = CONSOLE_BYTES;
    for (uint32_t i = 0; i < count; i++)
        bytes[i] = ring_peek(&input, i);
    return count;
}

void stream_drop(size_t count)
{
    ring_drop(&input, (uint32_t)count);
    move();
}
