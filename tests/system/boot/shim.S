/*
 * Stands where firmware stands: entered at EL3 on all cores, lowers core 0 to
 * the exception level LEVEL and enters the kernel with x0 = ARGUMENT. The other
 * cores sleep. Defined on the command line: LEVEL (1, 2 or 3), ARGUMENT.
 */
#define KERNEL 0x80000
#define SCR (1 << 0 | 3 << 4 | 1 << 8 | 1 << 10) /* not secure, AArch64 */
#define HCR (1 << 31)                            /* EL1 is AArch64 */
#define CPUECTLR_SMPEN (1 << 6)
#define PSTATE_EL1 0x3C5
#define PSTATE_EL2 0x3C9

    .text
    .global _start
_start:
    mrs     x1, mpidr_el1
    and     x1, x1, #0xFF
    cbnz    x1, park
    ldr     x0, =ARGUMENT
    mov     x30, #KERNEL
.if LEVEL == 3
    br      x30
.else
    mov     x1, #SCR
    msr     scr_el3, x1
    msr     cptr_el3, xzr
    mrs     x1, s3_1_c15_c2_1
    orr     x1, x1, #CPUECTLR_SMPEN
    msr     s3_1_c15_c2_1, x1
    mov     x1, #HCR
    msr     hcr_el2, x1
    mov     x1, #3                  // EL1 may use the counters
    msr     cnthctl_el2, x1
    msr     cntvoff_el2, xzr
    mov     x1, #0x33FF             // and FP
    msr     cptr_el2, x1
    msr     hstr_el2, xzr
    mrs     x1, midr_el1
    msr     vpidr_el2, x1
    mrs     x1, mpidr_el1
    msr     vmpidr_el2, x1
    msr     elr_el3, x30
.if LEVEL == 2
    mov     x1, #PSTATE_EL2
.else
    mov     x1, #PSTATE_EL1
.endif
    msr     spsr_el3, x1
    isb
    eret
.endif

park:
    wfi
    b       park
