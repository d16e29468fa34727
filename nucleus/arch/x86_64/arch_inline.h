/*
 * x86_64: the short functions of nucleus/arch.h, which has their promises.
 */
#ifndef NUCLEUS_ARCH_INLINE_H
#define NUCLEUS_ARCH_INLINE_H

#include "caps.h"
#include "processor.h"
#include "registers.h"

/* Where the loader put the image's first byte. */
extern paddr_t kernel_physical;
/* Page tables may have leaves of 1 GiB. */
extern bool arch_large_leaves;

/* The one register that says what waits; NULL: there are more, or it is a
   model-specific one. */
extern volatile uint32_t *local_apic_requested;
bool local_apic_pending(void);

static inline struct core *arch_core(void)
{
    struct core *core;

    __asm__ volatile("mov %%gs:%c1, %0" : "=r"(core) : "i"(CORE_SELF));
    return core;
}

static inline void arch_relax(void)
{
    __asm__ volatile("pause" ::: "memory");
}

static inline bool arch_interrupt_pending(void)
{
    return local_apic_requested ? *local_apic_requested : local_apic_pending();
}

static inline word_t arch_index(word_t index, word_t count)
{
    word_t mask;

    __asm__("cmp %2, %1\n\tsbb %0, %0"
            : "=r"(mask)
            : "r"(index), "r"(count)
            : "cc");
    return index & mask;
}

/* ---- addresses ---- */

static inline void *arch_from_physical(paddr_t address)
{
    return (void *)(address + DIRECT_BASE);
}

/* The image is not in the direct map. */
static inline paddr_t arch_to_physical(const void *pointer)
{
    word_t address = (word_t)pointer;

    return address >= KERNEL_VIRTUAL
               ? address - KERNEL_VIRTUAL + kernel_physical
               : address - DIRECT_BASE;
}

static inline bool arch_user_address(word_t address)
{
    return !(address >> ARCH_WINDOW_BITS);
}

static inline bool arch_code_address(word_t address)
{
    return arch_user_address(address);
}

/* ---- a thread's registers ---- */

static inline word_t arch_regs_capability(const struct arch_regs *regs)
{
    return regs->rdi;
}

static inline word_t arch_regs_operation(const struct arch_regs *regs)
{
    return regs->rax;
}

static inline const struct message *
arch_regs_message(const struct arch_regs *regs)
{
    return &regs->message;
}

#define SYSCALL_BYTES 2

static inline void arch_regs_restart(struct arch_regs *regs)
{
    regs->pc -= SYSCALL_BYTES;
}

static inline void arch_regs_advance(struct arch_regs *regs)
{
    regs->pc += SYSCALL_BYTES;
}

/* rax, rdi, the words; rcx and r11 as SYSRET wants them; zero elsewhere. */
static inline void arch_regs_set(struct arch_regs *regs, word_t rax, word_t rdi,
                                 const struct message *message)
{
    regs->rax = rax;
    regs->rdi = rdi;
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->message.words[i] = message->words[i];
    regs->brief = 1;
}

static inline void arch_regs_result(struct arch_regs *regs, int64_t status,
                                    const struct message *message)
{
    arch_regs_set(regs, (word_t)status, 0, message);
}

static inline void arch_regs_enter(struct arch_regs *regs, word_t entry,
                                   word_t stack, word_t thread_pointer,
                                   word_t first, const struct message *message,
                                   word_t operation)
{
    regs->sp = stack;
    regs->pc = entry;
    regs->flags = FLAGS_USER_START;
    regs->thread_pointer = thread_pointer;
    arch_regs_set(regs, operation, first, message);
}

static inline word_t arch_regs_pc(const struct arch_regs *regs)
{
    return regs->pc;
}

static inline void arch_regs_set_thread_pointer(struct arch_regs *regs,
                                                word_t value)
{
    regs->thread_pointer = value;
}

extern const char arch_syscall[], arch_syscall_foreign[];

static inline void arch_save_all(struct arch_core *core, bool all)
{
    (void)core;
    write_msr(MSR_LSTAR, (word_t)(all ? arch_syscall_foreign : arch_syscall));
}

/* ---- FP: CR0.TS makes its use an exception ---- */

static inline void arch_fp_disable(void)
{
    word_t cr0 = read_cr0();

    if (!(cr0 & CR0_TS))
        write_cr0(cr0 | CR0_TS);
}

static inline void arch_fp_enable(void)
{
    if (read_cr0() & CR0_TS)
        clear_task_switched();
}

/* ---- page tables ---- */

static inline bool arch_leaf_allowed(unsigned level)
{
    return level < 2 || (level == 2 && arch_large_leaves);
}

/*
 * What is mapped can be read: there is no execute without read. A leaf without
 * any right is not present, and the high bits of its address are inverted, so
 * that a processor that goes on with it speculatively (L1TF) finds nothing.
 */
/* For none, read, write, and read and write. */
#define ENTRIES_OF_DATA(kind)                                                  \
    (kind) | ENTRY_NO_EXECUTE | ENTRY_HIDDEN,                                  \
        (kind) | ENTRY_NO_EXECUTE | ENTRY_PRESENT,                             \
        (kind) | ENTRY_NO_EXECUTE | ENTRY_PRESENT | ENTRY_WRITE,               \
        (kind) | ENTRY_NO_EXECUTE | ENTRY_PRESENT | ENTRY_WRITE
/* The same with execute. */
#define ENTRIES_OF_CODE                                                        \
    ENTRY_PRESENT, ENTRY_PRESENT, ENTRY_PRESENT | ENTRY_WRITE,                 \
        ENTRY_PRESENT | ENTRY_WRITE

static inline word_t arch_entry_leaf(paddr_t address, unsigned level,
                                     unsigned rights, unsigned memory)
{
    static const word_t flags[][FRAME_RIGHTS + 1] = {
        [MEMORY_TYPE_NORMAL] = {ENTRIES_OF_DATA(0UL), ENTRIES_OF_CODE},
        [MEMORY_TYPE_DEVICE] = {ENTRIES_OF_DATA(ENTRY_DEVICE),
                                ENTRIES_OF_DATA(ENTRY_DEVICE)},
        [MEMORY_TYPE_WRITE_COMBINING] = {ENTRIES_OF_DATA(ENTRY_WRITE_COMBINING),
                                         ENTRIES_OF_DATA(
                                             ENTRY_WRITE_COMBINING)},
    };

    return (address ^ flags[memory][rights]) | ENTRY_USER | ENTRY_TOUCHED |
           (level ? ENTRY_LARGE : 0);
}

static inline word_t arch_entry_table(paddr_t table, unsigned count)
{
    return table | ENTRY_TABLE | ENTRY_USER |
           (word_t)count << ENTRY_COUNT_SHIFT;
}

static inline unsigned arch_entry_count(word_t entry)
{
    return (unsigned)(entry >> ENTRY_COUNT_SHIFT & ENTRY_COUNT_MASK);
}

static inline word_t arch_entry_counted(word_t entry, int change)
{
    return entry + ((word_t)change << ENTRY_COUNT_SHIFT);
}

static inline bool arch_entry_used(word_t entry)
{
    return entry != 0;
}

static inline bool arch_entry_is_table(word_t entry, unsigned level)
{
    return level > 0 && entry & ENTRY_IS_TABLE;
}

static inline paddr_t arch_entry_address(word_t entry)
{
    return (entry & ENTRY_PRESENT ? entry : entry ^ ENTRY_HIDDEN) &
           ENTRY_ADDRESS_MASK;
}

static inline word_t *arch_entry_below(word_t entry)
{
    return arch_from_physical(entry & ENTRY_ADDRESS_MASK);
}

static inline unsigned arch_entry_rights(word_t entry)
{
    if (!(entry & ENTRY_PRESENT))
        return 0;
    return FRAME_READ | (entry & ENTRY_WRITE ? FRAME_WRITE : 0) |
           (entry & ENTRY_NO_EXECUTE ? 0 : FRAME_EXECUTE);
}

static inline unsigned arch_entry_memory(word_t entry)
{
    if ((entry & ENTRY_DEVICE) == ENTRY_DEVICE)
        return MEMORY_TYPE_DEVICE;
    return entry & ENTRY_WRITE_COMBINING ? MEMORY_TYPE_WRITE_COMBINING
                                         : MEMORY_TYPE_NORMAL;
}

/* The walker sees stores in program order. */
static inline void arch_page_table_sync(void)
{
    __asm__ volatile("" ::: "memory");
}

/* ---- memory, time ---- */

static inline void arch_memory_made(paddr_t address, word_t bytes)
{
    (void)address;
    (void)bytes;
}

static inline void arch_memory_gone(paddr_t address, word_t bytes)
{
    (void)address;
    (void)bytes;
}

static inline word_t arch_time(void)
{
    return read_time_stamp();
}

/* ---- for the entry code ---- */

/* CR3_NO_FLUSH reads as zero. */
static inline word_t arch_space(void)
{
    return read_cr3();
}

static inline paddr_t arch_space_root(void)
{
    return arch_space() & ENTRY_ADDRESS_MASK;
}

static inline void arch_space_load(word_t space)
{
    write_cr3(space);
}

#endif
