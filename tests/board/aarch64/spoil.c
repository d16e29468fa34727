/*
 * TPIDR_EL0 is the thread pointer, and any program can set its own.
 */
#include "../../support/port.h"
#include "../board.h"

#define SPOILT 0x7EA5E7B0

bool thread_pointer_is(word_t value)
{
    word_t found;

    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(found));
    return found == value;
}

const unsigned port_spoils = 1;

void spoil(word_t which)
{
    if (which < port_spoils)
        __asm__ volatile("msr tpidr_el0, %0" : : "r"(SPOILT + which));
}
