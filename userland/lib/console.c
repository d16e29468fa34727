/*
 * The client's half of the console service. If the console dies it is found
 * again, and what was under way is done again: a line that comes twice is
 * better than one that does not come.
 */
#include "console.h"

#include "frame.h"
#include "gate.h"
#include "pack.h"
#include "service.h"

/* Apart: one thread may wait for input while others write. */
static struct service writer = {.name = CONSOLE_SERVICE};
static struct service reader = {.name = CONSOLE_SERVICE};
static cap_t frame;
static char *shared;
/* The console that `writer` names has the frame. */
static bool sharing;

static int64_t call(struct service *service, word_t operation,
                    struct message *message)
{
    int64_t status;

    do
        status = service_call(service, operation, message);
    while (status == SERVICE_GONE);
    return status;
}

/* Without the frame it goes on in small pieces. */
static int64_t share(struct service *service)
{
    int64_t status = service_open(service, CONSOLE_SERVICE_SHARE, frame);

    sharing = status == OK;
    return service_gone(status) ? status : OK;
}

static int64_t write_words(const char *text, size_t bytes)
{
    struct message message = {{bytes}};

    memcpy(message.words + 1, text, bytes);
    return call(&writer, CONSOLE_SERVICE_WRITE, &message);
}

static int64_t write_shared(const char *text, size_t bytes)
{
    struct message message = {{(word_t)shared, bytes}};

    memcpy(shared, text, bytes);
    return call(&writer, CONSOLE_SERVICE_WRITE_SHARED, &message);
}

void console_write(const char *text, size_t bytes)
{
    if (sharing && bytes <= PAGE_BYTES && write_shared(text, bytes) == OK)
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
    int64_t status = call(&reader, CONSOLE_SERVICE_READ, &message);

    if (status != OK)
        return status;
    *bytes =
        message.words[0] < CONSOLE_BYTES ? message.words[0] : CONSOLE_BYTES;
    memcpy(to, message.words + 1, *bytes);
    return OK;
}

int64_t console_share(void)
{
    void *address;
    int64_t status = frame_create(ABI_PAGE_BITS, &frame, &address);

    if (status != OK)
        return status;
    shared = address;
    writer.open = share;
    status = service_connect(&writer);
    return status == OK && !sharing ? SERVICE_FAILED : status;
}
