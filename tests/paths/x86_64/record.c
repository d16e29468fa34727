/*
 * x86_64: what registers can hold, and which carry what.
 */
#include "record.h"

#define RAX 0
/* CF PF AF ZF SF DF OF NT AC ID: what user code can set without a trap. */
#define FLAGS_SECRET 0x244CD5
#define FLAGS_FIXED 0x202
#define CONTROL_START 0x37F /* all exceptions masked */
#define MXCSR_BITS 0xFFFF
/* User selectors: data or code, any privilege level; or empty ones. */
#define SELECTOR 0x20
#define SELECTOR_BITS 0xB
#define SELECTOR_GIVEN 0x10000 /* one in two gives some, */
#define SELECTOR_ALONE 0x20000 /* each of them or not */

/* Where message words are. */
static const uint8_t message_register[MESSAGE_WORDS] = {6, 2, 10, 8, 9, 12};

/* int3 is a trap: its fault names the next instruction. */
const unsigned paths_break_bytes = 0;

void record_fit(struct record *record)
{
    word_t *words = record->words;
    bool given = words[RECORD_DS] & SELECTOR_GIVEN;

    words[RECORD_FLAGS] = FLAGS_FIXED | (words[RECORD_FLAGS] & FLAGS_SECRET);
    for (unsigned i = RECORD_DS; i <= RECORD_GS; i++)
        words[i] = given && (words[i] & SELECTOR_ALONE)
                       ? SELECTOR | (words[i] & SELECTOR_BITS)
                       : 0;
}

void fp_fit(struct fp_record *record)
{
    word_t *words = record->words;

    words[FP_CONTROL] = CONTROL_START;
    words[FP_POINTERS] = words[FP_POINTERS + 1] = 0;
    words[FP_MXCSR] &= MXCSR_BITS;
    for (unsigned i = FP_ST; i < FP_XMM; i += 2)
        words[i + 1] &= 0xFFFF; /* of 80 bits */
    for (unsigned i = FP_REST; i < FP_WORDS; i++)
        words[i] = 0;
}

void record_invocation(struct record *record, word_t capability,
                       word_t operation, const struct message *message)
{
    record->words[RECORD_RDI] = capability;
    record->words[RAX] = operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        record->words[message_register[i]] = message->words[i];
}

word_t record_badge(const struct record *record)
{
    return record->words[RECORD_RDI];
}

void record_message(const struct record *record, struct message *message)
{
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        message->words[i] = record->words[message_register[i]];
}
