/*
 * x86_64: which features there are (CPUID, volume 2), and the control registers
 * that turn them on. A bit that a processor does not know is never set.
 */
#include "features.h"

#include "arch_start.h"

/* Bits of a leaf's output register, in the order eax ebx ecx edx. */
enum output {
    EAX,
    EBX,
    ECX,
    EDX
};

struct feature {
    const char *name;
    uint32_t leaf;
    uint8_t output;
    uint8_t bit;
};

static const struct feature necessary[] = {
    {"FPU", 1, EDX, 0},
    {"TSC", 1, EDX, 4},
    {"MSR", 1, EDX, 5},
    {"PAE", 1, EDX, 6},
    {"CX8", 1, EDX, 8},
    {"APIC", 1, EDX, 9},
    {"PGE", 1, EDX, 13},
    {"PAT", 1, EDX, 16},
    {"FXSR", 1, EDX, 24},
    {"SSE2", 1, EDX, 26},
    {"SYSCALL", CPUID_EXTENDED_FEATURES, EDX, 11},
    {"NX", CPUID_EXTENDED_FEATURES, EDX, 20},
    {"LM (64 bits)", CPUID_EXTENDED_FEATURES, EDX, CPUID_LONG_MODE_BIT},
};

struct features features;
bool arch_large_leaves;

static bool has(uint32_t leaf, enum output output, unsigned bit)
{
    struct cpuid found = read_cpuid(leaf & CPUID_EXTENDED, 0);
    uint32_t registers[4];

    if (found.eax < leaf)
        return false;
    found = read_cpuid(leaf, 0);
    registers[EAX] = found.eax;
    registers[EBX] = found.ebx;
    registers[ECX] = found.ecx;
    registers[EDX] = found.edx;
    return registers[output] >> bit & 1;
}

/* XSAVE is used if what it saves has room (leaf 0xD tells how much). */
static bool xsave_usable(bool avx)
{
    if (!has(1, ECX, 26))
        return false;
    write_cr4(read_cr4() | CR4_OSXSAVE);
    __asm__ volatile("xsetbv" ::"c"(0), "d"(0),
                     "a"(XCR0_X87_SSE | (avx ? XCR0_AVX : 0)));
    if (read_cpuid(0xD, 0).ebx <= sizeof(struct arch_fp))
        return true;
    write_cr4(read_cr4() & ~(word_t)CR4_OSXSAVE);
    return false;
}

const char *processor_check(void)
{
    features = (struct features){
        .avx = has(1, ECX, 28),
        .pcid = has(1, ECX, 17) && has(7, EBX, 10), /* and INVPCID */
        .smep = has(7, EBX, 7),
        .smap = has(7, EBX, 20),
        .umip = has(7, ECX, 2),
        .x2apic = has(1, ECX, 21),
        .tsc_deadline = has(1, ECX, 24),
        .emulator = has(1, ECX, 31),
        .machine_check = has(1, EDX, 7),
        .machine_check_banks = has(1, EDX, 14),
    };
    arch_large_leaves =
        has(CPUID_EXTENDED_FEATURES, EDX, CPUID_LEAVES_OF_1_GIB_BIT);
    for (size_t i = 0; i < sizeof necessary / sizeof necessary[0]; i++) {
        const struct feature *feature = &necessary[i];

        if (!has(feature->leaf, feature->output, feature->bit))
            return feature->name;
    }
    return NULL;
}

/* What is wrong with the hardware becomes an exception instead of a reset.
   Which of it does, firmware has decided; what is recorded from before is
   forgotten. */
static word_t machine_checks_start(void)
{
    unsigned banks = 0;

    if (!features.machine_check)
        return 0;
    if (features.machine_check_banks)
        banks = (unsigned)read_msr(MSR_MACHINE_CHECKS) & BANKS_MASK;
    for (uint32_t i = 0; i < banks; i++)
        write_msr(MSR_BANK_STATUS + i * BANK_STRIDE, 0);
    return CR4_MCE;
}

/* PCIDE can be set only while CR3 names PCID 0, as it does at boot. PGE was
   off: with its change whatever any PCID had is forgotten (4.10.4.1). */
void processor_start(void)
{
    word_t cr4 = CR4_PAE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;

    cr4 |= machine_checks_start();
    if (features.smep)
        cr4 |= CR4_SMEP;
    if (features.smap)
        cr4 |= CR4_SMAP;
    if (features.umip)
        cr4 |= CR4_UMIP;
    if (features.pcid)
        cr4 |= CR4_PCIDE;
    write_msr(MSR_EFER, read_msr(MSR_EFER) | EFER_SCE | EFER_NXE);
    write_msr(MSR_PAT, PAT_VALUE);
    write_cr0(CR0_VALUE | CR0_TS); /* FP is off, as arch_core_start left it */
    write_cr4(cr4);
    features.xsave = xsave_usable(features.avx);
}
