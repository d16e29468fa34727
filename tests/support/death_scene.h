/*
 * The scene of death_model.h on the kernel, the events that can happen in it,
 * and how its survivors finish. Whatever is done to the kernel is done to the
 * scene's model too (unless it is not followed), and death_compare() says where
 * they differ.
 */
#ifndef SUPPORT_DEATH_SCENE_H
#define SUPPORT_DEATH_SCENE_H

#include "death_model.h"
#include "world.h"

struct scene {
    struct model model;
    bool follow; /* the model is kept up with the kernel */
    const char *first, *second; /* events, for messages */
    struct place *places[PARTIES]; /* by the party that they are named after */
    struct actor *actors[PARTIES];
    cap_t gates[PARTY_GATES];
    cap_t ways[PARTIES]; /* what each calls through, in its own table */
    cap_t bell, reply; /* of the server's gate; of the deferred call */
    cap_t frame, taken; /* root's; the server's, derived from it */
    int32_t answers[PARTIES]; /* of the handler, to their faults */
    bool retired[PARTIES]; /* has found out that it serves no more */
    bool probed; /* the server has used what it took */
    word_t rung; /* what the bell has said so far */
};

/* Which of the server, bit 0, and the middle, bit 1, have time of their own. */
#define OWN_TIMES 4
void death_scene_new(struct scene *s, unsigned own);
void death_give_time(struct scene *s, enum party p);
/* The handler answers whom it serves. */
void death_answer(struct scene *s);
/* A client that has lost its domain begins anew in another, on its own time if
   that has come back. */
void death_begin_anew(struct scene *s, unsigned which);
/* Everybody finishes who can; a fresh client calls the server at the end. */
void death_finish(struct scene *s);
/* Everything goes back; a new scene can be made. */
void death_scene_end(void);

/* ---- events ---- */

struct event {
    const char *name;
    /* One of these: what is deleted (in steps), another invocation, or whatever
       can happen as things are now. */
    cap_t (*victim)(const struct scene *s, unsigned which);
    int64_t (*invoke)(const struct scene *s, unsigned which);
    void (*happens)(struct scene *s, unsigned which);
    /* What the model says of it, and the invocation's status. */
    int64_t (*believe)(struct model *m, unsigned which);
    unsigned which;
};

extern const struct event death_events[];
extern const unsigned death_event_count;
const struct event *death_event(const char *name);
void death_happens(struct scene *s, const struct event *event);
/* One that is an invocation, by whoever acts. */
int64_t death_invoke(const struct scene *s, const struct event *event);

/* ---- looking ---- */

struct seen {
    enum thread_state state; /* RUNNABLE for WAITING too */
    bool exists;
    enum party time; /* the one whose time it runs on */
    enum party serves; /* NOBODY: none that is known */
};

struct seen death_see(const struct scene *s, enum party p);
bool death_taken(const struct scene *s);
/* Fails, and says what is where, unless all is as the model says. */
void death_compare(struct scene *s);
/* How the calls of those who called ended, and what is left. */
#define DEATH_ENDS 6
void death_ends(const struct scene *s, int64_t ends[DEATH_ENDS]);

#endif
