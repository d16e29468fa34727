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
#define INTERRUPTS_PAGE 0
#define POWER_PAGE 1
#define GPIO_PAGE 2
#define UART_PAGE 3
#define LOCAL_PAGE 4
#define WINDOW_PAGE(page) (WINDOW_BASE + (page)*4096)

/* Firmware's secondary cores wait for an address here, 8 bytes for each. */
#define SPIN_TABLE 0xD8

#define CORE_STACK_BYTES 8192
#define CORE_STACKS 4

#endif
