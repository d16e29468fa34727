/*
 * The frames that clients share, one a client. A client may take its frame back
 * at any moment; then the copy fails and the call with it.
 */
#include "server.h"
#include "shared.h"

#define SESSIONS_MAX 64
#define PIECE_BYTES 64
#define WRITE_MAX 1024

/* By the clients' badges. */
static struct shared sessions[SESSIONS_MAX];

answer_t session_share(word_t badge)
{
    if (badge >= SESSIONS_MAX)
        return answer(SERVICE_NOT_PERMITTED);
    return answer(shared_take(&sessions[badge]));
}

answer_t session_write(word_t badge, word_t address, word_t count)
{
    uint8_t piece[PIECE_BYTES];

    if (badge >= SESSIONS_MAX || count > WRITE_MAX)
        return answer(SERVICE_INVALID);
    while (count > 0) {
        size_t part = count < PIECE_BYTES ? count : PIECE_BYTES;

        if (!shared_read(&sessions[badge], piece, address, part))
            return answer(SERVICE_BAD_MEMORY);
        stream_write(piece, part);
        address += part;
        count -= part;
    }
    return answer(OK);
}
