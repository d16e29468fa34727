/*
 * AArch64: what registers can hold, and which carry what.
 */
#include "record.h"

#define BRK_BYTES 4
#define FLAGS_MASK 0xF0000000u
/* As far as user code can set them: FPCR's AHP, DN, FZ and RMode; FPSR's QC and
   cumulative exceptions. */
#define FPCR_BITS 0x07C00000u
#define FPSR_BITS 0x0800009Fu

const unsigned paths_break_bytes = BRK_BYTES;

void record_fit(struct record *record)
{
    record->words[RECORD_FLAGS] &= FLAGS_MASK;
}

void fp_fit(struct fp_record *record)
{
    record->words[FP_CONTROL] &= FPCR_BITS;
    record->words[FP_STATUS] &= FPSR_BITS;
}

void record_invocation(struct record *record, word_t capability,
                       word_t operation, const struct message *message)
{
    record->words[0] = capability;
    record->words[7] = operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        record->words[1 + i] = message->words[i];
}

word_t record_badge(const struct record *record)
{
    return record->words[0];
}

void record_message(const struct record *record, struct message *message)
{
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        message->words[i] = record->words[1 + i];
}
