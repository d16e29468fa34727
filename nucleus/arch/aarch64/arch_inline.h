/*
 * AArch64: the short functions of nucleus/arch.h, which has their promises.
 */
#ifndef NUCLEUS_ARCH_INLINE_H
#define NUCLEUS_ARCH_INLINE_H

#include "caps.h"
#include "registers.h"

#define ARCH_READ(name)                                                        \
    ({                                                                         \
        word_t read_value;                                                     \
        __asm__ volatile("mrs %0, " #name : "=r"(read_value));                 \
        read_value;                                                            \
    })
#define ARCH_WRITE(name, value)                                                \
    __asm__ volatile("msr " #name ", %0" ::"r"((word_t)(value)) : "memory")

static inline struct core *arch_core(void)
{
    return (struct core *)ARCH_READ(tpidr_el1);
}

static inline bool arch_interrupt_pending(void)
{
    return ARCH_READ(isr_el1) >> ISR_IRQ_BIT & 1;
}

static inline void arch_relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}

static inline word_t arch_index(word_t index, word_t count)
{
    word_t within;

    __asm__("cmp %1, %2\n\tcsel %0, %1, xzr, lo"
            : "=r"(within)
            : "r"(index), "r"(count)
            : "cc");
    return within;
}

/* ---- addresses ---- */

static inline void *arch_from_physical(paddr_t address)
{
    return (void *)(address + KERNEL_OFFSET);
}

static inline paddr_t arch_to_physical(const void *pointer)
{
    return (word_t)pointer - KERNEL_OFFSET;
}

static inline bool arch_user_address(word_t address)
{
    return !(address >> ARCH_WINDOW_BITS);
}

static inline bool arch_code_address(word_t address)
{
    return arch_user_address(address) && !(address & 3);
}

/* ---- a thread's registers ---- */

static inline word_t arch_regs_capability(const struct arch_regs *regs)
{
    return regs->x[0];
}

static inline word_t arch_regs_operation(const struct arch_regs *regs)
{
    return regs->x[7];
}

static inline const struct message *
arch_regs_message(const struct arch_regs *regs)
{
    return (const struct message *)&regs->x[1];
}

static inline void arch_regs_restart(struct arch_regs *regs)
{
    regs->pc -= 4;
}

static inline void arch_regs_advance(struct arch_regs *regs)
{
    regs->pc += 4;
}

/* x0, the words in x1-x6, x7; everything above is zero. */
static inline void arch_regs_set(struct arch_regs *regs, word_t x0,
                                 const struct message *message, word_t x7)
{
    regs->x[0] = x0;
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->x[1 + i] = message->words[i];
    regs->x[7] = x7;
    regs->brief = 1;
}

static inline void arch_regs_result(struct arch_regs *regs, int64_t status,
                                    const struct message *message)
{
    arch_regs_set(regs, (word_t)status, message, 0);
}

static inline void arch_regs_enter(struct arch_regs *regs, word_t entry,
                                   word_t stack, word_t thread_pointer,
                                   word_t first, const struct message *message,
                                   word_t operation)
{
    arch_regs_set(regs, first, message, operation);
    regs->sp = stack;
    regs->pc = entry;
    regs->flags = 0;
    regs->thread_pointer = thread_pointer;
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

extern const char arch_vectors[], arch_vectors_foreign[];

static inline void arch_save_all(struct arch_core *core, bool all)
{
    (void)core;
    ARCH_WRITE(vbar_el1, all ? arch_vectors_foreign : arch_vectors);
}

/* ---- FP/SIMD: takes effect at the exception return ---- */

static inline void arch_fp_disable(void)
{
    ARCH_WRITE(cpacr_el1, CPACR_FP_KERNEL);
}

static inline void arch_fp_enable(void)
{
    ARCH_WRITE(cpacr_el1, CPACR_FP_USER);
}

/* ---- page tables ---- */

static inline bool arch_leaf_allowed(unsigned level)
{
    return level < ARCH_LEVELS;
}

/*
 * Execute without read is possible (no EL0 data access, UXN clear); write
 * without read is not, and gives nothing. An entry without any right is
 * invalid, so that every access faults, but not zero. Only normal memory can be
 * executed: fetching from a device may have effects.
 */
#define ENTRY_LEAF                                                             \
    (ENTRY_ACCESSED | ENTRY_NOT_GLOBAL | ENTRY_SHARED | ENTRY_PXN)
/* For none, read, write, and read and write. */
#define ENTRIES_OF_DATA(kind)                                                  \
    ENTRY_LEAF | (kind) | ENTRY_READ_ONLY | ENTRY_UXN,                         \
        ENTRY_LEAF | (kind) | ENTRY_VALID | ENTRY_USER | ENTRY_READ_ONLY |     \
            ENTRY_UXN,                                                         \
        ENTRY_LEAF | (kind) | ENTRY_READ_ONLY | ENTRY_UXN,                     \
        ENTRY_LEAF | (kind) | ENTRY_VALID | ENTRY_USER | ENTRY_UXN
/* The same with execute. */
#define ENTRIES_OF_CODE                                                        \
    ENTRY_LEAF | ENTRY_VALID | ENTRY_READ_ONLY,                                \
        ENTRY_LEAF | ENTRY_VALID | ENTRY_USER | ENTRY_READ_ONLY,               \
        ENTRY_LEAF | ENTRY_VALID | ENTRY_READ_ONLY,                            \
        ENTRY_LEAF | ENTRY_VALID | ENTRY_USER

static inline word_t arch_entry_leaf(paddr_t address, unsigned level,
                                     unsigned rights, unsigned memory)
{
    static const word_t flags[][FRAME_RIGHTS + 1] = {
        [MEMORY_TYPE_NORMAL] = {ENTRIES_OF_DATA(0), ENTRIES_OF_CODE},
        [MEMORY_TYPE_DEVICE] = {ENTRIES_OF_DATA(ENTRY_DEVICE),
                                ENTRIES_OF_DATA(ENTRY_DEVICE)},
        [MEMORY_TYPE_WRITE_COMBINING] = {ENTRIES_OF_DATA(ENTRY_WRITE_COMBINING),
                                         ENTRIES_OF_DATA(
                                             ENTRY_WRITE_COMBINING)},
    };

    return address | flags[memory][rights] | (level == 0 ? ENTRY_IS_TABLE : 0);
}

static inline word_t arch_entry_table(paddr_t table, unsigned count)
{
    return table | ENTRY_TABLE | (word_t)count << ENTRY_COUNT_SHIFT;
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
    return entry & ENTRY_ADDRESS_MASK;
}

static inline word_t *arch_entry_below(word_t entry)
{
    return arch_from_physical(entry & ENTRY_ADDRESS_MASK);
}

static inline unsigned arch_entry_rights(word_t entry)
{
    unsigned rights = 0;

    if (!(entry & ENTRY_VALID))
        return 0;
    if (entry & ENTRY_USER)
        rights |= FRAME_READ;
    if (entry & ENTRY_USER && !(entry & ENTRY_READ_ONLY))
        rights |= FRAME_WRITE;
    if (!(entry & ENTRY_UXN))
        rights |= FRAME_EXECUTE;
    return rights;
}

static inline unsigned arch_entry_memory(word_t entry)
{
    if (entry & ENTRY_DEVICE)
        return MEMORY_TYPE_DEVICE;
    return entry & ENTRY_WRITE_COMBINING ? MEMORY_TYPE_WRITE_COMBINING
                                         : MEMORY_TYPE_NORMAL;
}

static inline void arch_page_table_sync(void)
{
    __asm__ volatile("dsb ishst\n\tisb" ::: "memory");
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
    return ARCH_READ(cntvct_el0);
}

/* ---- for the entry code ---- */

static inline word_t arch_space(void)
{
    return ARCH_READ(ttbr0_el1);
}

static inline paddr_t arch_space_root(void)
{
    return arch_space() & ENTRY_ADDRESS_MASK;
}

static inline void arch_space_load(word_t space)
{
    ARCH_WRITE(ttbr0_el1, space);
    __asm__ volatile("isb" ::: "memory");
}

#endif
