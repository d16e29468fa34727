/*
 * What the shared harness needs from where it runs: tests/host/port.c or
 * tests/board/port.c.
 */
#ifndef SUPPORT_PORT_H
#define SUPPORT_PORT_H

#include "actor.h"
#include "boot_info.h"

struct place;

/* A kernel with root as the running thread, whom the test plays; on a board the
   one that is there. */
const struct root_boot_info *port_boot(void);
/* An invocation by root; comes back when root runs again. */
int64_t port_invoke(word_t capability, word_t operation,
                    struct message *message);
/* Where actors begin, as threads and as activations, and their stacks. */
word_t port_entry(void);
word_t port_stack(struct actor *actor);
word_t port_time(void);
/* For a test with very many objects: invariants are not checked all the time.
 */
void port_check_rarely(void);
/* How often something is done here that is done `times` times on the host: on
   boards, and if HESPER_FEWER_TIMES is set, once for a hundred times. */
word_t port_times(word_t times);
/* Where an invocation lies, with an instruction behind it that faults: a thread
   whose registers are set for it needs no program. */
word_t port_invocation(void);
/* Reserved memory (exclusive loads and stores), for COMMAND_JUMP; no functions
   where the processor has none. */
struct port_reservation {
    void (*reserve)(void); /* reserves `word`; then an invocation, or until
                              `go` is not 0; then stores */
    void (*store)(void); /* stores without having reserved */
    volatile word_t word, go;
    volatile word_t stored; /* how many stores were made */
    bool invoke;
};
extern struct port_reservation port_reservation;
/* COMMAND_SPOIL changes registers that are no argument of anything: how many
   such ways the processor has; the command's value says which one, or (that
   many) none. */
extern const unsigned port_spoils;
/* Root's own access to memory that is mapped for it. */
word_t port_peek(word_t address);
void port_poke(word_t address, word_t value);
/* Addresses for the tests of memory protection: the kernel's own, and what
   jumping to a page filled with `port_jump_word` needs to come back. */
word_t port_kernel_address(void);
uint64_t port_jump_word(void);
/* An interrupt line that the test can raise, and lower again. */
word_t port_irq_line(void);
void port_irq_begin(void);
void port_irq_end(void);

#endif
