/*
 * Root's own lines. They go to the kernel's debug output until the console
 * program is there, then through that, so that they do not fall into the middle
 * of a line; and to the kernel's again if the console has died.
 */
#include "root.h"

#include "boot_info.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"

static cap_t console;

void print_use_console(cap_t gate)
{
    console = gate;
}

static void kernel_write(const struct message *message)
{
    const word_t *words = message->words;

    /* Without the kernel's console there is nobody left to tell. */
    (void)cap_console_write(BOOT_SLOT_CONSOLE, words[0], words[1], words[2],
                            words[3], words[4], words[5]);
}

/* Not waiting: root must not depend on a console that hangs. */
static bool program_write(const struct message *message)
{
    struct message words = *message;

    return console != 0 && gate_call(console | CAP_NO_WAIT,
                                     CONSOLE_SERVICE_WRITE, &words) == OK;
}

static void write_text(const char *text, size_t bytes)
{
    while (bytes > 0) {
        size_t part = bytes < CONSOLE_BYTES ? bytes : CONSOLE_BYTES;
        struct message message = {{part}};

        memcpy(message.words + 1, text, part);
        if (!program_write(&message))
            kernel_write(&message);
        text += part;
        bytes -= part;
    }
}

void print_to_system(void)
{
    print_set_writer(write_text);
}

void print_drain(void)
{
    struct message message = {0};

    print_flush();
    if (console != 0)
        (void)gate_call(console, CONSOLE_SERVICE_FLUSH, &message);
}
