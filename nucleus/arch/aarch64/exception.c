/*
 * AArch64: what an exception was. A user's becomes a fault of the portable
 * kinds; one in the kernel is a panic.
 */
#include "core.h"
#include "panic.h"
#include "print.h"
#include "thread.h"

/* Calls (C6.2.35, C6.2.36). */
#define BL 0x94000000
#define BL_MASK 0xFC000000
#define BLR 0xD63F0000
#define BLR_MASK 0xFFFFFC1F

/* The registers at an exception in the kernel; pc is 0 before there is one. */
extern struct arch_regs arch_crash;

extern const char __kernel_start[], __text_end[];

struct thread *arch_fault(struct core *core);
[[noreturn]] void arch_kernel_exception(void);

/* An abort is the page tables' doing, misaligned, or the memory system's. */
static unsigned abort_kind(word_t detail, unsigned access)
{
    word_t fault = detail & ESR_FAULT_MASK;

    if (fault <= ESR_FAULT_PERMISSION_LAST)
        return access;
    return fault == ESR_FAULT_ALIGNMENT ? FAULT_ALIGNMENT : FAULT_BUS;
}

/* Cleaning a line counts as reading it, though WnR says write. */
static unsigned data_access(word_t detail)
{
    return detail & ESR_WRITE && !(detail & ESR_CACHE_MAINTENANCE) ? FAULT_WRITE
                                                                   : FAULT_READ;
}

static unsigned fault_kind(word_t detail)
{
    unsigned class = (unsigned)(detail >> ESR_CLASS_SHIFT & 0x3F);

    if (class >= ESR_BREAKPOINT_FIRST && class <= ESR_BREAKPOINT_LAST)
        return FAULT_BREAKPOINT;
    switch (class) {
    case ESR_INSTRUCTION_ABORT:
        return abort_kind(detail, FAULT_EXECUTE);
    case ESR_PC_ALIGNMENT:
    case ESR_SP_ALIGNMENT:
        return FAULT_ALIGNMENT;
    case ESR_BRK:
        return FAULT_BREAKPOINT;
    case ESR_FP_EXCEPTION:
        return FAULT_ARITHMETIC;
    case ESR_SERROR:
        return FAULT_BUS;
    default:
        return FAULT_INSTRUCTION;
    }
}

static word_t abort_address(word_t detail)
{
    return detail & ESR_FAR_INVALID ? 0 : ARCH_READ(far_el1);
}

/* Where the fault was, if the processor says so. */
static word_t fault_address(const struct thread *thread, word_t detail)
{
    switch (detail >> ESR_CLASS_SHIFT & 0x3F) {
    case ESR_INSTRUCTION_ABORT:
        return abort_address(detail);
    case ESR_PC_ALIGNMENT:
        return ARCH_READ(far_el1);
    case ESR_SP_ALIGNMENT:
        return thread->regs.sp;
    default:
        return 0;
    }
}

/* Everything from EL0 that is no invocation, FP use or interrupt. */
struct thread *arch_fault(struct core *core)
{
    word_t detail = ARCH_READ(esr_el1);

    if ((detail >> ESR_CLASS_SHIFT & 0x3F) == ESR_DATA_ABORT) /* usual */
        return kernel_fault(core, abort_kind(detail, data_access(detail)),
                            abort_address(detail), detail);
    return kernel_fault(core, fault_kind(detail),
                        fault_address(core->current, detail), detail);
}

/* ---- in the kernel ---- */

void arch_kernel_exception(void)
{
    panic("exception in the kernel: esr 0x%lx far 0x%lx", ARCH_READ(esr_el1),
          ARCH_READ(far_el1));
}

static void report_registers(const struct arch_regs *regs)
{
    for (unsigned i = 0; i < 31; i++)
        print("x%-2u 0x%016lx%s", i, regs->x[i], i % 3 == 2 ? "\n" : "  ");
    print("sp  0x%016lx\npc  0x%016lx  flags 0x%lx\n", regs->sp, regs->pc,
          regs->flags);
}

/* BL or BLR before it. */
bool arch_return_address(word_t address)
{
    uint32_t call;

    if (address & 3 || address <= (word_t)__kernel_start ||
        address >= (word_t)__text_end)
        return false;
    call = ((const uint32_t *)address)[-1];
    return (call & BL_MASK) == BL || (call & BLR_MASK) == BLR;
}

static void report_calls(word_t stack)
{
    const struct core *core = arch_core();

    if (core)
        panic_backtrace(stack, core->arch.stack_base, core->kernel_stack);
}

void arch_panic_report(void)
{
    if (!arch_crash.pc) {
        report_calls((word_t)__builtin_frame_address(0));
        return;
    }
    report_registers(&arch_crash);
    print("backtrace: 0x%016lx\n", arch_crash.pc);
    print("backtrace: 0x%016lx\n", arch_crash.x[30] - 4);
    report_calls(arch_crash.sp);
}
