/*
 * The fake board: a console that is kept in memory, eight interrupt lines and a
 * power switch.
 */
#include "host.h"
#include "lock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONSOLE_BYTES 65536

static char console[CONSOLE_BYTES];
static size_t console_length;
static unsigned raised, masked;

bool host_power_expected;
unsigned host_power_status;
jmp_buf host_power_off;

void platform_console_write(const char *text, size_t bytes)
{
    for (; bytes > 0 && console_length + 1 < CONSOLE_BYTES; bytes--)
        console[console_length++] = *text++;
}

const char *host_console_take(void)
{
    static char taken[CONSOLE_BYTES];

    memcpy(taken, console, console_length);
    taken[console_length] = '\0';
    console_length = 0;
    return taken;
}

/* ---- interrupt lines ---- */

void host_lines_reset(void)
{
    raised = 0;
    masked = (1u << PLATFORM_IRQ_LINES) - 1;
}

void host_irq_raise(unsigned line)
{
    raised |= 1u << line;
}

bool host_irq_masked(unsigned line)
{
    return masked >> line & 1;
}

bool host_line_pending(void)
{
    return raised & ~masked;
}

/* A raised line has been served, as far as the board knows, once claimed. */
unsigned platform_irq_claim(void)
{
    unsigned pending = raised & ~masked;
    unsigned line;

    if (!lock_is_held()) {
        (void)fputs("host: an interrupt is claimed without the lock\n", stderr);
        abort();
    }
    if (host_clock.timer && host_clock.now >= host_clock.timer) {
        host_clock.timer = 0;
        return PLATFORM_IRQ_TIMER;
    }
    if (!pending)
        return PLATFORM_IRQ_NONE;
    line = (unsigned)__builtin_ctz(pending);
    raised &= ~(1u << line);
    masked |= 1u << line;
    return line;
}

void platform_irq_mask(unsigned line)
{
    masked |= 1u << line;
}

void platform_irq_unmask(unsigned line)
{
    masked &= ~(1u << line);
}

bool platform_irq_usable(unsigned line)
{
    return line < PLATFORM_IRQ_LINES && line != HOST_IRQ_OF_KERNEL;
}

/* ---- power ---- */

void platform_power_off(unsigned status)
{
    host_power_status = status;
    if (host_power_expected)
        longjmp(host_power_off, 1);
    fprintf(stderr, "power off, status %u; the console said:\n%s\n", status,
            host_console_take());
    abort();
}
