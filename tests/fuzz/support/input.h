/*
 * A fuzzer's input, taken from its beginning. What is not there reads as zero,
 * so that every input means something.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct input {
    const uint8_t *at;
    size_t left;
};

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static inline unsigned input_byte(struct input *input)
{
    if (!input->left)
        return 0;
    input->left--;
    return *input->at++;
}

static inline uint64_t input_word(struct input *input)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 8; i++)
        value |= (uint64_t)input_byte(input) << 8 * i;
    return value;
}

/* Ends the run: the fuzzer keeps the input. */
[[noreturn]] static inline void wrong(const char *what)
{
    fprintf(stderr, "WRONG: %s\n", what);
    __builtin_trap();
}

#endif
