/*
 * Running programs. Everything that one is made of comes out of one untyped, so
 * that its end is one revocation; that untyped stays with the table entry and
 * serves the next program of the same size. Entry 0 is root itself.
 */
#ifndef ROOT_PROCESS_H
#define ROOT_PROCESS_H

#include "frame.h"
#include "root_service.h"
#include "system.h"

#define PROCESSES_MAX 16
#define PROCESS_NAME_BYTES 24
#define PROCESS_SLOTS 64
#define PROCESS_FINDERS 8
/* The name of every program's first thread: its fault ends the program. */
#define PROCESS_MAIN "main"

/* One of its threads waits for a service. */
struct finder {
    cap_t reply;                  /* 0: none */
    const struct process *server; /* whose service it is */
    word_t deadline;              /* in ticks; 0: none */
};

struct process {
    enum program_state state;
    const struct program_description *description;
    char name[PROCESS_NAME_BYTES];
    /* What it was started with, for the next time. */
    char argument[PROCESS_NAME_BYTES + 1];
    word_t value;
    bool supervised;   /* its description says what follows its end */
    bool stopped;      /* it shall stay ended */
    unsigned restarts; /* since it was started */
    cap_t untyped; /* 0: none yet */
    unsigned untyped_bits;
    word_t base;            /* the untyped's address */
    cap_t first_slot;       /* its slots in root's table */
    struct slot_range free; /* those not used yet */
    cap_t domain;
    cap_t table;
    cap_t thread;  /* the first one */
    word_t image;  /* where its file was loaded */
    word_t entry;  /* an offset in it */
    word_t info;   /* its struct program_info */
    cap_t service; /* the gate it registered; 0: none */
    cap_t reply;   /* who waits for its end; 0: nobody */
    struct message end;
    struct finder finders[PROCESS_FINDERS];
};

extern struct process processes[PROCESSES_MAX];

/* `first_slot`: root's slots from there on are for the programs. Returns the
   slot behind them. */
cap_t processes_start(cap_t first_slot);

/* NULL if there is none with this id (or it has ended). */
struct process *process_find(word_t id);
word_t process_id(const struct process *process);
/* In whose memory the address lies; root's entry if in nobody else's. */
struct process *process_at(word_t address);

/* Whether a program with this description is there. */
enum program_state process_state(const struct program_description *description);

/* An empty slot of the process' part of root's table; 0: none left. */
cap_t process_slot(struct process *process);

/* Where root keeps what the process was given of the server's service. It goes
   when either does, and with it what was derived from it, whoever has that. */
cap_t process_session(const struct process *process,
                      const struct process *server);

/* Whether root says what happens to it: not every time if it dies again and
   again. */
bool process_talks(const struct process *process);

/* life.c: starts a program with an argument text and a word; prints what went
 * wrong.
 */
bool process_start(const struct program_description *description,
                   const char *argument, word_t value,
                   struct process **started);

/* It has ended: starts it once more, in the same place; prints what went wrong.
   If that fails nothing is left of it. */
bool process_restart(struct process *process);

/* It has ended: takes back all that it was made of, tells who waits. */
void process_bury(struct process *process);

#endif
