/* See raw.h: the processor's own way in, as a function. */
#include "raw.h"

#include "abi_arch.h"

int64_t raw_invoke(word_t capability, word_t operation, struct message *message)
{
    return abi_invoke(capability, operation, message);
}
