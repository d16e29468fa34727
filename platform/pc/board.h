/*
 * PC: what the parts of the board share.
 */
#ifndef PLATFORM_BOARD_H
#define PLATFORM_BOARD_H

/* Read by the assembler too. As in kernel.ld. */
#define CORE_STACK_BYTES 8192
#define CORE_STACKS 4

/* Multiboot Specification 0.6.96, 3.1; Multiboot 2, 3.1; Xen's PVH boot ABI
   (xen/include/public/arch-x86/hvm/start_info.h). */
#define MULTIBOOT1_HEADER 0x1BADB002
#define MULTIBOOT1_LOADER 0x2BADB002
#define MULTIBOOT2_HEADER 0xE85250D6
#define MULTIBOOT2_LOADER 0x36D76289
#define PVH_NOTE 18
#define PVH_MAGIC 0x336EC578

#ifndef __ASSEMBLER__

#include "acpi.h"
#include "arch_start.h"

/* COM1: 115200 baud, 8 bits, no parity. */
void uart_start(void);
/* Both old controllers off, the I/O APICs' lines masked, going to this core. */
void interrupts_start(const struct acpi *acpi);
/* Measures the clocks, against the HPET if there is one, else the PIT. */
void clock_start(paddr_t hpet);
/* How ACPI turns the machine off; the structure stays in use. */
void power_start(const struct acpi *acpi);
/* Whether the port is one that power_off uses. */
bool power_uses_ports(unsigned first, unsigned last);

#endif
#endif
