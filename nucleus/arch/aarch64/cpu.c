/*
 * AArch64: a core's set-up, registers by number, the timer, translations and
 * the memory that they lead to.
 */
#include "arch_start.h"
#include "core.h"

/* What is loaded while nobody runs, or before the first thread. */
alignas(1 << ARCH_PAGE_BITS) const word_t
    empty_page_table[1 << ARCH_TABLE_BITS];

void arch_core_start(struct core *core, word_t stack_base, word_t stack_bytes)
{
    core->kernel_stack = stack_base + stack_bytes;
    core->arch.stack_base = stack_base;
    ARCH_WRITE(tpidr_el1, core);
    ARCH_WRITE(vbar_el1, arch_vectors);
    ARCH_WRITE(tpidr_el0, 0);
    ARCH_WRITE(tpidrro_el0, 0);
    ARCH_WRITE(cntkctl_el1, CNTKCTL_VALUE);
    ARCH_WRITE(pmccfiltr_el0, 0);
    ARCH_WRITE(pmcr_el0, PMCR_CYCLES);
    ARCH_WRITE(pmcntenset_el0, PMCNTEN_CYCLES);
    ARCH_WRITE(pmuserenr_el0, PMUSERENR_READ_CYCLES);
    ARCH_WRITE(mdscr_el1, MDSCR_VALUE);
    arch_timer_program(0);
    arch_fp_disable();
    arch_address_space_load(0, 0);
    __asm__ volatile("tlbi vmalle1\n\tdsb nsh\n\tisb" ::: "memory");
}

/* ---- registers by number ---- */

static_assert(ARCH_REGISTERS == ABI_REGISTER_COUNT);
static_assert(offsetof(struct arch_regs, by_number[ABI_REGISTER_PC]) ==
              offsetof(struct arch_regs, pc));

/* A register that is zero after an invocation. */
static bool beyond_message(unsigned number)
{
    return number >= 8 && number < ABI_REGISTER_SP;
}

word_t arch_regs_read(const struct arch_regs *regs, unsigned number)
{
    if (number >= ARCH_REGISTERS || (regs->brief && beyond_message(number)))
        return 0;
    return regs->by_number[number];
}

static bool register_valid(unsigned number, word_t value)
{
    switch (number) {
    case ABI_REGISTER_SP:
        return arch_user_address(value);
    case ABI_REGISTER_PC:
        return arch_code_address(value);
    case ABI_REGISTER_FLAGS:
        return !(value & ~PSTATE_USER_FLAGS);
    default:
        return number < ARCH_REGISTERS;
    }
}

bool arch_regs_write(struct arch_regs *regs, unsigned number, word_t value)
{
    if (!register_valid(number, value))
        return false;
    if (regs->brief && beyond_message(number)) {
        for (unsigned i = 8; i < ABI_REGISTER_SP; i++)
            regs->x[i] = 0;
        regs->brief = 0;
    }
    regs->by_number[number] = value;
    return true;
}

/* ---- translations ---- */

void arch_address_space_load(paddr_t root, unsigned domain_id)
{
    if (!root)
        root = arch_to_physical(empty_page_table);
    ARCH_WRITE(ttbr0_el1, arch_space_word(root, domain_id));
    __asm__ volatile("isb" ::: "memory");
}

word_t arch_space_word(paddr_t root, unsigned domain_id)
{
    return root | (word_t)domain_id << 48;
}

void arch_tlb_flush_address(unsigned domain_id, word_t address)
{
    word_t which = (word_t)domain_id << 48 | address >> ARCH_PAGE_BITS;

    __asm__ volatile("dsb ishst\n\ttlbi vae1is, %0\n\tdsb ish\n\tisb"
                     :
                     : "r"(which)
                     : "memory");
}

void arch_tlb_flush_domain(unsigned domain_id)
{
    __asm__ volatile("dsb ishst\n\ttlbi aside1is, %0\n\tdsb ish\n\tisb"
                     :
                     : "r"((word_t)domain_id << 48)
                     : "memory");
}

void arch_kernel_mapping_changed(void)
{
    __asm__ volatile("dsb ishst\n\ttlbi vmalle1is\n\tdsb ish\n\tisb" ::
                         : "memory");
}

/* ---- memory ---- */

/* A line is zeroed, and cleaned to where instructions are fetched from. */
void arch_memory_clear(paddr_t address, size_t bytes)
{
    bool by_line = (ARCH_READ(dczid_el0) & DCZID_MASK) == DCZID_64_BYTES;
    word_t *end = arch_from_physical(address + bytes);

    for (word_t *at = arch_from_physical(address); at < end; at += 8) {
        if (by_line)
            __asm__ volatile("dc zva, %0" ::"r"(at) : "memory");
        else
            for (unsigned i = 0; i < 8; i++)
                at[i] = 0;
        __asm__ volatile("dc cvau, %0" ::"r"(at) : "memory");
    }
}

void arch_instruction_sync(void)
{
    __asm__ volatile("dsb ish\n\tic ialluis\n\tdsb ish\n\tisb" ::: "memory");
}

/* ---- time: the virtual timer (D11.2) ---- */

word_t arch_ticks_per_second(void)
{
    return ARCH_READ(cntfrq_el0);
}

void arch_timer_program(word_t when)
{
    if (when) {
        ARCH_WRITE(cntv_cval_el0, when);
        ARCH_WRITE(cntv_ctl_el0, CNTV_ENABLE);
    } else {
        ARCH_WRITE(cntv_ctl_el0, 0);
    }
    __asm__ volatile("isb" ::: "memory");
}
