/*
 * Interrupt lines of the PC: below 16 those of the ISA bus by their old
 * numbers, wherever the I/O APICs have them; from 16 on the I/O APICs' own
 * numbers.
 */
#ifndef PLATFORM_LINES_H
#define PLATFORM_LINES_H

#define PLATFORM_IRQ_LINES 120

#endif
