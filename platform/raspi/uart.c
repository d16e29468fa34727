/*
 * The PL011 (Arm DDI 0183), on the header's pins 14 and 15. The kernel only
 * transmits, and polls. While it boots it has the device for itself and fills
 * the whole FIFO at once. Later a driver in user mode may have it too, and may
 * leave it in any state: then the kernel looks before every byte, and never
 * waits long.
 */
#include "arch_start.h"
#include "board.h"
#include "devices.h"
#include "platform.h"

struct uart {
    uint32_t data;
    uint32_t reserved[5];
    uint32_t flags;
    uint32_t reserved2[2];
    uint32_t baud_integer;
    uint32_t baud_fraction;
    uint32_t line_control;
    uint32_t control;
};

#define FLAG_TRANSMIT_FULL (1 << 5)
#define FLAG_TRANSMIT_EMPTY (1 << 7)
#define FIFO_BYTES 16
#define LINE_8_BITS (3 << 5)
#define LINE_FIFO (1 << 4)
#define CONTROL_ON (1 << 0)
#define CONTROL_TRANSMIT (1 << 8)
#define CONTROL_RECEIVE (1 << 9)
/* 48 MHz / (16 * 115200) = 26 + 3 / 64 */
#define BAUD_INTEGER 26
#define BAUD_FRACTION 3
#define PATIENCE_PER_SECOND 1000 /* a byte takes a twelfth of that */

/* BCM2835 ARM Peripherals, 6.1: three bits for each of pins 10-19. */
struct gpio {
    uint32_t reserved;
    uint32_t function_10;
};

#define PINS_14_15_MASK (077u << 12)
#define PINS_14_15_UART (044u << 12) /* both alternative 0 */

static volatile struct uart *const uart = (void *)UART_WINDOW;
static volatile struct gpio *const gpio = (void *)GPIO_WINDOW;

static unsigned room_when_empty = 1;
static unsigned room; /* bytes that fit in without a look */

void uart_start(void)
{
    uint32_t pins = device_read(&gpio->function_10);

    device_write(&gpio->function_10,
                 (pins & ~PINS_14_15_MASK) | PINS_14_15_UART);
    device_write(&uart->control, 0);
    device_write(&uart->baud_integer, BAUD_INTEGER);
    device_write(&uart->baud_fraction, BAUD_FRACTION);
    device_write(&uart->line_control, LINE_8_BITS | LINE_FIFO);
    device_write(&uart->control,
                 CONTROL_ON | CONTROL_TRANSMIT | CONTROL_RECEIVE);
    room_when_empty = FIFO_BYTES;
}

void uart_share(void)
{
    room_when_empty = 1;
    room = 0;
}

/* False if nothing comes out: somebody has turned the UART off. Then nobody
   waits for it again within a second. */
[[gnu::noinline]] static bool uart_wait(void)
{
    static word_t patient_from;
    word_t begin = arch_time();
    word_t end = begin + arch_ticks_per_second() / PATIENCE_PER_SECOND;

    while (device_read(&uart->flags) & FLAG_TRANSMIT_FULL) {
        word_t now = arch_time();

        if (begin < patient_from)
            return false;
        if (now > end) {
            patient_from = now + arch_ticks_per_second();
            return false;
        }
        arch_relax();
    }
    return true;
}

/* False: no room, and none to come. */
static bool uart_look(void)
{
    uint32_t flags = device_read(&uart->flags);

    if (flags & FLAG_TRANSMIT_FULL && !uart_wait())
        return false;
    room = flags & FLAG_TRANSMIT_EMPTY ? room_when_empty : 1;
    return true;
}

static inline void uart_put(char c)
{
    if (!room && !uart_look())
        return;
    device_write(&uart->data, (uint8_t)c);
    room--;
}

void platform_console_write(const char *text, size_t bytes)
{
    for (const char *end = text + bytes; text < end; text++) {
        if (*text == '\n')
            uart_put('\r');
        uart_put(*text);
    }
}
