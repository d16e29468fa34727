/*
 * The client's half of the console service.
 */
#include "console.h"

#include "frame.h"
#include "gate.h"
#include "pack.h"
#include "service.h"

static cap_t console;
static char *shared;

static bool console_found(void)
{
    return console != 0 || service_find(CONSOLE_SERVICE, &console) == OK;
}

static int64_t write_words(const char *text, size_t bytes)
{
    struct message message = {{bytes}};

    memcpy(message.words + 1, text, bytes);
    return gate_call(console, CONSOLE_SERVICE_WRITE, &message);
}

static int64_t write_shared(const char *text, size_t bytes)
{
    struct message message = {{(word_t)shared, bytes}};

    memcpy(shared, text, bytes);
    return gate_call(console, CONSOLE_SERVICE_WRITE_SHARED, &message);
}

void console_write(const char *text, size_t bytes)
{
    if (!console_found())
        return;
    if (shared != NULL && bytes <= PAGE_BYTES &&
        write_shared(text, bytes) == OK)
        return;
    while (bytes > 0) {
        size_t part = bytes < CONSOLE_BYTES ? bytes : CONSOLE_BYTES;

        if (write_words(text, part) != OK)
            return;
        text += part;
        bytes -= part;
    }
}

int64_t console_read(char *to, size_t *bytes)
{
    struct message message = {0};
    int64_t status;

    if (!console_found())
        return SERVICE_NOT_FOUND;
    status = gate_call(console, CONSOLE_SERVICE_READ, &message);
    if (status != OK)
        return status;
    *bytes =
        message.words[0] < CONSOLE_BYTES ? message.words[0] : CONSOLE_BYTES;
    memcpy(to, message.words + 1, *bytes);
    return OK;
}

int64_t console_share(void)
{
    struct message message = {0};
    cap_t frame;
    void *address;
    int64_t status;

    if (!console_found())
        return SERVICE_NOT_FOUND;
    status = frame_create(ABI_PAGE_BITS, &frame, &address);
    if (status != OK)
        return status;
    status = gate_call_with(console, CONSOLE_SERVICE_SHARE, &message, frame,
                            TRANSFER_DERIVE, 0);
    if (status == OK)
        shared = address;
    return status;
}
