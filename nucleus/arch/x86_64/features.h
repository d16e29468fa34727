/*
 * What this processor has besides what the kernel cannot do without.
 */
#ifndef NUCLEUS_FEATURES_H
#define NUCLEUS_FEATURES_H

#include "abi.h"

struct features {
    bool xsave;
    bool avx;
    bool pcid;
    bool smep;
    bool smap;
    bool umip;
    bool x2apic;
    bool tsc_deadline;
    bool emulator; /* or another hypervisor */
    bool machine_check;
    bool machine_check_banks; /* that say what it was */
};

extern struct features features;

#endif
