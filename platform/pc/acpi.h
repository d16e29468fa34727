/*
 * What the kernel takes from ACPI's fixed tables (ACPI Specification 6.4,
 * chapter 5; HPET and MCFG from their own). They are firmware's, and not
 * trusted: a table with a wrong length or checksum counts as absent.
 */
#ifndef PLATFORM_ACPI_H
#define PLATFORM_ACPI_H

#include "boot.h"

#define ACPI_IO_APICS_MAX 8
#define ACPI_ISA_LINES 16
#define ACPI_CPUS_MAX 64
#define ACPI_KEPT_MAX 20

struct acpi_io_apic {
    paddr_t base;
    uint32_t first; /* the number of its first interrupt */
};

/* Where an interrupt line of the ISA bus goes. */
struct acpi_isa_line {
    uint32_t number; /* among all I/O APICs' */
    bool level;
    bool low;
};

struct acpi_ports {
    uint16_t first;
    uint16_t last;
};

struct acpi {
    bool found;        /* there are tables */
    unsigned refused;  /* tables that were wrong */
    paddr_t local_apic; /* 0: not told */
    struct acpi_io_apic io_apics[ACPI_IO_APICS_MAX];
    unsigned io_apic_count;
    struct acpi_isa_line isa[ACPI_ISA_LINES];
    uint8_t cpus[ACPI_CPUS_MAX]; /* APIC ids of the usable ones */
    unsigned cpu_count;
    paddr_t hpet;          /* 0: none */
    paddr_t pci_base;      /* memory-mapped configuration space; 0: none */
    uint8_t pci_first_bus;
    uint8_t pci_last_bus;
    unsigned memory_nodes; /* 1 + the highest of the memory's domains */
    /* Power off: SLP_TYP for each of the two control ports; port 0: none. */
    uint16_t power_port[2];
    uint8_t power_type[2];
    uint16_t command_port; /* 0: ACPI mode is on for ever */
    uint8_t enable_command;
    /* Where ACPI's own registers are: with them anybody could put the machine
       to sleep, or have firmware do something. */
    struct acpi_ports kept_ports[ACPI_KEPT_MAX];
    unsigned kept_port_count;
    paddr_t kept_pages[ACPI_KEPT_MAX];
    unsigned kept_page_count;
    uint16_t reset_port; /* 0: none */
    uint16_t timer_port; /* 0: none */
};

/* Fills in what the tables say, and what holds where they say nothing. `rsdp`:
   0 looks where firmware of old put it. */
void acpi_read(paddr_t rsdp, struct acpi *acpi);

#endif
