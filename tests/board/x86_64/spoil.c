/*
 * FS's base is the thread pointer. User code can neither read nor set it, but
 * for loading FS, which leaves zero. What lies where it would have to be tells.
 */
#include "../../support/port.h"
#include "../board.h"

#define USER_SELECTOR 0x23
#define EMPTY_SELECTOR 3
#define MARK 0x7EA5E7B0

bool thread_pointer_is(word_t value)
{
    static volatile word_t mark = MARK;
    word_t found;

    __asm__ volatile("mov %%fs:(%1), %0"
                     : "=r"(found)
                     : "r"((word_t)&mark - value));
    return found == MARK;
}

/* Each selector alone; FS and then empty, so that only its base is gone; an
   empty one of another name; all of them. */
enum {
    LOAD_DS = 1,
    LOAD_ES = 2,
    LOAD_FS = 4,
    LOAD_GS = 8,
    EMPTY_FS = 16
};

static const unsigned loads[] = {LOAD_DS,
                                 LOAD_ES,
                                 LOAD_FS,
                                 LOAD_GS,
                                 LOAD_FS | EMPTY_FS,
                                 LOAD_ES,
                                 LOAD_DS | LOAD_ES | LOAD_FS | LOAD_GS};

const unsigned port_spoils = sizeof loads / sizeof *loads;

void spoil(word_t which)
{
    unsigned load = which < port_spoils ? loads[which] : 0;
    unsigned selector = which == 5 ? EMPTY_SELECTOR : USER_SELECTOR;

    if (load & LOAD_DS)
        __asm__ volatile("mov %0, %%ds" : : "r"(selector));
    if (load & LOAD_ES)
        __asm__ volatile("mov %0, %%es" : : "r"(selector));
    if (load & LOAD_FS)
        __asm__ volatile("mov %0, %%fs" : : "r"(selector));
    if (load & LOAD_GS)
        __asm__ volatile("mov %0, %%gs" : : "r"(selector));
    if (load & EMPTY_FS)
        __asm__ volatile("mov %0, %%fs" : : "r"(0));
}
