/*
 * The fake machine, as the harness sees it: what a test can set, raise and look
 * at. The kernel itself sees only nucleus/arch.h and nucleus/platform.h.
 */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "arch.h"
#include "core.h"
#include "platform.h"
#include "thread.h"

#include "host_globals.h"

/* ---- memory (memory.c) ---- */

#define HOST_WINDOW_BYTES ((word_t)1 << ARCH_WINDOW_BITS)
/* A little RAM lies above the user window; it is never granted. */
#define HOST_MEMORY_BYTES (HOST_WINDOW_BYTES + 0x10000)
#define HOST_KERNEL_BASE 0x1000u
#define HOST_KERNEL_BYTES 0x1000u
#define HOST_ARCHIVE_BASE 0x4000u
#define HOST_DEVICE_BASE 0x1E0000u
#define HOST_DEVICE_BYTES 0x10000u
/* Registers that the kernel drives itself: never granted. */
#define HOST_RESERVED_BASE 0x1E8000u
#define HOST_RESERVED_BYTES 0x1000u

/* Everything unknown to the kernel: filled with `fill`, and open to it until
   host_memory_close() poisons what no object made since then holds. */
void host_memory_reset(unsigned char fill);
void host_memory_close(void);
/* Reads and writes past the poison, as user code and devices do. */
void host_peek(paddr_t address, void *to, size_t bytes);
void host_poke(paddr_t address, const void *from, size_t bytes);
word_t host_peek_word(paddr_t address);
void host_poke_word(paddr_t address, word_t value);
/* Whether [address, address + bytes) reads as zero. */
bool host_memory_zero(paddr_t address, word_t bytes);

/* ---- interrupts and time (processor.c) ---- */

enum host_interrupts {
    HOST_INTERRUPTS_REAL,   /* only raised lines and the timer */
    HOST_INTERRUPTS_ALWAYS, /* at every look: preemption after every step */
    HOST_INTERRUPTS_AT,     /* at the n-th look from now */
};

struct host_clock {
    word_t now;
    word_t timer;     /* 0: not programmed */
    word_t programs;  /* how often the kernel has programmed it */
    word_t per_look;  /* ticks that a preemption point takes */
    word_t per_step;  /* and an instruction of the fake user code */
    enum host_interrupts mode;
    word_t at;        /* looks to go */
    word_t looks;     /* so far */
    bool due; /* a look said that there is one: it is to be delivered */
};

extern struct host_clock host_clock;

/* How many have been delivered to the kernel. */
extern unsigned host_interrupts_taken;
void host_interrupts(enum host_interrupts mode, word_t at);
/* Whether the processor is set up for the running thread: its page table is
   loaded (none if nobody runs), all registers are saved if a syscall gate may
   get them, and FP is on if its state is loaded. */
bool host_core_agrees(void);
/* Whether an interrupt is to be delivered before the next user instruction. */
bool host_interrupt_take(void);
void host_irq_raise(unsigned line);
bool host_irq_masked(unsigned line);
/* An unmasked line is raised. */
bool host_line_pending(void);
void host_lines_reset(void);
/* Puts processor and board into the state of power-on. */
void host_processor_reset(void);

/* What the FP registers hold, and whether user code may touch them. */
extern word_t host_fp_registers;
extern bool host_fp_allowed;
/* The loaded user page table. */
extern paddr_t host_space_root;
extern unsigned host_space_id;
/* How often the kernel has made page tables and instructions visible. */
extern unsigned host_page_table_syncs;
extern unsigned host_instruction_syncs;

/* ---- translations (tlb.c) ---- */

/* The translation of the loaded space, cached: false if the access faults. */
bool host_translate(word_t address, unsigned right);
/* Caches what the page tables of a domain say of an address. */
void host_tlb_touch(unsigned domain_id, word_t address);
/* How many cached translations the page tables do not support. */
unsigned host_tlb_stale(void);
void host_tlb_reset(void);
/* Of both kinds, and those of whole domains. */
extern unsigned host_tlb_flushes;
extern unsigned host_tlb_domain_flushes;

/* ---- the kernel's own mappings (processor.c) ---- */

/* Their root page table: in the place of a physical address every entry has the
   address of a table in this program. */
extern const word_t *host_kernel_root;
/* How often the kernel has asked for the rights of an entry. */
extern unsigned host_kernel_looks;
/* Where the second and the third part of the kernel's half begin. */
#define HOST_PART_TEXT ((word_t)0x40000)
#define HOST_PART_DATA ((word_t)0x60000)

/* What looks like a return address in the kernel: [this, this + 4096). */
#define HOST_RETURN_ADDRESS ((word_t)0x700000000000)

/* ---- console (board.c) ---- */

/* What the kernel printed since the last call. */
const char *host_console_take(void);
/* Power-off, while this is set, comes back here with host_power_status. */
extern bool host_power_expected;
extern unsigned host_power_status;
#include <setjmp.h>
extern jmp_buf host_power_off;

/* ---- booting (boot_image.c) ---- */

/* The boot image, in memory that is otherwise closed to the kernel. */
#define HOST_IMAGE_PAGES 3 /* archive header, text, data */
#define HOST_IMAGE_BYTES (HOST_IMAGE_PAGES * 4096u)
void host_image_alone(void);
/* The sums in it, made right again after a change: the archive's; and root's.
 */
void host_image_mend_entries(void);
void host_image_mend(void);
/* A fresh machine with the image, on which no kernel runs. */
void host_fresh(void);
/* And with the kernel booted on it; root is the running thread. */
void host_boot(void);
extern struct thread *host_controller; /* root */
/* The same with a kernel that is told `info`; what it tells root. */
struct boot_info;
struct root_boot_info;
const struct root_boot_info *host_boot_with(const struct boot_info *info);

/* ---- saving all of it (snapshot.c) ---- */

/* Frame capabilities that are mapped somewhere; for walks and checks. */
#define FOR_EACH_MAPPED(slot)                                                  \
    for (const struct slot *slot = slot_next(&tree_head); slot != &tree_head;  \
         slot = slot_next(slot))                                               \
        if (slot_type(slot) == TYPE_FRAME && frame_domain(slot))

struct host_snapshot;
struct host_snapshot *host_snapshot_take(void);
void host_snapshot_restore(const struct host_snapshot *snapshot);
void host_snapshot_free(struct host_snapshot *snapshot);
/* A hash of kernel and memory below `end`. */
uint64_t host_state_hash(paddr_t end);
/* The kernel's variables as they are before the first boot. */
void host_kernel_reset(void);

#endif
