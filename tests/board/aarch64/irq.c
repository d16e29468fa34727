/*
 * An interrupt to test with: compare register 1 of the BCM2835's system timer,
 * which counts microseconds (BCM2835 ARM Peripherals, 12.1).
 */
#include "../board.h"

#define CONTROL 0 /* bit n: compare n has matched; written: no longer */
#define COUNTER_LOW 1
#define COMPARE_1 4

const word_t irq_line = 1;
const word_t irq_device_base = 0x3F003000;

void irq_raise(volatile uint32_t *timer)
{
    timer[CONTROL] = 1 << 1;
    timer[COMPARE_1] = timer[COUNTER_LOW] + 20;
    while (!(timer[CONTROL] & 1 << 1))
        ;
}

void irq_lower(volatile uint32_t *timer)
{
    timer[CONTROL] = 1 << 1;
}
