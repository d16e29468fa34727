/*
 * The explorer's worlds: who is there, what each has, and who may invoke what
 * in which ways. A world_*.c builds its world by root's invocations (parts.c),
 * which build.c does for the kernel on the host and tests/replay/world.c on a
 * board.
 */
#ifndef EXPLORE_WORLDS_H
#define EXPLORE_WORLDS_H

#include "abi_arch.h"
#include "boot_info.h"
#include "caps.h"

struct thread;

/* What rules say for where threads begin, the deadlines that they use, and the
   interrupt line; a board has its own of each. */
#define EXPLORE_ENTRY ((word_t)0x5500)
#define EXPLORE_SOON 2000u
#define EXPLORE_LATER 3000u
#define EXPLORE_LINE 3u
/* Root's first slot with something of the world: behind what boot gives it. */
#define EXPLORE_ROOT_FIRST ((cap_t)512)
/* Root's priority, and that of every thread that does not say another. */
#define EXPLORE_PRIORITY 100u

/* log2 of a slot's bytes, which only the kernel knows. */
#define EXPLORE_SLOT_BITS 5u

#define ACTORS_MAX 6
#define OBJECTS_MAX 48

struct actor_of {
    const char *name;
    struct thread *thread;
};

struct object_of {
    unsigned type;
    unsigned char *base;
    size_t bytes; /* of it that are used */
};

/* A world as it has been built. */
struct explored {
    const struct world *world;
    bool small;
    bool keep_registers; /* to be told: they are not made the same */
    unsigned actors;
    struct actor_of actor[ACTORS_MAX]; /* the first is root */
    unsigned objects;
    struct object_of object[OBJECTS_MAX];
    word_t begin, end; /* of memory that the world's objects lie in */
    cap_t arena; /* the untyped that it has been made of */
    cap_t root_built; /* root's first slot with something of the world */
    cap_t root_first, root_end; /* root's slots that steps name */
    unsigned irq_lines; /* a bit for each line that may fire */
    unsigned priorities[3]; /* that are used; 0: none */
};

extern struct explored explored;

#define LIST_MAX 4
enum word_kind {
    WORD_LIST, /* each of `list` */
    WORD_USED, /* each slot in use of the table that is invoked */
    WORD_FREE, /* the lowest free one of it */
    WORD_OWN_FREE, /* the lowest free one of the invoker's table */
};

struct word_rule {
    enum word_kind kind;
    unsigned count; /* 0: just 0 */
    word_t list[LIST_MAX];
};

#define OFFER_ANY 0xFFu
#define ROOT 1u /* actor 0 */
#define ACTOR(index) (1u << (index))
#define DERIVE (1u << TRANSFER_DERIVE)
#define COPY (1u << TRANSFER_COPY)
#define GIVE (1u << TRANSFER_GIVE)
/* For `operation`: a call of every gate, with this in its lower bits. */
#define EXPLORE_CALL ((word_t)0x2000)
#define RULE_CALL ((word_t)1 << 32)

/* Who may invoke what in which ways. */
struct rule {
    word_t operation;
    unsigned actors;
    bool only_full; /* not in the small variant */
    unsigned offer; /* type; OFFER_ANY; 0: none */
    unsigned modes; /* mask; 0: derive */
    bool none_too; /* also without an offer */
    bool accept; /* a lowest free slot accepts; none if there is none */
    bool no_wait;
    struct word_rule word[3];
};

struct world {
    const char *name;
    const char *about;
    void (*build)(void);
    const struct rule *rules;
    size_t rule_count;
    unsigned faults; /* actors that may fault */
    unsigned floating; /* actors that may use FP registers */
    bool maps; /* frames, so that domains' page tables change */
};

extern const struct world world_tree, world_gates, world_chain, world_mapping,
    world_waiting, world_faults;
extern const struct world *const worlds[];
extern const size_t world_count;

/* NULL if there is none of that name; "tree-small" is the small one. */
const struct world *world_find(const char *name, bool *small);
/* Boots a machine and builds the world. */
void world_begin(const struct world *world, bool small);

/* ---- for a world's build(), and what comes before it; each of these must
   succeed (parts.c) ---- */

void build_begin(const struct world *world, bool small);
void build_world(void);
/* Root's next free slot. */
cap_t build_slot(void);
/* 2^slot_bits slots. */
cap_t build_table(unsigned slot_bits);
cap_t build_derived(cap_t source, unsigned rights, word_t badge);
struct place_of {
    cap_t table, domain;
};
/* A domain of 2^bits bytes with a table of 2^slot_bits slots. */
struct place_of build_place(unsigned slot_bits, unsigned bits);
/* A thread there, with time if `priority` is not 0; stopped. */
cap_t build_thread(const char *name, struct place_of place, unsigned priority);
void build_start(cap_t thread);
/* What has been built so far stays: root's steps do not name it. */
void build_permanent(void);
/* Passes a capability into the lowest free slot of a table. */
void build_put(cap_t table, cap_t offer, enum transfer_mode mode);
cap_t build_gate(struct place_of place);

/* ---- the ground that a world stands on (build.c, tests/replay/world.c) ----
 */

void root_must(word_t capability, word_t operation, word_t w0, word_t w1,
               word_t w2);
cap_t build(enum object_type type, unsigned bits);
/* This program is there, for the threads of a new domain. */
void ground_program(cap_t domain);
/* A thread becomes the next actor; its stack. */
word_t ground_actor(const char *name, cap_t thread, cap_t domain);
/* Where threads and activations begin. */
word_t ground_entry(void);
/* A table's lowest free slot. */
word_t ground_free_slot(cap_t table);

#endif
