/*
 * What the board sets up before boot(), device by device.
 */
#ifndef PLATFORM_DEVICES_H
#define PLATFORM_DEVICES_H

/* Pins and PL011: 115200 baud, 8 bits, no parity. */
void uart_start(void);
/* From now on the kernel does not have it for itself. */
void uart_share(void);
/* All peripherals' lines masked; the core's timer can interrupt it. */
void interrupts_start(unsigned core);

#endif
