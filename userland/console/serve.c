/*
 * The console's operations. A read that finds no input is deferred: its reply
 * waits in a slot until the interrupt brings bytes.
 */
#include "clients.h"
#include "own.h"
#include "program.h"
#include "server.h"
#include "string.h"
#include "stubs.h"

#define PIECE_BYTES 64
#define WRITE_MAX 1024

/* Who waits for input; empty if that client has gone. */
static cap_t reader;

static bool reader_waits(void)
{
    word_t type = NO_TYPE;

    return reader != 0 &&
           cap_table_inspect(own.table, reader, &type, NULL, NULL, NULL, NULL,
                             NULL) == OK &&
           type != NO_TYPE;
}

static answer_t read_defer(void)
{
    if (reader_waits())
        return answer(SERVICE_FULL);
    if (reader == 0)
        reader = slot_allocate();
    if (reader == 0 || cap_self_defer(reader) != OK)
        return answer(SERVICE_FAILED);
    return answer(OK);
}

static size_t input_message(struct message *message)
{
    *message = (struct message){0};
    message->words[0] = stream_peek((uint8_t *)(message->words + 1));
    return message->words[0];
}

static answer_t serve_read(struct message *message)
{
    size_t count = input_message(message);

    if (count == 0)
        return read_defer();
    stream_drop(count);
    return answer(OK);
}

/* Input that cannot be delivered stays for the next reader. */
static void reader_answer(void)
{
    struct message message;
    size_t count;

    if (!reader_waits())
        return;
    count = input_message(&message);
    if (count > 0 &&
        cap_reply_send(reader, OK, &message, 0, TRANSFER_DERIVE) == OK)
        stream_drop(count);
}

static answer_t serve_interrupt(word_t badge)
{
    if (badge != CONSOLE_OWN_BADGE)
        return answer(SERVICE_NOT_PERMITTED);
    stream_interrupt();
    reader_answer();
    return answer(cap_irq_ack(PROGRAM_SLOT_IRQ));
}

static answer_t serve_write(const struct message *message)
{
    if (message->words[0] > CONSOLE_BYTES)
        return answer(SERVICE_INVALID);
    stream_write((const uint8_t *)(message->words + 1), message->words[0]);
    return answer(OK);
}

/* Through the frame that the client shares, as long as that exists. */
static answer_t serve_shared(word_t badge, word_t address, word_t count)
{
    uint8_t piece[PIECE_BYTES];

    if (count > WRITE_MAX)
        return answer(SERVICE_INVALID);
    while (count > 0) {
        size_t part = count < PIECE_BYTES ? count : PIECE_BYTES;

        if (!clients_read(badge, piece, address, part))
            return answer(SERVICE_BAD_MEMORY);
        stream_write(piece, part);
        address += part;
        count -= part;
    }
    return answer(OK);
}

static answer_t serve_sessions(word_t badge)
{
    if (badge != CONSOLE_OWN_BADGE)
        return answer(SERVICE_NOT_PERMITTED);
    clients_sweep();
    return answer(OK);
}

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    struct message request = *message;

    *message = (struct message){0};
    switch (operation) {
    case CONSOLE_SERVICE_WRITE:
        return serve_write(&request);
    case CONSOLE_SERVICE_READ:
        return serve_read(message);
    case CONSOLE_SERVICE_SHARE:
        return clients_share(badge);
    case CONSOLE_SERVICE_WRITE_SHARED:
        return serve_shared(badge, request.words[0], request.words[1]);
    case CONSOLE_SERVICE_FLUSH:
        stream_flush();
        return answer(OK);
    case CONSOLE_SERVICE_INTERRUPT:
        return serve_interrupt(badge);
    case CONSOLE_SERVICE_SESSIONS:
        return serve_sessions(badge);
    default:
        return answer(SERVICE_UNKNOWN_OPERATION);
    }
}
