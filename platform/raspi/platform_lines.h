/*
 * Interrupt lines of the BCM2837: the 64 that the VideoCore's peripherals have.
 * (The eight "basic" ones belong to devices in the interrupt controller's own
 * page, which the kernel keeps.)
 */
#ifndef PLATFORM_LINES_H
#define PLATFORM_LINES_H

#define PLATFORM_IRQ_LINES 64

#endif
