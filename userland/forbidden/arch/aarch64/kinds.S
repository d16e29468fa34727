/*
 * AArch64: what is refused at EL0, and what is not. A row is a name and the
 * instructions behind it. (QEMU models no caches and does not check the stack
 * pointer's alignment, so that rows of these are missing.)
 */
.arch_extension fp

    .equ KERNEL, 0xFFFFFF8000080000 /* the kernel's first byte */

.macro kind table, name, instructions
    .section .rodata.kinds, "a"
8:  .asciz  "\name"
    .section .text.kinds, "ax"
    .balign 4
9:  \instructions
    ret
    .section .data.rel.ro.\table, "aw"
    .quad   8b, 9b
.endm

.macro refused name, instructions
    kind    kinds_refused, \name, "\instructions"
.endm

.macro allowed name, instructions
    kind    kinds_allowed, \name, "\instructions"
.endm

/* An invocation leaves nothing in the registers that C wants kept. */
.macro save
    stp     x29, x30, [sp, #-96]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
.endm

.macro restore
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #96
.endm

/* A `ret` on the stack: data, though it would do no harm. */
.macro push_code
    ldr     w1, =0xD65F03C0
    str     w1, [sp, #-16]!
.endm

.macro load_info_address
    adrp    x0, program_info
    ldr     x0, [x0, :lo12:program_info]
.endm

    .section .data.rel.ro.kinds_refused, "aw"
    .balign 8
    .global refused
refused:
    .section .data.rel.ro.kinds_allowed, "aw"
    .balign 8
    .global allowed
allowed:

    /* system registers */
    refused mrs_sctlr, "mrs x0, sctlr_el1"
    refused msr_sctlr, "msr sctlr_el1, xzr"
    refused mrs_currentel, "mrs x0, CurrentEL"
    refused msr_ttbr0, "msr ttbr0_el1, xzr"
    refused msr_ttbr1, "msr ttbr1_el1, xzr"
    refused msr_vbar, "msr vbar_el1, xzr"
    refused mrs_tpidr_el1, "mrs x0, tpidr_el1"
    refused mrs_esr, "mrs x0, esr_el1"
    refused mrs_elr, "mrs x0, elr_el1"
    refused msr_spsr, "msr spsr_el1, xzr"
    refused msr_sp_el0, "msr sp_el0, xzr"
    refused msr_spsel, "msr SPSel, #0"
    refused mrs_daif, "mrs x0, daif"
    refused msr_daifset, "msr daifset, #15"
    refused msr_daifclr, "msr daifclr, #15"
    refused msr_cpacr, "msr cpacr_el1, xzr"
    refused msr_tpidrro, "msr tpidrro_el0, x0"
    refused mrs_midr, "mrs x0, midr_el1"
    refused mrs_mpidr, "mrs x0, mpidr_el1"
    refused mrs_isar0, "mrs x0, id_aa64isar0_el1"
    refused mrs_actlr, "mrs x0, actlr_el1"
    refused mrs_cpuectlr, "mrs x0, s3_1_c15_c2_1"
    refused mrs_hcr, "mrs x0, hcr_el2"
    refused mrs_scr, "mrs x0, scr_el3"
    refused msr_mdscr, "msr mdscr_el1, xzr"
    refused msr_oslar, "msr oslar_el1, xzr"
    refused mrs_unknown, "mrs x0, s3_7_c15_c15_7"
    /* counters and timers */
    refused mrs_cntpct, "mrs x0, cntpct_el0"
    refused mrs_cntv_ctl, "mrs x0, cntv_ctl_el0"
    refused msr_cntv_cval, "msr cntv_cval_el0, x0"
    refused mrs_cntp_ctl, "mrs x0, cntp_ctl_el0"
    refused msr_cntkctl, "msr cntkctl_el1, x0"
    refused msr_pmccntr, "msr pmccntr_el0, x0"
    refused mrs_pmevcntr, "mrs x0, pmevcntr0_el0"
    refused mrs_pmcr, "mrs x0, pmcr_el0"
    refused msr_pmcntenset, "msr pmcntenset_el0, x0"
    refused msr_pmuserenr, "msr pmuserenr_el0, x0"
    /* other levels */
    refused hvc, "hvc #0"
    refused smc, "smc #0"
    refused eret, "eret"
    refused drps, "drps"
    refused dcps1, "dcps1"
    refused dcps3, "dcps3"
    refused hlt, "hlt #0"
    refused semihosting, "mov w0, #0x18; hlt #0xF000"
    refused brk, "brk #0"
    refused brk_ubsan, "brk #0x5515"
    refused udf, "udf #0"
    refused reserved, ".inst 0xFFFFFFFF"
    /* caches and translations */
    refused dc_ivac, "mov x0, sp; dc ivac, x0"
    refused dc_isw, "dc isw, xzr"
    refused dc_cisw, "dc cisw, xzr"
    refused ic_iallu, "ic iallu"
    refused ic_ialluis, "ic ialluis"
    refused tlbi_all, "tlbi vmalle1"
    refused tlbi_is, "tlbi vae1is, x0"
    refused at, "at s1e1r, x0"
    refused dc_zva_kernel, "ldr x0, =KERNEL; dc zva, x0"
    refused dc_zva_text, "adr x0, 9b; dc zva, x0"
    /* alignment */
    refused pc_misaligned, "adr x0, 9b; add x0, x0, #2; br x0"
    refused ldxr_misaligned, "sub x0, sp, #31; ldxr x1, [x0]"
    refused ldar_misaligned, "sub x0, sp, #31; ldar x1, [x0]"
    /* addresses */
    refused ldr_null, "mov x0, #0; ldr x0, [x0]"
    refused ldr_page_0, "mov x0, #4088; ldr x0, [x0]"
    refused ldp_from_page_0, "mov x0, #4088; ldp x0, x1, [x0]"
    refused str_kernel, "ldr x0, =KERNEL; str x0, [x0]"
    refused stxr_kernel, "ldr x0, =KERNEL; ldxr x1, [x0]"
    refused ldr_direct_map, "ldr x0, =0xFFFFFF8000000000; ldr x0, [x0]"
    refused ldr_kernel_page, "mov x0, #0x80000; ldr x0, [x0]"
    refused str_kernel_page, "mov x0, #0x80000; str x0, [x0]"
    refused ldr_tagged, "mov x0, sp; orr x0, x0, #0xFF << 56; ldr x0, [x0]"
    refused ldr_hole, "mov x0, #0x1000000000000; ldr x0, [x0]"
    refused ldr_window_end, "mov x0, #0x7FFFFFFFF8; ldr x0, [x0]"
    refused ldr_behind_window, "mov x0, #0x8000000000; ldr x0, [x0]"
    refused ldr_top, "mov x0, #-8; ldr x0, [x0]"
    refused ldr_untyped, "mov x0, #0x20000000; ldr x0, [x0]"
    refused str_untyped, "mov x0, #0x20000000; str x0, [x0]"
    refused ldr_uart, "mov x0, #0x3F200000; add x0, x0, #0x1000; ldr w0, [x0]"
    refused ldr_interrupts, "ldr x0, =0x3F00B200; ldr w0, [x0]"
    refused ldr_local, "mov x0, #0x40000000; ldr w0, [x0, #0x60]"
    refused str_power, "mov x0, #0x3F100000; str w0, [x0, #0x1C]"
    refused br_kernel, "ldr x0, =KERNEL; br x0"
    refused br_null, "br xzr"
    refused br_kernel_page, "mov x0, #0x80000; br x0"
    refused br_untyped, "mov x0, #0x20000000; br x0"
    refused br_uart, "mov x0, #0x3F200000; br x0"
    refused br_tagged, "adr x0, 9b; orr x0, x0, #0xFF00000000000000; br x0"
    refused br_stack, "push_code; mov x0, sp; br x0"
    refused br_data, "adrp x0, refused; add x0, x0, :lo12:refused; br x0"
    refused str_text, "adr x0, 9b; str x0, [x0]"
    refused str_info, "load_info_address; str x0, [x0]"
    refused sp_kernel, "ldr x0, =KERNEL; mov sp, x0; str x0, [sp, #-16]!"
    refused sp_null, "mov x0, #0; mov sp, x0; str x0, [sp, #-16]!"

    allowed wfi, "wfi"
    allowed wfe, "sevl; wfe"
    allowed yield, "yield"
    allowed barriers, "dsb sy; dmb sy; isb"
    allowed mrs_cntvct, "mrs x0, cntvct_el0"
    allowed mrs_cntfrq, "mrs x0, cntfrq_el0"
    allowed mrs_ctr, "mrs x0, ctr_el0"
    allowed mrs_dczid, "mrs x0, dczid_el0"
    allowed mrs_tpidrro, "mrs x0, tpidrro_el0"
    allowed mrs_pmuserenr, "mrs x0, pmuserenr_el0"
    allowed msr_tpidr, "mov x0, #-1; msr tpidr_el0, x0"
    allowed msr_nzcv, "mov x0, #-1; msr nzcv, x0"
    allowed msr_fpcr, "msr fpcr, xzr"
    allowed dc_zva, "sub sp, sp, #256; mov x0, sp; dc zva, x0; add sp, sp, #256"
    allowed dc_civac, "mov x0, sp; dc civac, x0"
    allowed dc_cvau, "adr x0, 9b; dc cvau, x0"
    allowed ic_ivau, "adr x0, 9b; ic ivau, x0"
    allowed prefetch, "ldr x0, =KERNEL; prfm pldl1keep, [x0]"
    /* an invocation, whatever the immediate; here of the empty slot 0 */
    allowed svc_1, "save; mov x0, #0; svc #1; restore"
    allowed svc_last, "save; mov x0, #0; svc #0xFFFF; restore"

    .section .data.rel.ro.kinds_refused, "aw"
    .global refused_end
refused_end:
    .section .data.rel.ro.kinds_allowed, "aw"
    .global allowed_end
allowed_end:
