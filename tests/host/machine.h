/*
 * The fake processor's user mode. Its few instructions, four bytes each, are
 * what an actor's program is made of (boot_image.c lays it out, machine.c runs
 * it); they lie in memory and are fetched through the page tables like any.
 * A word that is none of them is an undefined instruction.
 */
#ifndef HOST_MACHINE_H
#define HOST_MACHINE_H

#include "host.h"

enum machine_instruction {
    MACHINE_INVOKE = 0x11,     /* the system call */
    MACHINE_ENTER = 0x12,      /* records how the actor was entered */
    MACHINE_NEXT = 0x13,       /* fetches a command, or prepares to wait */
    MACHINE_WOKEN = 0x14,      /* looks at what the wait said */
    MACHINE_DONE = 0x15,       /* stores a command's result */
    MACHINE_ACCESS = 0x16,     /* a command's load or store */
    MACHINE_PRIVILEGED = 0x17, /* refused */
    MACHINE_FP = 0x18,         /* reads and sets the FP register */
    MACHINE_JUMPED = 0x19,     /* where a command's jump may land */
    MACHINE_SPIN = 0x1A,       /* for ever */
    MACHINE_POINTER = 0x1B,    /* looks at the thread pointer */
};

/* The actors' program, in instructions from where it begins. */
enum machine_program {
    PROGRAM_ENTER,      /* ENTER */
    PROGRAM_NEXT,       /* NEXT */
    PROGRAM_WAIT,       /* INVOKE */
    PROGRAM_WOKEN,      /* WOKEN */
    PROGRAM_INVOKE,     /* INVOKE */
    PROGRAM_DONE,       /* DONE */
    PROGRAM_ACCESS,     /* ACCESS */
    PROGRAM_PRIVILEGED, /* PRIVILEGED */
    PROGRAM_FP,         /* FP */
    PROGRAM_JUMPED,     /* JUMPED */
    PROGRAM_SPIN,       /* SPIN */
    PROGRAM_POINTER,    /* POINTER */
    PROGRAM_CONTROLLER, /* INVOKE: where the controller's calls come from */
    PROGRAM_END,
};

/* Where root's text begins in memory, and the program in it. */
#define MACHINE_TEXT 0x5000u
#define MACHINE_PROGRAM (MACHINE_TEXT + 0x400u)
#define MACHINE_PC(place) ((word_t)MACHINE_PROGRAM + 4u * (place))

extern const unsigned char machine_program[PROGRAM_END];

/* Stacks are only names here: an actor's stack pointer tells which it is. */
#define MACHINE_STACKS 0x6000u /* in root's data */
#define MACHINE_STACK(index) ((word_t)MACHINE_STACKS + 16u * (index))

/* Actors by index. */
struct actor;
extern struct actor *machine_actors[256];

/* Whether root's invocations are done in parts too, until the next boot. */
extern bool host_in_parts;
/* Called after each kernel entry; the harness checks what it wants there. */
extern void (*machine_after_entry)(void);
/* Runs everybody but the controller until that is the running thread and not
   to do its invocation again. False if the machine is idle for ever. */
bool machine_run(void);
/* One instruction of the running thread, who is not the controller. */
void machine_step(void);
/* Delivers an interrupt. */
void machine_interrupt(void);

#endif
