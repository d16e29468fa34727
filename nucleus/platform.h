/*
 * The contract with the board: console output for the kernel, interrupt lines,
 * power. Each function's promise; every board in platform/<board>/ (and the
 * host's in tests/host/) defines all of them.
 */
#ifndef NUCLEUS_PLATFORM_H
#define NUCLEUS_PLATFORM_H

#include "abi.h"

/* Line numbers run from 0 to PLATFORM_IRQ_LINES - 1 (platform_lines.h). */
#include "platform_lines.h"

/* What platform_irq_claim() found besides device lines. */
#define PLATFORM_IRQ_NONE 0xFFFFu  /* nothing (any more) */
#define PLATFORM_IRQ_TIMER 0xFFFEu /* this core's timer */

/* Prints the bytes; polls; works in a panic and before boot(). */
void platform_console_write(const char *text, size_t bytes);

/* The pending interrupt of this core that should be handled now, masked (a
   device line stays masked until platform_irq_unmask; the timer until it is
   programmed again), or one of the two constants above. */
unsigned platform_irq_claim(void);
void platform_irq_mask(unsigned line);
void platform_irq_unmask(unsigned line);
/* False for lines that do not exist or that the kernel uses itself. */
bool platform_irq_usable(unsigned line);

/* Ends the machine; under an emulator `status` is its exit status. */
[[noreturn]] void platform_power_off(unsigned status);

#endif
