/*
 * x86_64: what an invocation and a gate's entry must leave in each register.
 */
#include "record.h"

#include "caps.h"
#include "plan.h"
#include "stdio.h"

#define RAX 0
#define RDI 7
#define FLAGS_START 0x202
/* CF PF AF ZF SF DF OF NT AC ID: what user code can set without a trap. */
#define FLAGS_SECRET 0x244CD5
#define CONTROL_START 0x37F /* all exceptions masked */
#define EXCEPTIONS 0x3F
#define STATUS_BITS 0x7F7F
#define STATUS_PENDING 0x8080
#define POINTER_MASK 0x7FFFFFFFFFFF
#define MXCSR_START 0x1F80
/* User selectors: data or code, any privilege level. */
#define SELECTOR 0x20
#define SELECTOR_BITS 0xB
#define MIX 0x9E3779B97F4A7C15 /* its product's highest bits are any */

static_assert(CAP_SELF == SLOT_SELF);
static_assert((int)OP_SELF_SET_THREAD_POINTER == SET_THREAD_POINTER);
static_assert(RECORD_FP % 2 == 0 && RECORD_UPPER == RECORD_FP + 64);

/* Where message words are. */
static const uint8_t message_register[MESSAGE_WORDS] = {6, 2, 10, 8, 9, 12};

/* int3 is a trap: its fault names the next instruction. */
const unsigned leak_fault_bytes = 0;

static bool has_avx(void)
{
    uint32_t a = 1;
    uint32_t b;
    uint32_t c = 0;
    uint32_t d;

    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if (~c & (3u << 27)) /* XSAVE is turned on, and AVX */
        return false;
    __asm__("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return (a & 6) == 6;
}

/* QEMU, and processors while no x87 exception is pending, forget where the last
   x87 instruction and its operand were. */
static bool keeps_fp_pointers(void)
{
    alignas(16) word_t area[RECORD_UPPER - RECORD_FP] = {CONTROL_START, 1, 1,
                                                         MXCSR_START};

    __asm__("fxrstor64 %0\n\tfxsave64 %0" : "+m"(area));
    return area[FP_POINTERS] == 1;
}

/* With exceptions that are not masked in every second one, and pending then:
   they wait for the next x87 instruction, of which there is none. */
static word_t control_fill(word_t secret)
{
    word_t control = CONTROL_START ^ (secret & 3) << 10;
    word_t status = secret * 0x149 & STATUS_BITS;

    if ((secret & 1) != 0)
        control ^= secret >> 1 & EXCEPTIONS;
    if ((status & ~control & EXCEPTIONS) != 0)
        status |= STATUS_PENDING;
    return control | status << 16 | (secret & 0xFF) << 32;
}

static void fp_fill(word_t *fp, word_t secret)
{
    word_t *st = fp + FP_ST;

    fp[FP_CONTROL] = control_fill(secret);
    fp[FP_MXCSR] = MXCSR_START ^ (secret * 0x149 & 0xFFFF);
    for (unsigned i = 0; i < 8; i++)
        st[2 * i + 1] &= 0xFFFF; /* of 80 bits */
    if (keeps_fp_pointers())
        fp[FP_CONTROL] |= (secret & 0x7FF) << 48;
    for (unsigned i = 0; i < 2; i++)
        fp[FP_POINTERS + i] &= keeps_fp_pointers() ? POINTER_MASK : 0;
}

void record_fill(struct record *record, word_t secret)
{
    word_t *words = record->words;

    for (unsigned i = 0; i < RECORD_WORDS; i++)
        words[i] = 0x5EC2E70000000000u | secret << 16 | i;
    words[RECORD_FLAGS] = FLAGS_START | (secret * 0x10204081 & FLAGS_SECRET);
    words[RECORD_THREAD_POINTER] = (word_t)&words[RECORD_THREAD_POINTER];
    words[RECORD_GS_BASE] = 0;
    for (unsigned i = RECORD_DS; i <= RECORD_GS; i++)
        words[i] = (secret * MIX >> 60 >> (i - RECORD_DS) & 1) != 0
                       ? SELECTOR | (secret * i & SELECTOR_BITS)
                       : 0;
    /* The empty selector has several names, too. */
    if (words[RECORD_GS] != 0 && (secret & 4) != 0)
        words[RECORD_GS] = secret & 3;
    words[RECORD_PARTS] = PART_FP | (has_avx() ? PART_UPPER : 0);
    for (unsigned i = RECORD_UPPER; i < RECORD_WORDS && !has_avx(); i++)
        words[i] = 0;
    fp_fill(words + RECORD_FP, secret);
}

void record_leave_fp(struct record *record)
{
    for (unsigned i = RECORD_PARTS; i < RECORD_WORDS; i++)
        record->words[i] = 0;
    record->words[RECORD_FP + FP_CONTROL] = CONTROL_START;
    record->words[RECORD_FP + FP_MXCSR] = MXCSR_START;
}

void record_invocation(struct record *record, word_t capability,
                       word_t operation, const struct message *message)
{
    record->words[RDI] = capability;
    record->words[RAX] = operation;
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        record->words[message_register[i]] = message->words[i];
}

void record_message(const struct record *record, struct message *message)
{
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        message->words[i] = record->words[message_register[i]];
}

void record_expect_kept(struct record *expected, const struct record *before)
{
    *expected = *before;
    for (unsigned i = RECORD_DS; i <= RECORD_GS; i++)
        expected->words[i] = 0;
}

void record_expect_result(struct record *expected, const struct record *before,
                          int64_t status, const struct message *message)
{
    record_expect_kept(expected, before);
    for (unsigned i = 0; i < RECORD_FLAGS; i++)
        expected->words[i] = 0;
    record_invocation(expected, 0, (word_t)status, message);
}

void record_expect_entry(struct record *expected, word_t first,
                         word_t operation, const struct message *message,
                         word_t thread_pointer)
{
    *expected = (struct record){0};
    record_invocation(expected, first, operation, message);
    expected->words[RECORD_FLAGS] = FLAGS_START;
    expected->words[RECORD_THREAD_POINTER] = thread_pointer;
    expected->words[RECORD_FP + FP_CONTROL] = CONTROL_START;
    expected->words[RECORD_FP + FP_MXCSR] = MXCSR_START;
}

void record_expect_spin(struct record *expected, const struct record *before)
{
    record_expect_kept(expected, before);
    expected->words[RECORD_RCX] = 1; /* the flag */
}

bool record_is_checked(unsigned word)
{
    return word != RECORD_RSP && word != RECORD_PARTS &&
           (word < RECORD_FP + FP_REST || word >= RECORD_UPPER);
}

void record_word_name(char *name, size_t size, unsigned word)
{
    static const char *const names[] = {
        "rax", "rcx", "rdx",   "rbx",       "rsp",     "rbp", "rsi",
        "rdi", "r8",  "r9",    "r10",       "r11",     "r12", "r13",
        "r14", "r15", "flags", "fs base",   "gs base", "ds",  "es",
        "fs",  "gs",  "-",     "x87 state", "fip",     "fdp", "mxcsr",
    };

    if (word < sizeof names / sizeof names[0])
        (void)snprintf(name, size, "%s", names[word]);
    else if (word < RECORD_FP + FP_XMM)
        (void)snprintf(name, size, "st%u", (word - RECORD_FP - FP_ST) / 2);
    else if (word < RECORD_UPPER)
        (void)snprintf(name, size, "xmm%u", (word - RECORD_FP - FP_XMM) / 2);
    else
        (void)snprintf(name, size, "ymm%u", (word - RECORD_UPPER) / 2);
}
