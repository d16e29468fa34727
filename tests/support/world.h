/*
 * The harness of the object tests, the same on the host and on boards. The test
 * itself plays `root` (the controller, at the lowest priority): it makes
 * objects and actors, and tells each actor what to do, a step at a time:
 *
 *     assert_int_equal(AS(a, cap_notification_wait(n, 0, NULL)), PENDING);
 *     assert_int_equal(cap_notification_signal(n1), OK);
 *     assert_int_equal(finished(a), OK);
 *
 * Everything comes out of one untyped, which the teardown revokes; after that
 * all is as it was before the test, or the teardown fails.
 */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#define ABI_INVOKE_ELSEWHERE

#include "actor.h"
#include "boot_info.h"
#include "stubs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* An actor's command has not come back. */
#define PENDING 0x7F000000

#define PAGE ((word_t)1 << ABI_PAGE_BITS)
#define ACTORS_MAX 80

/* A domain with its table; root's own is `home`. */
struct place {
    cap_t domain, table;
    cap_t next; /* its table's first free slot */
};

struct world {
    const struct root_boot_info *info;
    cap_t arena; /* the untyped that everything is made from */
    cap_t next;  /* root's first free slot */
    unsigned actors;
    struct actor *acting; /* who does the next invocation; NULL: root */
    bool queueing;        /* it is only noted down for later */
    bool secrets;
    unsigned repeat;
    bool walk_word;
    cap_t sleep; /* a notification that nobody signals */
    volatile uint32_t *irq_device; /* on boards; mapped at first use */
};

extern struct world world;
extern struct place home;

int world_setup(void **state);
int world_teardown(void **state);

/* Every test in a fresh world. */
#define world_test(function)                                                   \
    cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)

/* ---- making things; all of these must succeed ---- */

/* A fresh slot of root's table. */
cap_t slot_new(void);
cap_t make(enum object_type type, word_t size_bits);
/* One of boot's that has so much room. */
cap_t device_untyped(word_t size_bits);
cap_t derive(cap_t source, word_t rights, word_t badge);
/* A notification, and a capability that signals `bits`. */
cap_t notification_new(void);
cap_t signaller(cap_t notification, word_t bits);
struct place *place_new(void);
/* A child of one of root's capabilities in another place's table. */
cap_t put(struct place *place, cap_t capability);

/* A thread with time, waiting for commands. */
struct actor *actor_new(struct place *place, unsigned priority);
/* A stopped thread with neither time nor gate. */
struct actor *actor_stopped(struct place *place);
void actor_give_time(struct actor *actor, unsigned priority);
/* A stopped thread of root's domain that does one invocation when it is resumed
   and has time, and then faults. */
cap_t invoker_new(word_t capability, word_t operation, word_t w0);
/* A gate whose activations are actors, and a way to call it. */
cap_t gate_new(struct place *place);
struct actor *activation_new(struct place *place, cap_t gate);
cap_t callable(cap_t gate, word_t badge);

/* ---- acting ---- */

/* The invocation (one stub) done by an actor: its status, or PENDING. */
#define AS(actor, invocation) (act((actor), false), (int64_t)(invocation))
/* Noted down: done when the actor comes to it. */
#define LATER(actor, invocation) (act((actor), true), (void)(invocation))
/* Again and again, its accepting slot going through `slots` slots. */
#define REPEAT(actor, slots, invocation)                                       \
    (act_repeat((actor), (slots), false), (void)(invocation))
/* The same, with word 0 (a slot's number) going through them instead. */
#define REPEAT_WORD(actor, slots, invocation)                                  \
    (act_repeat((actor), (slots), true), (void)(invocation))

void act(struct actor *actor, bool later);
void act_repeat(struct actor *actor, unsigned slots, bool walk_word);
/* Any other command. */
int64_t act_other(struct actor *actor, enum command_kind kind, word_t address,
                  word_t value);
/* The same, noted down. */
void later_other(struct actor *actor, enum command_kind kind, word_t value);
/* Lets the actor's next AS() be done with secrets in all registers that carry
   nothing; rest_of() is what they hold afterwards. */
void with_secrets(void);
word_t rest_of(const struct actor *actor);
/* The status of the actor's last command, or PENDING. */
int64_t finished(const struct actor *actor);
/* A word of its result. */
word_t result(const struct actor *actor, unsigned word);

/* A call through a gate. `capability` may hold transfer bits. */
int64_t call(word_t capability, word_t operation, word_t w0);
int64_t call_with(word_t capability, word_t operation, struct message *message);
/* A return by an activation. */
int64_t give_back(int32_t status, word_t w0, cap_t offer,
                  enum transfer_mode mode);

/* ---- looking ---- */

/* What inspect and info tell of a slot. */
struct look {
    word_t type, rights, base, size_bits, badge, flags, used;
};

struct look look_at(cap_t slot);

word_t type_of(cap_t slot);
word_t flags_of(cap_t slot);
word_t badge_of(cap_t slot);
word_t rights_of(cap_t slot);
word_t base_of(cap_t slot);
word_t state_of(const struct actor *actor);
/* Lets `ticks` pass. */
void sleep_for(word_t ticks);
/* All invariants of the kernel. */
void check_kernel(void);
/* Leaves `slot` closed, in the middle of being revoked, with `CLOSING` or so
   descendants to go; whoever helps takes one of them away. */
#define CLOSING 150
void leave_closed(cap_t slot);
/* Maps a frame capability in root's domain, readable and writable. */
void map_here(cap_t frame);

/* An invocation whose status must be OK. */
#define MUST(invocation) assert_int_equal((invocation), OK)
/* One that must fail in this way. */
#define FAILS(status, invocation) assert_int_equal((invocation), (status))
/* An invocation with these first words, by whoever acts. */
int64_t operate(word_t capability, word_t operation, word_t w0, word_t w1,
                word_t w2);
/* Around the limits of words and signs: never a valid slot, size or number;
   from huge_words[4] on no user address either. */
extern const word_t huge_words[];
#define HUGE_WORDS 8

#endif
