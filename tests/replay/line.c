/*
 * The board's interrupt line, raised by the device that the object tests raise
 * it with (tests/board/): as much of their harness as that asks for.
 */
#include "line.h"

#include "../board/board.h"
#include "../board/raw.h"
#include "../support/port.h"
#include "../support/world.h"

struct world world;
struct place home = {BOOT_SLOT_DOMAIN, BOOT_SLOT_TABLE, 0};
static bool prepared;

/* Of main.c. */
void must(int64_t status, const char *what);
cap_t aside_slot(void);

int64_t abi_invoke(word_t capability, word_t operation, struct message *message)
{
    return raw_invoke(capability, operation, message);
}

/* Later ones are given back at once, so that one slot is enough. */
cap_t slot_new(void)
{
    static cap_t spare;

    if (!prepared)
        return aside_slot();
    if (!spare)
        spare = aside_slot();
    return spare;
}

void cmocka_fail(const char *text, uint64_t left, uint64_t right,
                 const char *file, int line)
{
    (void)left;
    (void)right;
    (void)file;
    (void)line;
    must(INVALID_ARGUMENT, text);
    __builtin_trap();
}

void line_prepare(const struct root_boot_info *info)
{
    world.info = info;
    port_irq_map();
    prepared = true;
}

void line_fire(void)
{
    port_irq_begin();
    port_irq_end();
}
