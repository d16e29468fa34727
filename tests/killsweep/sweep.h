/*
 * The kill sweep: a program in root's place that lets a small system run, kills
 * one party of it k ticks (instructions, under -icount) after the beginning,
 * and looks whether the others finish and everything comes back; for every k.
 *
 *     client -> middle -> server     nested calls, a frame that is passed on,
 *     client -> server               mapped, used and unmapped there
 *     other  -> server               a call that is deferred and ended later
 *     client                         a frame is made, cleared, and revoked
 *
 * Each party is a domain with a table and a thread, made out of an untyped of
 * its own, so that one revoke kills it as a whole. The killer is a thread of
 * another domain, with a higher priority, that waits for a deadline.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "abi_arch.h"
#include "boot_info.h"
#include "caps.h"

enum party {
    CLIENT,
    MIDDLE,
    SERVER,
    OTHER,
    PARTIES
};

/* ---- slots ---- */

#define PROGRAM_FRAMES 24 /* at most */

/* Of root's table, in the block of a party. */
enum party_slot {
    ROOT_MEMORY, /* the party's untyped; stays */
    ROOT_PROGRAM, /* the program's frames, for its domain; stay */
    ROOT_FIRST = ROOT_PROGRAM + PROGRAM_FRAMES, /* made anew in each round */
    ROOT_DOMAIN = ROOT_FIRST,
    ROOT_TABLE,
    ROOT_THREAD,
    ROOT_TIME,
    ROOT_GATE,
    ROOT_WAY, /* to the gate */
    ROOT_FRAME,
    ROOT_NOTE, /* a notification */
    ROOT_SMALL_MEMORY,
    ROOT_RECOVERY_THREAD, /* of the server's own fault gate */
    ROOT_RECOVERY_TIME,
    ROOT_RECOVERY_GATE,
    ROOT_RECOVERY_WAY,
    ROOT_SPARE, /* a second activation, when the first one was killed */
    ROOT_SPARE_TIME,
    ROOT_BLOCK,
};

/* Of a party's own table. */
enum own_slot {
    OWN_TABLE = 1,
    OWN_DOMAIN,
    OWN_MIDDLE, /* ways to the gates */
    OWN_SERVER,
    OWN_FINISHED, /* signals the party's bit */
    OWN_FRAME,
    OWN_NOTE,
    OWN_TAKEN,
    OWN_ACCEPTED,
    OWN_REPLY,
    OWN_MEMORY,
    OWN_LARGE, /* a frame made of it */
    OWN_PARTS, /* and so many parts of that */
    OWN_END = OWN_PARTS + 8,
};
#define OWN_TABLE_BITS 5
#define LARGE_BITS (ABI_PAGE_BITS + 3)

/* Where root has it. */
cap_t party_slot(enum party party, enum party_slot slot);

/* ---- victims ---- */

struct victim {
    const char *name;
    enum party party;
    bool whole; /* everything made from its memory; else its thread */
    /* Activations have no time of their own: what one was lent can go with a
       client, and it stops until root deals with it. */
    bool lent_only;
};
#define VICTIMS 11
extern const struct victim victims[VICTIMS];

/* ---- what is said between the threads ---- */

#define KILLER_BIT ((word_t)1 << PARTIES)
#define PARTY_BIT(party) ((word_t)1 << (party))
#define UNKNOWN ((int64_t)1 << 32)

/* Operations of the two servers. */
#define OP_NEST ((word_t)0x2001) /* the middle's */
#define OP_USE ((word_t)0x2101) /* takes, maps and writes what is offered */
#define OP_DEFER ((word_t)0x2102) /* answered later, by a release */
#define OP_RELEASE ((word_t)0x2103) /* ends the deferred call with RELEASED */
#define OP_PLAIN ((word_t)0x2104)
#define RELEASED 40

#define CLIENT_CALLS 4

/* What the calls said; UNKNOWN before that. */
struct heard {
    int64_t client[CLIENT_CALLS];
    int64_t other;
};
extern volatile struct heard heard;

/* ---- scenario.c: what the parties do ---- */

void client_run(word_t nothing, word_t argument);
void other_run(word_t nothing, word_t argument);

/* ---- parties.c ---- */

/* Memory, slots and time, once. */
void parties_start(const struct root_boot_info *info);
/* A fresh system, its threads not started. */
void parties_make(bool lent_only);
/* Activations that are still there get time. */
void parties_help(void);
/* Puts an activation in the place of one that was killed. */
void party_replace(enum party party);
/* Kills all of them, and looks whether everything has come back. */
void parties_end(void);
/* All invariants of the kernel, where it can check them. */
void check_kernel(void);
extern cap_t parties_finished; /* waits for the parties' bits */

/* ---- killer.c ---- */

void killer_start(const struct root_boot_info *info);
/* The victim is killed so many ticks from now. */
void killer_arm(const struct victim *victim, word_t ticks);
/* How long after that it woke up. */
word_t killer_late(void);

/* ---- round.c ---- */

void rounds_start(const struct root_boot_info *info);
/* One round; ends the run if something is not as it must be. */
void round_run(const struct victim *victim, word_t ticks);
/* How long a round takes in which nobody is killed. */
word_t round_length(bool lent_only);

/* ---- main.c ---- */

/* Ends the run, saying which round it was, unless the status is OK. */
void must(int64_t status, const char *what);

#endif
