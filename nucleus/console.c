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

int console_digest(struct slot *self, word_t first, word_t *d0, word_t *d1,
                   word_t *d2, word_t *d3, word_t *d4, word_t *d5)
{
    word_t *out[MESSAGE_WORDS] = {d0, d1, d2, d3, d4, d5};
    word_t groups[DIGEST_GROUPS] = {0};

    (void)self;
    if (invariants_digest)
        invariants_digest(groups);
    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        *out[i] = first + i < DIGEST_GROUPS ? groups[first + i] : 0;
    return OK;
}
