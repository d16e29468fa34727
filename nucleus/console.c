/*
 * The kernel's debug output, power-off and self-check, as a capability.
 */
#include "invariants.h"
#include "operations.h"
#include "platform.h"

int console_write(struct slot *self, word_t count, word_t w0, word_t w1,
                  word_t w2, word_t w3, word_t w4)
{
    const word_t words[] = {w0, w1, w2, w3, w4};
    char text[sizeof words];

    (void)self;
    for (word_t i = 0; i < count; i++)
        text[i] = (char)(words[i / 8] >> i % 8 * 8);
    platform_console_write(text, count);
    return OK;
}

int console_power_off(struct slot *self, word_t status)
{
    (void)self;
    platform_power_off((unsigned)status);
}

int console_check(struct slot *self, word_t *violations, word_t *checked)
{
    (void)self;
    *checked = invariants_check != NULL;
    *violations = *checked ? invariants_check() : 0;
    return OK;
}
