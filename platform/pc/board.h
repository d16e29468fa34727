/*
 * PC: what the parts of the board share.
 */
#ifndef PLATFORM_BOARD_H
#define PLATFORM_BOARD_H

#include "acpi.h"
#include "arch_start.h"

/* As in kernel.ld. */
#define CORE_STACK_BYTES 8192
#define CORE_STACKS 4

/* COM1: 115200 baud, 8 bits, no parity. */
void uart_start(void);
/* From now on the kernel does not have it for itself. */
void uart_share(void);
/* Both old controllers off; before the local APIC is started. */
void old_interrupts_stop(void);
/* The I/O APICs' lines masked, going to this core. */
void interrupts_start(const struct acpi *acpi);
/* Measures the clocks, against the HPET if there is one, else the PIT. */
void clock_start(paddr_t hpet);
/* How ACPI turns the machine off; the structure stays in use. */
void power_start(const struct acpi *acpi);
/* Whether the port is one that power_off uses. */
bool power_uses_ports(unsigned first, unsigned last);

#endif
