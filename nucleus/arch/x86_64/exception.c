/*
 * x86_64: what an exception was. A user's becomes a fault of the portable
 * kinds; one in the kernel is a panic.
 */
#include "core.h"
#include "features.h"
#include "panic.h"
#include "print.h"
#include "thread.h"

#define CALL 0xE8
#define CALL_BYTES 5
#define CALL_INDIRECT 0xFF
#define CALL_INDIRECT_DIGIT 2
#define CALL_BYTES_MAX 7

extern const char __kernel_start[], __text_end[];

struct thread *arch_exception(struct core *core);
struct thread *arch_bad_pc(struct core *core);
[[noreturn]] void arch_kernel_exception(const struct arch_regs *regs);

static unsigned page_fault_kind(word_t error)
{
    if (error & PAGE_FAULT_FETCH)
        return FAULT_EXECUTE;
    return error & PAGE_FAULT_WRITE ? FAULT_WRITE : FAULT_READ;
}

/* A general protection fault may come from a privileged instruction or from an
   address that is not canonical; the processor does not say. */
static unsigned fault_kind(const struct arch_regs *regs)
{
    switch (regs->vector) {
    case VECTOR_DIVIDE:
    case VECTOR_OVERFLOW:
    case VECTOR_X87:
    case VECTOR_SIMD:
        return FAULT_ARITHMETIC;
    case VECTOR_DEBUG:
    case VECTOR_BREAKPOINT:
        return FAULT_BREAKPOINT;
    case VECTOR_PAGE_FAULT:
        return page_fault_kind(regs->error);
    case VECTOR_ALIGNMENT:
        return FAULT_ALIGNMENT;
    default:
        return FAULT_INSTRUCTION;
    }
}

/* Everything from user code that is no invocation. The detail is the vector and
   above it the error code. */
struct thread *arch_exception(struct core *core)
{
    const struct arch_regs *regs = &core->current->regs;
    word_t vector = regs->vector;

    if (vector >= VECTOR_LINES) {
        core->arch.vector = vector;
        return kernel_interrupt(core);
    }
    if (vector == VECTOR_NO_FP)
        return kernel_fp(core);
    return kernel_fault(core, fault_kind(regs),
                        vector == VECTOR_PAGE_FAULT ? read_cr2() : 0,
                        vector | regs->error << 32);
}

/* The thread was to go on outside of the window: where an invocation at its end
   would have returned to. */
struct thread *arch_bad_pc(struct core *core)
{
    return kernel_fault(core, FAULT_EXECUTE, core->current->regs.pc, 0);
}

/* ---- in the kernel ---- */

static const struct arch_regs *crash;

/* The first bank of the processor that has something to say. */
[[noreturn]] static void machine_check(void)
{
    unsigned banks = 0;

    if (features.machine_check_banks)
        banks = (unsigned)read_msr(MSR_MACHINE_CHECKS) & BANKS_MASK;
    for (uint32_t i = 0; i < banks; i++) {
        word_t status = read_msr(MSR_BANK_STATUS + i * BANK_STRIDE);
        word_t address = 0;

        if (!(status & BANK_VALID))
            continue;
        if (status & BANK_ADDRESS_VALID)
            address = read_msr(MSR_BANK_ADDRESS + i * BANK_STRIDE);
        panic("machine check: bank %u says 0x%lx, address 0x%lx", i, status,
              address);
    }
    panic("machine check, and no bank says what it was");
}

/* Also what hardware reports while user code runs. */
void arch_kernel_exception(const struct arch_regs *regs)
{
    crash = regs;
    if (regs->vector == VECTOR_MACHINE_CHECK)
        machine_check();
    if (regs->vector == VECTOR_NMI)
        panic("non-maskable interrupt: the hardware has failed");
    panic("exception %lu in the kernel: error 0x%lx address 0x%lx",
          regs->vector, regs->error, read_cr2());
}

static void report_registers(const struct arch_regs *regs)
{
    static const char names[] = "rax\0rcx\0rdx\0rbx\0rsp\0rbp\0rsi\0rdi\0"
                                "r8\0 r9\0 r10\0r11\0r12\0r13\0r14\0r15";

    for (unsigned i = 0; i < ABI_REGISTER_PC; i++)
        print("%-3s 0x%016lx%s", &names[4 * i], arch_regs_read(regs, i),
              i % 3 == 2 ? "\n" : "  ");
    print("\npc  0x%016lx  flags 0x%lx\n", regs->pc, regs->flags);
}

/* A near call before it (volume 2, CALL): direct, or through a register or
   memory, which takes two to seven bytes. */
bool arch_return_address(word_t address)
{
    const uint8_t *end = (const uint8_t *)address;

    if (address <= (word_t)__kernel_start + CALL_BYTES_MAX ||
        address >= (word_t)__text_end)
        return false;
    if (end[-CALL_BYTES] == CALL)
        return true;
    for (unsigned bytes = 2; bytes <= CALL_BYTES_MAX; bytes++)
        if (end[-(int)bytes] == CALL_INDIRECT &&
            (end[1 - (int)bytes] >> 3 & 7) == CALL_INDIRECT_DIGIT)
            return true;
    return false;
}

static void report_calls(word_t stack)
{
    const struct core *core = arch_core();

    if (core)
        panic_backtrace(stack, core->arch.stack_base, core->kernel_stack);
}

void arch_panic_report(void)
{
    if (!crash) {
        report_calls((word_t)__builtin_frame_address(0));
        return;
    }
    report_registers(crash);
    print("backtrace: 0x%016lx\n", crash->pc);
    report_calls(crash->sp);
}
