/*
 * The contract with the processor. nucleus/arch/<cpu>/ defines all of it (and
 * tests/host/ a fake one); portable code uses nothing else. arch_types.h, of
 * the processor, comes first and defines:
 *
 *   struct arch_regs      a thread's saved user registers
 *   struct arch_fp        its FP/SIMD state, all zero when fresh
 *   struct arch_core      what the processor keeps per core
 *   ARCH_PAGE_BITS        log2 of the smallest page (= ABI_PAGE_BITS)
 *   ARCH_TABLE_BITS       log2 of the entries of a page table (one page)
 *   ARCH_LEVELS           levels of page tables; level 0 holds pages
 *   ARCH_WINDOW_BITS      log2 of the user window
 *   ARCH_THREAD_LINK      what is added to a link to a thread: thread_link()
 *   ARCH_LOCK_BYTE        which byte of its word tells that the lock is taken
 *   ARCH_LOCK_FREE, ARCH_LOCK_HELD
 *                         and how; taken, it may be any other number, too
 *   ARCH_CLEAR_STEP       bytes that one step of clearing takes
 *   ARCH_DOMAIN_IDS       how many domain ids there are (at most 65,536)
 *   ARCH_GENERATION_BITS  bits of generation in a frame slot's head (at most
 *                         25; as many as a page has are in its address)
 *   ARCH_ROOT_TABLE_BITS, ARCH_ROOT_DOMAIN_BITS, ARCH_ROOT_STACK_BITS
 *                         log2 of root's slots, domain and stack bytes
 *   ARCH_ELF_MACHINE      in the header of programs
 *   ARCH_NOINIT           attribute of data that boot does not clear
 */
#ifndef NUCLEUS_ARCH_H
#define NUCLEUS_ARCH_H

#include "abi_arch.h"
#include "arch_types.h"
#include "boot.h"

struct core;
struct slot;
struct thread;
struct domain;

/* ---- this core ---- */

/* The running core's structure. */
static inline struct core *arch_core(void);
/* One turn of waiting for another core. */
static inline void arch_relax(void);
/* Whether an interrupt waits to be taken (they are masked in the kernel). */
static inline bool arch_interrupt_pending(void);

/* `index` if it is below `count`, otherwise 0; by data dependency and not by a
   branch, so that not even a mispredicted one leads elsewhere. */
static inline word_t arch_index(word_t index, word_t count);

/* ---- addresses ---- */

/* Where the kernel reaches RAM (and itself): the direct map. */
static inline void *arch_from_physical(paddr_t address);
static inline paddr_t arch_to_physical(const void *pointer);
/* In the user window, so that a register may hold it as an address. */
static inline bool arch_user_address(word_t address);
/* A program counter may be set to it: in the window, aligned. */
static inline bool arch_code_address(word_t address);

/* ---- a thread's registers ---- */

/* The invocation in the registers. */
static inline word_t arch_regs_capability(const struct arch_regs *regs);
static inline word_t arch_regs_operation(const struct arch_regs *regs);
/* Where its words are. */
static inline const struct message *
arch_regs_message(const struct arch_regs *regs);
/* Puts the program counter back to the invocation, to do it again. */
static inline void arch_regs_restart(struct arch_regs *regs);
/* And over it again, once it is done after all. */
static inline void arch_regs_advance(struct arch_regs *regs);
/* The result of an invocation: status and words, everything else zero but
   program counter, stack, flags and thread pointer. */
static inline void arch_regs_result(struct arch_regs *regs, int64_t status,
                                    const struct message *message);
/* A fresh start: first register `first` (a badge), the words, the operation;
   everything else zero. User mode, flags zero. */
static inline void arch_regs_enter(struct arch_regs *regs, word_t entry,
                                   word_t stack, word_t thread_pointer,
                                   word_t first, const struct message *message,
                                   word_t operation);
static inline word_t arch_regs_pc(const struct arch_regs *regs);
/* By ABI_REGISTER number. write says false, and changes nothing, if the value
   may not become machine state. */
word_t arch_regs_read(const struct arch_regs *regs, unsigned number);
bool arch_regs_write(struct arch_regs *regs, unsigned number, word_t value);
static inline void arch_regs_set_thread_pointer(struct arch_regs *regs,
                                                word_t value);

/* Whether an invocation by the running thread must save every register, because
   a syscall gate gets it. Otherwise those that carry no message may be lost. */
static inline void arch_save_all(struct arch_core *core, bool all);

/* ---- FP/SIMD: user access is off until arch_fp_load ---- */

void arch_fp_save(struct arch_fp *fp);
/* Loads the state and lets user code use it. */
void arch_fp_load(const struct arch_fp *fp);
static inline void arch_fp_disable(void);
/* Lets user code use what is loaded. */
static inline void arch_fp_enable(void);

/* ---- page tables: entries are words, tables one page, identity mapped ---- */

/* A leaf of 2^(PAGE_BITS + level * TABLE_BITS) bytes can be at this level. */
static inline bool arch_leaf_allowed(unsigned level);
/* `rights` as FRAME_READ | FRAME_WRITE | FRAME_EXECUTE; 0 makes an entry that
   is present for the kernel's bookkeeping and faults on every access.
   `memory` is enum memory_type. Leaves of different addresses differ by just
   the difference of the addresses. */
static inline word_t arch_entry_leaf(paddr_t address, unsigned level,
                                     unsigned rights, unsigned memory);
/* `count`: how many entries of that table are in use; kept in ignored bits. */
static inline word_t arch_entry_table(paddr_t table, unsigned count);
static inline unsigned arch_entry_count(word_t entry);
/* The same entry with so many more, or fewer. */
static inline word_t arch_entry_counted(word_t entry, int change);
static inline bool arch_entry_used(word_t entry); /* leaf or table; 0 is not */
static inline bool arch_entry_is_table(word_t entry, unsigned level);
static inline paddr_t arch_entry_address(word_t entry);
/* Of a table's entry: the table. */
static inline word_t *arch_entry_below(word_t entry);
/* What a leaf allows (for the invariants). */
static inline unsigned arch_entry_rights(word_t entry);
/* The enum memory_type that a leaf was made with, also with rights 0. */
static inline unsigned arch_entry_memory(word_t entry);

/* Makes changed entries visible to the page-table walker. */
static inline void arch_page_table_sync(void);
/* Forgets translations on all cores: of one address, of all of one domain. */
void arch_tlb_flush_address(unsigned domain_id, word_t address);
void arch_tlb_flush_domain(unsigned domain_id);
/* By which the processor's entry code loads a user page table, which has been
   cleared, itself. */
word_t arch_space_word(paddr_t root, unsigned domain_id);
/* The root of the user page table that is loaded; its arch_space_word(), which
   may lack a bit, so that it is loaded once more; and loading one by that. */
static inline paddr_t arch_space_root(void);
static inline word_t arch_space(void);
static inline void arch_space_load(word_t space);
/* Loads the user page table; with root 0 the kernel's own empty one. */
void arch_address_space_load(paddr_t root, unsigned domain_id);

/* ---- memory ---- */

/* Zeroes RAM (64-byte aligned, a multiple of 64 bytes) for data and, once
   arch_instruction_sync has run, instruction fetch. */
void arch_memory_clear(paddr_t address, size_t bytes);
/* Before an executable mapping comes into use. */
void arch_instruction_sync(void);
/* An object has been made there; everything made there is gone. (The host
   poisons memory that no object holds; boards do nothing.) */
static inline void arch_memory_made(paddr_t address, word_t bytes);
static inline void arch_memory_gone(paddr_t address, word_t bytes);

/* ---- time ---- */

/* The counter that user code can read too. */
static inline word_t arch_time(void);
word_t arch_ticks_per_second(void);
/* An interrupt at `when` (a past time: at once); 0: none. */
void arch_timer_program(word_t when);

/* ---- entry and exit ---- */

/*
 * What the processor's entry code calls: the running thread's registers are in
 * its structure, interrupts are masked. Each returns the thread to go on with,
 * whose address space is loaded, or NULL: idle, with interrupts taken through
 * kernel_interrupt. Defined in nucleus/entry.c.
 */
struct thread *kernel_invoke(struct core *core);
/*
 * The same in parts, for a fast path which has taken the kernel lock and whose
 * threads' invocations do not go to a syscall gate. It calls core_enter() if
 * the running sched_context's thread is another one, and then, of `thread`'s
 * invocation: any but a return; one of just a slot, of which it knows that it
 * is not empty and not a callable gate; a return. Unless core->changed is set
 * the thread goes on with a status that is not above OK, and no words; and for
 * ANSWERED with OK and the words of core->invocation.out. In all other cases
 * kernel_invoke_end() says who goes on.
 */
int kernel_invoke_any(struct core *core, struct thread *thread);
int kernel_invoke_slot(struct core *core, struct thread *thread,
                       struct slot *slot);
int kernel_invoke_return(struct core *core, struct thread *thread);
struct thread *kernel_invoke_end(struct core *core, struct thread *thread,
                                 int status);
/* The same for self.yield, whose message need not be saved. */
struct thread *kernel_yield(struct core *core, struct thread *thread);
/* `kind`: enum fault_kind; `detail`: the processor's own description. A fault
   at FP use is not one: see kernel_fp. */
struct thread *kernel_fault(struct core *core, unsigned kind, word_t address,
                            word_t detail);
struct thread *kernel_interrupt(struct core *core);
/* User code touched FP/SIMD while it was off. */
struct thread *kernel_fp(struct core *core);

/* ---- the kernel's own mappings, for boot()'s memory map ---- */

/* What the addresses below `end` are for, from where the one before ends. */
struct kernel_part {
    word_t end;
    const char *what;
};

/* All parts, in order: the last one ends with the last address. */
extern const struct kernel_part arch_kernel_parts[];
/* The root page table in use; its entries for addresses before `*begin` are
   not the kernel's. */
paddr_t arch_kernel_root(word_t *begin);
/* Where the kernel reads one of its own page tables. */
const word_t *arch_kernel_table(paddr_t table);
/* What a leaf lets the kernel do: FRAME_READ | ...; 0: it maps nothing. */
unsigned arch_kernel_rights(word_t entry);
/* Prints registers and a backtrace of the kernel's stack, for panic(). */
void arch_panic_report(void);
/* Whether a call in the kernel could return there. */
bool arch_return_address(word_t address);

#include "arch_inline.h"

#endif
