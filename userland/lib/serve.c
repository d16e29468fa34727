/*
 * One call at a server's gate: from the entry's registers to serve() and back.
 * Apart from gate.c, so that programs without a gate need no serve().
 */
#include "gate.h"

void gate_entered(word_t badge, word_t w0, word_t w1, word_t w2, word_t w3,
                  word_t w4, word_t w5, word_t operation)
{
    struct message message = {{w0, w1, w2, w3, w4, w5}};
    answer_t result = serve(badge, operation, &message);

    gate_return(result, &message);
}
