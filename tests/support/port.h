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
