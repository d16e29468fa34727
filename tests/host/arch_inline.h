/*
 * The fake processor: the short functions of nucleus/arch.h, which has their
 * promises. A "register" is a field of struct arch_regs; an instruction takes
 * four bytes.
 */
#ifndef HOST_ARCH_INLINE_H
#define HOST_ARCH_INLINE_H

#include "caps.h"

/* Physical address 0 of the fake machine; a raw user address is mapped nowhere
   in this process. */
extern unsigned char *host_memory;
extern struct core *host_core;

bool host_interrupt_pending(void);
word_t host_time(void);
void host_memory_made(paddr_t address, word_t bytes);
void host_memory_gone(paddr_t address, word_t bytes);
void host_fp_allow(bool allowed);
[[noreturn]] void host_relax(void);

static inline struct core *arch_core(void)
{
    return host_core;
}

static inline void arch_relax(void)
{
    host_relax();
}

static inline bool arch_interrupt_pending(void)
{
    return host_interrupt_pending();
}

static inline word_t arch_index(word_t index, word_t count)
{
    return index < count ? index : 0;
}

/* ---- addresses ---- */

static inline void *arch_from_physical(paddr_t address)
{
    return host_memory + address;
}

static inline paddr_t arch_to_physical(const void *pointer)
{
    return (paddr_t)((const unsigned char *)pointer - host_memory);
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
    return regs->capability;
}

static inline word_t arch_regs_operation(const struct arch_regs *regs)
{
    return regs->operation;
}

/* As on AArch64 the words are not copied: whoever goes on with them after the
   registers have changed is found out. */
static inline const struct message *
arch_regs_message(const struct arch_regs *regs)
{
    return (const struct message *)regs->words;
}

static inline void arch_regs_restart(struct arch_regs *regs)
{
    regs->pc -= 4;
}

static inline void arch_regs_advance(struct arch_regs *regs)
{
    regs->pc += 4;
}

static inline void arch_regs_result(struct arch_regs *regs, int64_t status,
                                    const struct message *message)
{
    regs->capability = (word_t)status;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = message->words[i];
    regs->operation = 0;
}

static inline void arch_regs_enter(struct arch_regs *regs, word_t entry,
                                   word_t stack, word_t thread_pointer,
                                   word_t first, const struct message *message,
                                   word_t operation)
{
    arch_regs_result(regs, (int64_t)first, message);
    regs->operation = operation;
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

static inline void arch_save_all(struct arch_core *core, bool all)
{
    core->save_all = all;
}

/* ---- FP/SIMD ---- */

static inline void arch_fp_disable(void)
{
    host_fp_allow(false);
}

static inline void arch_fp_enable(void)
{
    host_fp_allow(true);
}

/* ---- page tables ---- */

/*
 * An entry: bit 0 used, bit 1 leaf, bits 2-4 rights, bits 6-55 the address;
 * a leaf has its memory type in bits 56-57, a table its count in bits 58-61.
 */
#define ENTRY_USED ((word_t)1)
#define ENTRY_LEAF ((word_t)2)
#define ENTRY_RIGHTS_SHIFT 2
#define ENTRY_ADDRESS_MASK ((((word_t)1 << 56) - 1) & ~(word_t)63)
#define ENTRY_MEMORY_SHIFT 56
#define ENTRY_COUNT_SHIFT 58

static inline bool arch_leaf_allowed(unsigned level)
{
    return level <= 3;
}

static inline word_t arch_entry_leaf(paddr_t address, unsigned level,
                                     unsigned rights, unsigned memory)
{
    (void)level;
    return address | ENTRY_USED | ENTRY_LEAF |
           (word_t)rights << ENTRY_RIGHTS_SHIFT |
           (word_t)memory << ENTRY_MEMORY_SHIFT;
}

static inline word_t arch_entry_table(paddr_t table, unsigned count)
{
    return table | ENTRY_USED | (word_t)count << ENTRY_COUNT_SHIFT;
}

static inline unsigned arch_entry_count(word_t entry)
{
    return (unsigned)(entry >> ENTRY_COUNT_SHIFT) & 15;
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
    return level > 0 && entry && !(entry & ENTRY_LEAF);
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
    return (unsigned)(entry >> ENTRY_RIGHTS_SHIFT) & 7;
}

static inline unsigned arch_entry_memory(word_t entry)
{
    return (unsigned)(entry >> ENTRY_MEMORY_SHIFT) & 3;
}

extern unsigned host_page_table_syncs;

static inline void arch_page_table_sync(void)
{
    host_page_table_syncs++;
}

/* ---- memory, time ---- */

static inline void arch_memory_made(paddr_t address, word_t bytes)
{
    host_memory_made(address, bytes);
}

static inline void arch_memory_gone(paddr_t address, word_t bytes)
{
    host_memory_gone(address, bytes);
}

static inline word_t arch_time(void)
{
    return host_time();
}

/* ---- for the entry code ---- */

extern paddr_t host_space_root;

extern unsigned host_space_id;

static inline paddr_t arch_space_root(void)
{
    return host_space_root;
}

/* The id is above the address. */
static inline word_t arch_space(void)
{
    return host_space_root | (word_t)host_space_id << 48;
}

static inline void arch_space_load(word_t space)
{
    host_space_root = space & (((word_t)1 << 48) - 1);
    host_space_id = (unsigned)(space >> 48);
}

#endif
