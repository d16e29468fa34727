/* Invocations by whoever runs, beside the harness' abi_invoke(). */
#ifndef BOARD_RAW_H
#define BOARD_RAW_H

#include "abi.h"

int64_t raw_invoke(word_t capability, word_t operation,
                   struct message *message);

#endif
