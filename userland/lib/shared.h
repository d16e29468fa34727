/*
 * A server's view of a frame that a client shares with it. The client can take
 * it back, or change what is in it, at any moment: read each thing once, by
 * shared_read, and check it after that.
 */
#ifndef LIB_SHARED_H
#define LIB_SHARED_H

#include "abi.h"

struct shared {
    cap_t frame; /* 0: none */
    word_t base;
    word_t bytes;
};

/* Takes the frame that the caller being served offers and maps it readable, in
   place of an earlier one. OK or enum service_status. */
[[nodiscard]] int32_t shared_take(struct shared *shared);

/* Unmaps it and forgets it. */
void shared_drop(struct shared *shared);

/* Whether all these bytes lie in it (as far as it still exists). */
bool shared_holds(const struct shared *shared, word_t address, word_t bytes);

/* Copies from it; false if the bytes are not all in it, or it is gone. */
[[nodiscard]] bool shared_read(const struct shared *shared, void *to,
                               word_t address, word_t bytes);

#endif
