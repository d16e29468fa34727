/* What the test program needs of the processor it runs on (board/<cpu>/). */
#ifndef BOARD_BOARD_H
#define BOARD_BOARD_H

#include "abi.h"

/* Where actors begin: stores the registers in the actor that the stack names,
   and goes on in actor_run(). */
void actor_enter(void);
/* Invokes with secrets in every register that carries nothing; `rest` is what
   is in them afterwards, or-ed. */
int64_t invoke_with_secrets(word_t capability, word_t operation,
                            struct message *message, word_t *rest);
/* An invocation of whatever is in the registers, and an undefined instruction.
 */
void bare_invocation(void);
/* All FP registers (with their control and status), or-ed; then `value` is in
   each. */
word_t fp_exchange(word_t value);
/* Whether the thread pointer is `value`; may fault if it is not. */
bool thread_pointer_is(word_t value);
/* Of `port_spoils` ways to change it, and registers like it, this one; or none.
 */
void spoil(word_t which);
/* A function that comes straight back, as machine code. */
extern const uint64_t code_that_returns;
/* The interrupt line that port_irq_begin() raises by the device at `base`. */
extern const word_t irq_line;
extern const word_t irq_device_base;
/* Maps the device's page for root; what lies before it is cut off first. */
void port_irq_map(void);
void irq_raise(volatile uint32_t *device);
void irq_lower(volatile uint32_t *device);

#endif
