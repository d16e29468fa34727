/*
 * Raspberry Pi 3b: where things are. Physical addresses are those of the ARM's
 * view (BCM2835 ARM Peripherals, 1.2.3, with the BCM2837's base 0x3F000000).
 */
#ifndef PLATFORM_BOARD_H
#define PLATFORM_BOARD_H

#include "registers.h"

/* RAM that every model and firmware setting in use leaves to the ARM; the
   VideoCore has the rest, up to the peripherals. */
#define RAM_ALWAYS 0x3B400000
#define PERIPHERALS_BASE 0x3F000000
#define PERIPHERALS_END 0x40000000

/* Pages of registers that the kernel itself uses. */
#define INTERRUPTS_BASE 0x3F00B000 /* with the mailbox */
#define POWER_BASE 0x3F100000
#define GPIO_BASE 0x3F200000
#define UART_BASE 0x3F201000
#define LOCAL_BASE 0x40000000

/* They are mapped one after the other here, in page-table blocks of 2 MiB. */
#define BLOCK_BITS 21
#define RAM_ALWAYS_BLOCKS (RAM_ALWAYS >> BLOCK_BITS)
#define WINDOW_BLOCK 511
#define WINDOW_BASE (KERNEL_OFFSET + (WINDOW_BLOCK << BLOCK_BITS))
#define INTERRUPTS_WINDOW (WINDOW_BASE + 0x0000)
#define POWER_WINDOW (WINDOW_BASE + 0x1000)
#define GPIO_WINDOW (WINDOW_BASE + 0x2000)
#define UART_WINDOW (WINDOW_BASE + 0x3000)
#define LOCAL_WINDOW (WINDOW_BASE + 0x4000)

/* Firmware's secondary cores wait for an address here, 8 bytes for each. */
#define SPIN_TABLE 0xD8

/* From __stacks on, for each core: a page that is missing, and the stack. */
#define STACK_GUARD_BYTES 4096
#define CORE_STACK_BYTES 8192
#define CORE_STACKS 4

#endif
