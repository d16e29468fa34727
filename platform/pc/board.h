/*
 * PC: what the parts of the board share.
 */
#ifndef PLATFORM_BOARD_H
#define PLATFORM_BOARD_H

#include "acpi.h"
#include "arch_start.h"
#include "loader.h"

/* Registers of interrupt controllers, and where writes are interrupts. */
#define REGISTERS_BASE 0xFEC00000
#define REGISTERS_END 0xFEF00000

/* As in kernel.ld. */
#define CORE_STACK_BYTES 8192
#define CORE_STACKS 4

/* COM1: 115200 baud, 8 bits, no parity. */
void uart_start(void);
/* From now on the kernel does not have it for itself. */
void uart_share(void);
/* Waits until all is sent. */
void uart_finish(void);
/* Both old controllers off; before the local APIC is started. */
void old_interrupts_stop(void);
/* The I/O APICs' lines masked, going to this core. */
void interrupts_start(const struct acpi *acpi);
/* Measures the clocks, against one that ACPI tells of or the PIT. */
void clock_start(const struct acpi *acpi);
/* How ACPI turns the machine off; the structure stays in use. */
void power_start(const struct acpi *acpi);
/* Which ports ACPI has; the structure stays in use. */
void ports_start(const struct acpi *acpi);
/* Adds the devices' ranges below `limit`, and the reserved ones. */
void devices_describe(struct loaded *loaded, const struct acpi *acpi,
                      paddr_t local_apic, paddr_t limit,
                      struct boot_info *info);

#endif
