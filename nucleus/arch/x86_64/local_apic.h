/*
 * The local APIC's part in every interrupt.
 */
#ifndef NUCLEUS_LOCAL_APIC_H
#define NUCLEUS_LOCAL_APIC_H

#include "arch_start.h"

/* The register that ends an interrupt; NULL: it is a model-specific one. */
extern volatile uint32_t *local_apic_end;

static inline void local_apic_end_of_interrupt(void)
{
    if (local_apic_end)
        device_write(local_apic_end, 0);
    else
        write_msr(MSR_X2APIC_END, 0);
}

#endif
