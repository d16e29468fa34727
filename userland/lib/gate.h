/*
 * Serving and calling. A server defines serve(), makes a gate with
 * gate_create() and hands out what gate_callable() derives from it; every call
 * is one run of serve() on the stack of one of the gate's activations. A gate
 * with one activation is a monitor: its calls are serialised.
 */
#ifndef LIB_GATE_H
#define LIB_GATE_H

#include "own.h"

/* What serve() returns: the status, and what is passed back with it. */
typedef word_t answer_t;

static inline answer_t answer(int32_t status)
{
    return (uint32_t)status;
}

/* `slot` of the own table goes with it, as `mode` says. */
static inline answer_t answer_with(int32_t status, cap_t slot,
                                   enum transfer_mode mode)
{
    return (uint32_t)status | RETURN_OFFER(slot) | RETURN_MODE(mode);
}

/* Serves one call. `badge` tells the client; the six words of `message` are
   the client's, and go back to it as serve() leaves them. */
answer_t serve(word_t badge, word_t operation, struct message *message);

/* Where the assembly at a gate's entry goes; ends by returning to the caller.
 */
[[noreturn]] void gate_entered(word_t badge, word_t w0, word_t w1, word_t w2,
                               word_t w3, word_t w4, word_t w5,
                               word_t operation);

/* Answers the call that the thread serves; the thread's next instruction is at
   its gate's entry. */
[[noreturn]] void gate_return(answer_t answer, const struct message *message);

/* Makes a gate of the own domain that begins at `entry`, with activations. */
[[nodiscard]] enum status gate_create(void (*entry)(void), const char *name,
                                      unsigned activations, cap_t *gate);

/* Derives a capability that can be called and says `badge` (0: none yet). */
[[nodiscard]] enum status gate_callable(cap_t gate, word_t badge,
                                        cap_t *callable);

/* Calls a gate; the words go in and come back in `message`. */
[[nodiscard]] int64_t gate_call(cap_t gate, word_t operation,
                                struct message *message);

/* The same with a capability on the way: `offer` and `accept` may be 0. */
[[nodiscard]] int64_t gate_call_with(cap_t gate, word_t operation,
                                     struct message *message, cap_t offer,
                                     enum transfer_mode mode, cap_t accept);

#endif
