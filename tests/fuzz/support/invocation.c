/*
 * From bytes to invocations, by capgen's grammar. Most are meaningful: the
 * operation belongs to what is in the slot, slots hold what is asked for, words
 * are in range. Some bytes say that one of this is to be wrong.
 */
#include "invocation.h"

#include "boot_info.h"
#include "fuzz_grammar.h"
#include "host_globals.h"
#include "machine.h"
#include "world.h"

/* Bits of the byte that says how the transfer is wrong. */
#define WRONG_OFFER 0x10
#define WRONG_ACCEPT 0x20
#define NO_TRANSFER 0x40
#define MORE_OFFERS 0x80

static cap_t any_slot(const struct thread *thread, unsigned byte)
{
    return fuzz_slots_of(thread) + byte % FUZZ_SLOTS;
}

/* Of a thread that has lost its table, nothing is in its slots. */
static unsigned type_at(const struct thread *thread, cap_t index)
{
    const struct slot *slot = thread_slot(thread, index);

    return slot ? slot_type(slot) : NO_TYPE;
}

/* From the byte's slot on, the first of this type; without one, that slot. */
static cap_t slot_of_type(const struct thread *thread, unsigned byte,
                          unsigned type)
{
    for (unsigned i = 0; i < FUZZ_SLOTS; i++) {
        cap_t slot = any_slot(thread, byte + i);

        if (type_at(thread, slot) == type && slot)
            return slot;
    }
    return any_slot(thread, byte);
}

/* Any type but none. */
static cap_t slot_used(const struct thread *thread, unsigned byte)
{
    cap_t slot = any_slot(thread, byte);

    for (unsigned i = 0; i < FUZZ_SLOTS && type_at(thread, slot) == NO_TYPE;
         i++)
        slot = any_slot(thread, byte + i);
    return slot;
}

/* ---- words ---- */

static word_t good_word(const struct thread *thread, enum grammar_kind kind,
                        unsigned byte)
{
    switch (kind) {
    case GRAMMAR_SLOT:
        return any_slot(thread, byte);
    case GRAMMAR_TIME:
        return host_clock.now + 16 * byte;
    case GRAMMAR_ADDRESS:
        return MACHINE_STACK(byte);
    case GRAMMAR_CODE:
        return MACHINE_PC(byte % PROGRAM_END);
    case GRAMMAR_REGISTER:
        return byte % ABI_REGISTER_COUNT;
    case GRAMMAR_SIZE:
        return 6 + byte % 8;
    case GRAMMAR_PRIORITY:
        return 90 + byte % 20;
    case GRAMMAR_BADGE:
        return byte % 4;
    case GRAMMAR_RIGHTS:
        return byte < 64 ? 0xFF : byte;
    case GRAMMAR_WORD:
        return byte < 64 ? byte : (word_t)(byte - 64) << ARCH_PAGE_BITS;
    }
    return byte;
}

static word_t any_word(struct input *input, const struct thread *thread,
                       const struct grammar_word *known)
{
    unsigned byte = input_byte(input);

    if (byte >= 0xF8)
        return input_word(input);
    if (byte < 0x80 || !known->count)
        return good_word(thread, known->kind, byte & 0x7F);
    return known->values[byte % known->count];
}

/* ---- operations ---- */

static const struct grammar_operation *operation_number(word_t number)
{
    for (unsigned i = 0; i < GRAMMAR_OPERATIONS; i++)
        if (grammar[i].number == number)
            return &grammar[i];
    return NULL;
}

/* The byte's operation among those of a type. */
static const struct grammar_operation *grammar_of(unsigned type, unsigned byte)
{
    unsigned count = 0;

    while (operation_number((word_t)type << 8 | count))
        count++;
    return count ? operation_number((word_t)type << 8 | byte % count) : NULL;
}

static void fill_words(struct input *input, struct thread *thread,
                       const struct grammar_operation *known)
{
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        thread->regs.words[i] =
            i < known->words ? any_word(input, thread, &known->word[i]) : 0;
}

static word_t transfer(struct input *input, const struct thread *thread,
                       const struct grammar_operation *known)
{
    unsigned how = input_byte(input);
    word_t result = 0;
    cap_t slot;

    if (how & NO_TRANSFER)
        return 0;
    if (known->takes || known->offers || how & MORE_OFFERS) {
        unsigned byte = input_byte(input);

        slot = known->takes_type && !(how & WRONG_OFFER)
                   ? slot_of_type(thread, byte, known->takes_type)
                   : slot_used(thread, byte);
        result |= CAP_OFFER(slot);
    }
    if (known->gives || how & MORE_OFFERS) {
        unsigned byte = input_byte(input);

        slot = how & WRONG_ACCEPT ? any_slot(thread, byte)
                                  : slot_of_type(thread, byte, NO_TYPE);
        result |= CAP_ACCEPT(slot);
    }
    if (known->mode || how & MORE_OFFERS)
        result |= CAP_MODE(how & CAP_MODE_MASK);
    return how & 4 ? result | CAP_NO_WAIT : result;
}

static void make_return(struct input *input, struct thread *thread)
{
    unsigned how = input_byte(input);

    thread->regs.operation = OPERATION_RETURN;
    thread->regs.capability = (uint32_t)((int)(how >> 4) - 8);
    if (how & 8)
        thread->regs.capability |=
            RETURN_OFFER(slot_used(thread, input_byte(input))) |
            RETURN_MODE(how & 3);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        thread->regs.words[i] = how;
}

static void make_call(struct input *input, struct thread *thread, cap_t gate)
{
    static const struct grammar_operation call = {.words = 2,
                                                  .takes = true,
                                                  .gives = true,
                                                  .mode = true};

    thread->regs.operation = input_byte(input) | 0x2000;
    fill_words(input, thread, &call);
    thread->regs.capability = gate | transfer(input, thread, &call);
}

/* Root would not come back from these. */
static bool stops_root(word_t number)
{
    return number == OP_NOTIFICATION_WAIT || number == OP_SELF_EXIT;
}

static void make_operation(struct input *input, struct thread *thread,
                           cap_t index, unsigned type)
{
    unsigned byte = input_byte(input);
    const struct grammar_operation *known = grammar_of(type, byte);

    if (byte >= 0xF0 || !known)
        known = &grammar[input_byte(input) % GRAMMAR_OPERATIONS];
    if (thread == host_controller && stops_root(known->number))
        known = &grammar[0];
    fill_words(input, thread, known);
    thread->regs.operation = known->number;
    if (known->status)
        thread->regs.operation |= (word_t)(uint32_t)(int)(byte >> 4)
                                  << REPLY_STATUS_SHIFT;
    if (byte == 0xFF && thread != host_controller)
        thread->regs.operation = input_word(input) & ~OPERATION_RETURN;
    thread->regs.capability = index | transfer(input, thread, known);
}

/* Root's own table: it keeps to the slots of the world. */
static void make_root_table(struct input *input, struct thread *root)
{
    make_operation(input, root, BOOT_SLOT_TABLE, TYPE_TABLE);
    root->regs.words[0] = any_slot(root, (unsigned)root->regs.words[0]);
}

bool fuzz_invocation(struct input *input, struct thread *thread)
{
    bool root = thread == host_controller;
    unsigned byte = input_byte(input);
    cap_t index =
        byte & 0x80 ? slot_used(thread, byte) : any_slot(thread, byte);
    const struct slot *slot = thread_slot(thread, index);

    if (thread_caller(thread) && byte % 4 == 1) {
        make_return(input, thread);
        return true;
    }
    if (root && byte % 8 == 6) {
        make_root_table(input, thread);
        return false;
    }
    if (byte % 8 == 7) {
        make_operation(input, thread, CAP_SELF, TYPE_SELF);
        return false;
    }
    if (slot && slot_callable(slot) && !root) {
        make_call(input, thread, index);
        return true;
    }
    if (slot && slot_callable(slot)) {
        /* Root does not call: it might wait for ever. */
        make_operation(input, thread, fuzz_slots_of(thread), NO_TYPE);
        return false;
    }
    make_operation(input, thread, index, slot ? slot_type(slot) : NO_TYPE);
    return false;
}

void fuzz_check_status(unsigned type, word_t operation, int64_t status)
{
    const struct grammar_operation *known =
        operation_number(operation & OPERATION_NUMBER_MASK);
    word_t possible = 1u << -EMPTY_SLOT | 1u << -UNKNOWN_OPERATION;

    if (known && known->number >> 8 == type)
        possible |= known->statuses;
    if (status <= 0 && status > -64 && possible >> -status & 1)
        return;
    fprintf(stderr, "operation %#lx (%s): status %ld\n",
            (unsigned long)operation, known ? known->name : "none",
            (long)status);
    wrong("a status that the operation does not list");
}
