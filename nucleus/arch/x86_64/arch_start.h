/*
 * What a board asks of x86_64 beyond the contract with portable code, in the
 * order in which it does, and what x86_64 asks of a board.
 */
#ifndef NUCLEUS_ARCH_START_H
#define NUCLEUS_ARCH_START_H

#include "arch.h"

/* Names the first necessary feature that this processor lacks, or NULL; notes
   which others there are. */
const char *processor_check(void);
/* Puts control registers and the features' state in order. */
void processor_start(void);
/* This core's structure, kernel stack, descriptors and exceptions. */
void arch_core_start(struct core *core, word_t stack_base, word_t stack_bytes);

/* ---- the kernel's half (kernel_space.c) ---- */

/* The image gets the rights that its sections ask for. */
void kernel_space_image(void);
/* How many pages of page tables a direct map of the ranges may take. */
unsigned kernel_space_pages(const struct physical_range *ram, unsigned count);
/* Makes the direct map hold exactly the ranges, which do not overlap, but for
   the image. The page tables take up the RAM from `tables` on. The boot page
   tables are out of use afterwards. */
void kernel_space_ram(const struct physical_range *ram, unsigned count,
                      paddr_t tables);
/* Where the page of device registers at `address` is to be found. */
void *kernel_space_device(paddr_t address);
/* The kernel's own user space: nothing. */
paddr_t kernel_space_root(void);
/* The kernel's entries into a domain's root page table. */
void kernel_space_share(word_t *root);

/* ---- the local APIC (local_apic.c) ---- */

/* Its registers' address, if they are in memory. */
paddr_t local_apic_base(void);
void local_apic_start(volatile uint32_t *registers);
unsigned local_apic_id(void);
/* From now on `vector` is looked for by arch_interrupt_pending, as the timer's
   always is. */
void local_apic_expect(unsigned vector);
/* This core is interrupted by `vector`. */
void local_apic_interrupt_self(unsigned vector);
/* The timer counts down from its largest value; what is left. */
void local_apic_timer_run(void);
uint32_t local_apic_timer_left(void);
/* How often the time-stamp counter counts in a second; and that it has counted
   `time_stamps` (not 0) while the timer counted `timer`. */
void arch_clock_set(word_t per_second, word_t time_stamps, uint32_t timer);

/* Goes on with the thread that boot() returned. */
[[noreturn]] void arch_leave(struct thread *thread);

/* ---- the board's ---- */

/* Whether programs may have ports first ... last. */
bool board_ports_usable(unsigned first, unsigned last);
/* Whether they may write so many bytes there, if they have the ports. */
bool board_port_writable(unsigned port, unsigned width);

/* Device registers: 32 bits wide, in program order. */
static inline uint32_t device_read(const volatile uint32_t *place)
{
    return *place;
}

static inline void device_write(volatile uint32_t *place, uint32_t value)
{
    *place = value;
}

#endif
