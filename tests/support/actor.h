/*
 * An actor: a thread whose program does one command after the other, as the
 * test tells it. On the host the program is played by tests/host/machine.c, on
 * a board it is tests/board/actor.c; both follow this:
 *
 *     entered (as a thread or as a gate's activation): record the registers
 *     for ever:
 *         while there is no command: wait for `go`; if that fails, exit
 *         do the next command and store its result
 *
 * An activation therefore waits inside the service of its caller until the test
 * has told it to return.
 */
#ifndef SUPPORT_ACTOR_H
#define SUPPORT_ACTOR_H

#include "caps.h"

enum command_kind {
    COMMAND_INVOKE,
    COMMAND_SECRETS, /* an invocation with secrets in all other registers */
    COMMAND_READ,  /* the word at `address`, into out.words[0] */
    COMMAND_WRITE, /* `value` to the word at `address` */
    COMMAND_JUMP,  /* to `address`, where there is a way back */
    COMMAND_PRIVILEGED,
    COMMAND_FP,    /* out.words[0]: all FP registers, or-ed; then `value` */
    COMMAND_SPIN,  /* never ends; on boards, or after `value` rounds */
    COMMAND_POINTER, /* out.words[0]: whether it is its thread pointer */
    COMMAND_SPOIL, /* its thread pointer and the like, by itself: see port.h */
};

struct command {
    enum command_kind kind;
    word_t capability, operation;
    word_t address, value;
    struct message in;
    struct message out;
    int64_t status;
    word_t rest; /* of COMMAND_SECRETS: those registers afterwards, or-ed */
    bool done;
    /* Again and again, the accepting slot (and word 0, if `walk_word`) going
       through this many slots, until actor.halt is set. */
    unsigned repeat;
    bool walk_word;
};

#define COMMANDS 16

struct actor {
    /* How it was entered last; the assembly counts on this order. */
    word_t badge;
    word_t words[MESSAGE_WORDS];
    word_t operation;
    word_t rest; /* all other registers, or-ed: 0 */
    word_t entries;

    struct command ring[COMMANDS];
    unsigned head, tail; /* commands given, commands begun */
    unsigned running; /* the one that is being done */
    bool halt;
    word_t repeated; /* how often a repeated command was done */
    word_t succeeded; /* and how often with OK */
    cap_t go; /* in its own domain's table */

    /* The test's side. */
    struct place *place;
    cap_t thread, time, go_signal;
    unsigned index;
};

#endif
