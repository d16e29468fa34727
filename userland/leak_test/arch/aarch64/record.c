/*
 * AArch64: what an invocation and a gate's entry must leave in each register.
 */
#include "record.h"

#include "plan.h"
#include "stdio.h"

#define MESSAGE_FIRST 1
#define OPERATION 7
#define BRK_BYTES 4

const unsigned leak_fault_bytes = BRK_BYTES;

/* The low bits of what is kept here, as far as user code can set them: FPCR's
   AHP, DN, FZ and RMode; FPSR's QC and cumulative exceptions. */
#define FPCR_BITS 0x07C00000u
#define FPSR_BITS 0x0800009Fu

void record_fill(struct record *record, word_t secret)
{
    for (unsigned i = 0; i < RECORD_WORDS; i++)
        record->words[i] = 0x5EC2E70000000000u | secret << 16 | i;
    record->words[RECORD_FLAGS] = (secret & 15) << 28;
    record->words[RECORD_THREAD_POINTER_READ_ONLY] = 0;
    record->words[RECORD_FPCR] = secret << 22 & FPCR_BITS;
    record->words[RECORD_FPSR] = (secret & 1) != 0 ? FPSR_BITS : 0x15;
    record->words[RECORD_HAS_FP] = true;
}

void record_leave_fp(struct record *record)
{
    for (unsigned i = RECORD_FPCR; i < RECORD_WORDS; i++)
        record->words[i] = 0;
}

void record_invocation(struct record *record, word_t capability,
                       word_t operation, const struct message *message)
{
    record->words[0] = capability;
    record->words[OPERATION] = operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        record->words[MESSAGE_FIRST + i] = message->words[i];
}

void record_message(const struct record *record, struct message *message)
{
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        message->words[i] = record->words[MESSAGE_FIRST + i];
}

void record_expect_kept(struct record *expected, const struct record *before)
{
    *expected = *before;
}

void record_expect_result(struct record *expected, const struct record *before,
                          int64_t status, const struct message *message)
{
    *expected = *before;
    for (unsigned i = 0; i < RECORD_SP; i++)
        expected->words[i] = 0;
    record_invocation(expected, (word_t)status, 0, message);
}

void record_expect_entry(struct record *expected, word_t first,
                         word_t operation, const struct message *message,
                         word_t thread_pointer)
{
    *expected = (struct record){0};
    record_invocation(expected, first, operation, message);
    expected->words[RECORD_THREAD_POINTER] = thread_pointer;
}

void record_expect_spin(struct record *expected, const struct record *before)
{
    *expected = *before;
    expected->words[0] = 1;
}

bool record_is_checked(unsigned word)
{
    return word != RECORD_SP && word != RECORD_HAS_FP;
}

void record_word_name(char *name, size_t size, unsigned word)
{
    static const char *const names[] = {
        "sp", "nzcv", "tpidr_el0", "tpidrro_el0", "fpcr", "fpsr", "-",
    };

    if (word < RECORD_SP)
        (void)snprintf(name, size, "x%u", word);
    else if (word >= RECORD_V)
        (void)snprintf(name, size, "v%u", (word - RECORD_V) / 2);
    else
        (void)snprintf(name, size, "%s", names[word - RECORD_SP]);
}
