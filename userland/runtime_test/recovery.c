/*
 * copy_in and copy_out: they copy, and a missing page makes them say so.
 */
#include "recovery.h"

#include "frame.h"
#include "own.h"
#include "string.h"
#include "stubs.h"
#include "test.h"

/* Nobody has memory there, and behind the last address there is nothing. */
static void test_impossible_addresses(char *buffer)
{
    for (unsigned bit = 40; bit < 64; bit++) {
        void *address = (void *)((word_t)1 << bit);
        void *below = (void *)(((word_t)1 << bit) - 8);

        CHECK(!copy_in(buffer, address, 1) && !copy_out(address, buffer, 1));
        CHECK(!copy_in(buffer, below, 16) && !copy_out(below, buffer, 16));
    }
    CHECK(!copy_in(buffer, (void *)(UINT64_MAX - 7), 16));
    CHECK(!copy_out((void *)(UINT64_MAX - 7), buffer, 16));
}

void test_recovery(void)
{
    char text[32] = "0123456789";
    char copy[32] = {0};
    cap_t frame = 0;
    void *address = NULL;
    char *page;

    CHECK(recovery_start() == OK);
    CHECK(copy_in(copy, text, 11) && strcmp(copy, text) == 0);
    CHECK(copy_in(copy, text + 1, 10) && strcmp(copy, "123456789") == 0);
    CHECK(!copy_in(copy, NULL, 1));
    CHECK(!copy_in(copy, NULL, 8));
    CHECK(copy_in(copy, NULL, 0));
    CHECK(!copy_out(NULL, text, 3));
    test_impossible_addresses(copy);
    CHECK(frame_create(ABI_PAGE_BITS, &frame, &address) == OK);
    page = address;
    CHECK(copy_out(page, text, 11) && strcmp(page, text) == 0);
    CHECK(!copy_in(copy, page + PAGE_BYTES - 8, 16));
    CHECK(cap_domain_protect(own.domain, FRAME_READ, frame) == OK);
    CHECK(!copy_out(page, text, 11) && copy_in(copy, page, 11));
    CHECK(cap_frame_unmap(frame) == OK);
    CHECK(!copy_in(copy, page, 11));
    slot_delete(frame);
}
