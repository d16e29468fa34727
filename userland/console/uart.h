/*
 * The contract between the console's server and the driver of a UART; one
 * driver is linked in. All calls come from the server's one activation.
 */
#ifndef CONSOLE_UART_H
#define CONSOLE_UART_H

#include "abi.h"

/* `device`: a frame or ports that begin at `base`. No interrupts are on
   afterwards. */
[[nodiscard]] enum status uart_start(cap_t device, word_t base);

/* A byte that has come in; false: there is none. */
bool uart_receive(uint8_t *byte);

/* False: the device has no room now. */
bool uart_transmit(uint8_t byte);

/* Whether the device interrupts when bytes have come in, and when it has room
   again. */
void uart_interrupts(bool receive, bool transmit);

/* The cause of the interrupt has been seen. */
void uart_acknowledge(void);

/* Everything has left the device. */
bool uart_idle(void);

#endif
