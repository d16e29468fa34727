/*
 * Replay: a program in root's place that builds worlds of tests/explore/ by
 * invocations and takes the steps of sequences there with real threads.
 *
 * Every thread of a world runs player.c: whoever runs takes the next step if it
 * is his, up to a limit. Then he spins, until the conductor (root's own thread,
 * at the highest priority) comes by its deadline. It looks at everything,
 * does the steps that no thread does (time, interrupts), and raises the limit.
 * So what the threads' kernel objects are is not touched by it, and nobody in a
 * world needs a capability beyond the world's own.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "../explore/digest.h"
#include "../explore/worlds.h"
#include "../support/actor.h"

/* ---- sequences, as tools/hesper/explore_board.py writes them ---- */

#define REPLAY_MAGIC 0x59414C50455248u /* "HREPLAY" */
#define REPLAY_STEPS_MAX 255

/* In the order of enum step_kind in tests/explore/explore.h. */
enum replay_kind {
    REPLAY_INVOKE,
    REPLAY_RESTART, /* done by the processor: the thread is at its invocation */
    REPLAY_SLICE,
    REPLAY_DEADLINE, /* `capability` is its name on the host */
    REPLAY_IRQ,
    REPLAY_FAULT,
    REPLAY_FP,
};

struct replay_step {
    uint32_t kind;
    uint16_t actor;
    uint16_t joined; /* to the next one: nothing can be seen in between */
    word_t capability;
    word_t operation;
    word_t words[3];
};

struct replay_sequence {
    char world[16];
    uint32_t steps;
    uint32_t burst; /* so many steps without the conductor, at most */
    word_t deadline; /* ticks from one of the host's deadlines to the next:
                        longer than all steps */
    word_t window; /* ticks for a step that may take long */
    struct replay_step step[];
};

struct replay_file {
    word_t magic;
    word_t sequences; /* that follow, one after the other */
};

/* ---- what the threads and the conductor share ---- */

enum event {
    EVENT_NONE,
    EVENT_RETURNED, /* registers: status, words */
    EVENT_ENTERED, /* registers: badge, words, operation */
    EVENT_FOREIGN_FP, /* FP registers held another's state: the first */
};

#define EVENT_REGISTERS (1 + MESSAGE_WORDS + 1)

struct happening {
    word_t event;
    word_t registers[EVENT_REGISTERS];
    word_t rest; /* all other registers, or-ed: 0 */
};

/* A moment between two steps: who runs, and what it has just got. */
struct moment {
    word_t runs; /* actor and 1; 0: nobody so far */
    word_t also; /* another one that was seen to run at the same moment */
    struct happening happening;
};

struct stage {
    struct replay_step step[REPLAY_STEPS_MAX]; /* the archive is root's */
    unsigned count;
    unsigned next; /* of the steps that have been begun */
    unsigned limit; /* so many may be */
    word_t slice; /* ticks of a time slice */
    unsigned lost; /* who runs at a step that is another's, and 1 */
    bool idle; /* nobody runs */
    struct moment moment[REPLAY_STEPS_MAX + 1];
};

extern volatile struct stage stage;

/* ---- player.c ---- */

/* As the host does it: from a step's words to an invocation's. */
void player_message(const volatile struct replay_step *step,
                    struct message *message);
/* Where there is nothing until the actor has faulted there. */
word_t player_trap(unsigned actor);

/* ---- world.c ---- */

/* Memory and slots that are no world's, once. */
void world_prepare(const struct root_boot_info *info);
/* An object that is no world's. */
cap_t make_aside(enum object_type type, word_t bits);
/* Builds the world with this name; false: there is none. */
bool world_make(const char *name);
/* Everything goes back; ends the run if something does not. */
void world_end(void);
/* The actor's trap is there, or is not. */
void world_map_trap(unsigned actor);
void world_unmap_trap(unsigned actor);

/* ---- conductor.c ---- */

void conductor_prepare(const struct root_boot_info *info);
/* Takes the steps, printing each moment. */
void conduct(const struct replay_sequence *sequence);
/* Host's deadlines and the board's. */
word_t conductor_deadline(word_t name);

/* ---- main.c ---- */

/* Ends the run unless the status is OK. */
void must(int64_t status, const char *what);
/* A slot of root's that is in no world. */
cap_t aside_slot(void);

#endif
