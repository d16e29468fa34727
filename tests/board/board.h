/* What the test program needs of the processor it runs on (board/<cpu>/). */
#ifndef BOARD_BOARD_H
#define BOARD_BOARD_H

#include "abi.h"

/* Where actors begin: stores the registers in the actor that the stack names,
   and goes on in actor_run(). */
void actor_enter(void);
/* The FP register d0: its value; then `value` is in it. */
word_t fp_exchange(word_t value);
/* A function that comes straight back, as machine code. */
extern const uint64_t code_that_returns;
/* The interrupt line that port_irq_begin() raises by the device at `base`. */
extern const word_t irq_line;
extern const word_t irq_device_base;
void irq_raise(volatile uint32_t *device);
void irq_lower(volatile uint32_t *device);

#endif
