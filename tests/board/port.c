/* The harness' way into the kernel on a board: the test program is root. */
#include "../support/port.h"

#include "../support/world.h"

#include "arch.h"
#include "board.h"
#include "raw.h"

const struct root_boot_info *board_info;

const struct root_boot_info *port_boot(void)
{
    return board_info;
}

int64_t port_invoke(word_t capability, word_t operation,
                    struct message *message)
{
    return raw_invoke(capability, operation, message);
}

word_t port_entry(void)
{
    return (word_t)actor_enter;
}

#define STACK_BYTES 2048

/* The highest word of each stack names its actor. */
word_t port_stack(struct actor *actor)
{
    static _Alignas(16) unsigned char stacks[ACTORS_MAX][STACK_BYTES];
    struct actor **top =
        (struct actor **)(void *)(stacks[actor->index] + STACK_BYTES - 16);

    *top = actor;
    return (word_t)top;
}

void port_check_rarely(void)
{
}

word_t port_invocation(void)
{
    return (word_t)bare_invocation;
}

word_t port_times(word_t times)
{
    return (times + 99) / 100;
}

word_t port_time(void)
{
    return arch_ticks();
}

/* ---- memory ---- */

word_t port_peek(word_t address)
{
    return *(volatile word_t *)address;
}

void port_poke(word_t address, word_t value)
{
    *(volatile word_t *)address = value;
    arch_code_ready((const void *)address, sizeof value);
}

word_t port_kernel_address(void)
{
    return provoke_kernel_address();
}

uint64_t port_jump_word(void)
{
    return code_that_returns;
}
