/* Made by capgen from caps/; do not edit. For fuzzers: every operation with its
   words and what it can answer. */
#ifndef FUZZ_GRAMMAR_H
#define FUZZ_GRAMMAR_H

#include "caps.h"

/* What a word means; of most kinds only the fuzzer's world has good values. */
enum grammar_kind {
    GRAMMAR_WORD,
    GRAMMAR_SLOT,
    GRAMMAR_TIME,
    GRAMMAR_ADDRESS,
    GRAMMAR_CODE,
    GRAMMAR_REGISTER,
    GRAMMAR_SIZE,
    GRAMMAR_PRIORITY,
    GRAMMAR_BADGE,
    GRAMMAR_RIGHTS,
};

struct grammar_word {
    enum grammar_kind kind;
    unsigned count;
    const word_t *values; /* worth trying; some are wrong */
};

struct grammar_operation {
    const char *name;
    word_t number;
    unsigned words;
    struct grammar_word word[MESSAGE_WORDS];
    bool takes;          /* a capability argument */
    unsigned takes_type; /* NO_TYPE: of any type */
    bool mode;           /* the mode of the transfer counts */
    bool gives;          /* a capability into the accepting slot */
    bool offers;         /* passes on what is offered */
    bool status;         /* carries one above its number */
    word_t statuses;     /* bit n: it can return -n */
};

#define GRAMMAR_VALUES(...)                                                    \
    sizeof((const word_t[]){__VA_ARGS__}) / sizeof(word_t),                    \
        (const word_t[]){__VA_ARGS__}

static const struct grammar_operation grammar[] = {
    {
        .name = "box.describe",
        .number = OP_BOX_DESCRIBE,
        .words = 6,
        .word =
            {
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x2, 0x10, 0x11,
                                              0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x1, 0x4, 0x5, 0x6,
                                              0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_SIZE, GRAMMAR_VALUES(0x0, 0x1, 0x3F, 0x40,
                                              0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_RIGHTS, GRAMMAR_VALUES(0x0, 0x1, 0xFF, 0x100,
                                                0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_BADGE, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFF,
                                               0x1000000000000,
                                               0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_PRIORITY, GRAMMAR_VALUES(0x0, 0x1, 0xFF, 0x100,
                                                  0xFFFFFFFFFFFFFFFF)},
            },
        .statuses = 0x17,
    },
    {
        .name = "box.place",
        .number = OP_BOX_PLACE,
        .words = 5,
        .word =
            {
                {GRAMMAR_REGISTER, GRAMMAR_VALUES(0x0, 0x1,
                                                  0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_ADDRESS, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_CODE, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_SLOT, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
            },
        .gives = true,
        .statuses = 0x61F,
    },
    {
        .name = "box.put",
        .number = OP_BOX_PUT,
        .words = 1,
        .word =
            {
                {GRAMMAR_SLOT, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
            },
        .takes = true,
        .takes_type = NO_TYPE,
        .mode = true,
        .statuses = 0x57,
    },
    {
        .name = "box.make",
        .number = OP_BOX_MAKE,
        .words = 1,
        .word =
            {
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x2, 0x3, 0x4, 0x5, 0x6,
                                              0x11, 0x20, 0xFFFFFFFFFFFFFFFF)},
            },
        .gives = true,
        .statuses = 0x617,
    },
    {
        .name = "bell.ring",
        .number = OP_BELL_RING,
        .words = 2,
        .word =
            {
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x1, 0x2, 0xC, 0xD,
                                              0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x1, 0x2,
                                              0xFFFFFFFFFFFFFFFF)},
            },
        .statuses = 0x1F,
    },
    {
        .name = "bell.wait",
        .number = OP_BELL_WAIT,
        .words = 1,
        .word =
            {
                {GRAMMAR_TIME, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
            },
        .statuses = 0x400000F,
    },
    {
        .name = "bell.hang",
        .number = OP_BELL_HANG,
        .takes = true,
        .takes_type = TYPE_BOX,
        .statuses = 0x11C7,
    },
    {
        .name = "keeper.count",
        .number = OP_KEEPER_COUNT,
        .statuses = 0x7,
    },
    {
        .name = "letter.send",
        .number = OP_LETTER_SEND,
        .words = MESSAGE_WORDS,
        .mode = true,
        .offers = true,
        .status = true,
        .statuses = 0x17,
    },
    {
        .name = "self.yield",
        .number = OP_SELF_YIELD,
        .statuses = 0x1,
    },
    {
        .name = "self.take",
        .number = OP_SELF_TAKE,
        .words = 2,
        .word =
            {
                {GRAMMAR_SLOT, GRAMMAR_VALUES(0x0, 0x1, 0xFFFFFFFFFFFFFFFF)},
                {GRAMMAR_WORD, GRAMMAR_VALUES(0x0, 0x2, 0x3, 0x4, 0x5, 0x6,
                                              0x11, 0x20, 0xFFFFFFFFFFFFFFFF)},
            },
        .statuses = 0x11,
    },
};

#define GRAMMAR_OPERATIONS (sizeof grammar / sizeof grammar[0])

#endif
