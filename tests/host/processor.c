/*
 * The fake processor: registers by number, interrupts, the timer, FP.
 */
#include "host.h"

#include "domain.h"

#include <stdio.h>
#include <stdlib.h>

struct host_clock host_clock;
struct core *host_core;
word_t host_fp_registers;
bool host_fp_allowed;
paddr_t host_space_root;
unsigned host_space_id;
unsigned host_page_table_syncs;
unsigned host_instruction_syncs;

/* ---- registers by number ---- */

static word_t *regs_field(struct arch_regs *regs, unsigned number)
{
    if (number == 0)
        return &regs->capability;
    if (number <= MESSAGE_WORDS)
        return &regs->words[number - 1];
    if (number == MESSAGE_WORDS + 1)
        return &regs->operation;
    if (number == ABI_REGISTER_SP)
        return &regs->sp;
    if (number == ABI_REGISTER_PC)
        return &regs->pc;
    return number == ABI_REGISTER_FLAGS ? &regs->flags : &regs->thread_pointer;
}

word_t arch_regs_read(const struct arch_regs *regs, unsigned number)
{
    return *regs_field((struct arch_regs *)(uintptr_t)regs, number);
}

/* User code can change four flags, as on a real processor. */
bool arch_regs_write(struct arch_regs *regs, unsigned number, word_t value)
{
    if (number == ABI_REGISTER_PC && !arch_code_address(value))
        return false;
    if (number == ABI_REGISTER_FLAGS && value & ~(word_t)15)
        return false;
    *regs_field(regs, number) = value;
    return true;
}

/* ---- FP ---- */

void arch_fp_save(struct arch_fp *fp)
{
    fp->token = host_fp_registers;
}

void arch_fp_load(const struct arch_fp *fp)
{
    host_fp_registers = fp->token;
    host_fp_allowed = true;
}

void host_fp_allow(bool allowed)
{
    host_fp_allowed = allowed;
}

/* ---- time and interrupts ---- */

word_t host_time(void)
{
    return host_clock.now;
}

word_t arch_ticks_per_second(void)
{
    return 1000000;
}

void arch_timer_program(word_t when)
{
    host_clock.timer = when;
    host_clock.programs++;
}

void host_interrupts(enum host_interrupts mode, word_t at)
{
    host_clock.mode = mode;
    host_clock.at = at;
    host_clock.due = false;
}

static bool interrupt_real(void)
{
    return (host_clock.timer && host_clock.now >= host_clock.timer) ||
           host_line_pending();
}

bool host_interrupt_pending(void)
{
    host_clock.looks++;
    host_clock.now += host_clock.per_look;
    if (host_clock.mode == HOST_INTERRUPTS_ALWAYS)
        host_clock.due = true;
    else if (host_clock.mode == HOST_INTERRUPTS_AT && host_clock.at &&
             --host_clock.at == 0)
        host_clock.due = true;
    return host_clock.due || interrupt_real();
}

bool host_interrupt_take(void)
{
    bool due = host_clock.due || interrupt_real();

    host_clock.due = false;
    return due;
}

/* ---- the rest ---- */

bool host_core_agrees(void)
{
    const struct thread *thread = host_core->current;
    const struct domain *domain = thread ? thread_domain(thread) : NULL;

    if (host_fp_allowed != (thread && host_core->fp_owner == thread))
        return false;
    if (!domain)
        return thread || (!host_space_root && !host_core->arch.save_all);
    return host_space_id == domain->id &&
           host_space_root == arch_to_physical(domain->root) &&
           host_core->arch.save_all ==
               !slot_empty(&domain->held[DOMAIN_HOLDS_SYSCALL_GATE]);
}

void host_processor_reset(void)
{
    host_clock =
        (struct host_clock){.now = 1000, .per_look = 1, .per_step = 10};
    host_core = &cores[0];
    host_fp_registers = 0;
    host_fp_allowed = false;
    host_space_root = 0;
    host_space_id = 0;
    host_tlb_reset();
    host_lines_reset();
}

word_t arch_space_word(paddr_t root, unsigned domain_id)
{
    return root | (word_t)domain_id << 48;
}

/* With no page table there must be no id either: under a domain's id what the
   TLB still holds of that domain could be used. */
void arch_address_space_load(paddr_t root, unsigned domain_id)
{
    if (!root && domain_id) {
        fprintf(stderr, "no page table is loaded under the id %u\n", domain_id);
        abort();
    }
    host_space_root = root;
    host_space_id = domain_id;
}

void arch_instruction_sync(void)
{
    host_instruction_syncs++;
}

/* One core: nobody else could hold the lock. A panic that stays in its loop
   comes back to the test that expects it. */
void host_relax(void)
{
    if (host_power_expected)
        longjmp(host_power_off, 1);
    fprintf(stderr, "waits for another core, which there is not\n");
    abort();
}

void arch_panic_report(void)
{
}

bool arch_return_address(word_t address)
{
    return address - HOST_RETURN_ADDRESS < 4096;
}

/* ---- the kernel's mappings: their page tables are anywhere ---- */

static alignas(64) const word_t empty_table[1 << ARCH_TABLE_BITS];

const word_t *host_kernel_root = empty_table;
unsigned host_kernel_looks;

const struct kernel_part arch_kernel_parts[] = {
    {HOST_PART_TEXT, "direct map of RAM"},
    {HOST_PART_DATA, "kernel, text"},
    {~(word_t)0, "kernel, data"},
};

paddr_t arch_kernel_root(word_t *begin)
{
    *begin = 0;
    return (paddr_t)host_kernel_root;
}

const word_t *arch_kernel_table(paddr_t table)
{
    return (const word_t *)table;
}

unsigned arch_kernel_rights(word_t entry)
{
    host_kernel_looks++;
    return arch_entry_rights(entry);
}
