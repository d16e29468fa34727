/*
 * Corrupt boot images: the kernel says which file is wrong and why, and reads
 * nothing outside the archive while it finds out.
 */
#include "archive.h"
#include "boot_root.h"
#include "host.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ROOT_OFFSET ARCHIVE_PAGE
#define FILE_AT(member)                                                        \
    (offsetof(struct archive, files) + offsetof(struct archive_file, member))
#define ELF_AT(offset) (ROOT_OFFSET + (offset))
#define SEGMENT_AT(number, offset) ELF_AT(64 + 56 * (number) + (offset))

static unsigned char *image(void)
{
    return host_memory + HOST_ARCHIVE_BASE;
}

/* CRC-32 of the entries, made right again after a change in them. */
static void mend_checksum(void)
{
    struct archive *archive = (struct archive *)(void *)image();
    const uint8_t *byte = (const uint8_t *)archive->files;
    uint32_t crc = ~0u;

    for (size_t i = 0; i < sizeof archive->files[0]; i++) {
        crc ^= byte[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    archive->checksum = ~crc;
}

static const char *find(paddr_t end)
{
    const struct physical_range range = {HOST_ARCHIVE_BASE, end, "archive"};
    struct root_image found;

    return root_image_find(&range, &found);
}

static const char *find_all(void)
{
    return find(HOST_ARCHIVE_BASE + HOST_IMAGE_BYTES);
}

static void the_image_is_good(void **state)
{
    (void)state;
    host_image_alone();
    assert_null(find_all());
}

struct damage {
    size_t at;
    size_t bytes;
    uint64_t value;
    const char *says; /* how the message begins */
};

static const struct damage damages[] = {
    {0, 8, 0, "archive"},
    {offsetof(struct archive, size), 8, 0, "archive"},
    {offsetof(struct archive, size), 8, 4095, "archive"},
    {offsetof(struct archive, size), 8, HOST_IMAGE_BYTES + 1, "archive"},
    {offsetof(struct archive, size), 8, ~0ull, "archive"},
    {offsetof(struct archive, count), 4, 0, "archive"},
    {offsetof(struct archive, count), 4, 64, "archive"},
    {offsetof(struct archive, count), 4, ~0u, "archive"},
    {offsetof(struct archive, checksum), 4, 1, "archive"},
    {FILE_AT(name), 1, 'b', "archive"},
    {FILE_AT(name) + 4, 1, 's', "archive"},
    {FILE_AT(offset), 8, 0, "root"},
    {FILE_AT(offset), 8, 4097, "root"},
    {FILE_AT(offset), 8, HOST_IMAGE_BYTES, "root"},
    {FILE_AT(offset), 8, HOST_IMAGE_BYTES + 4096, "root"},
    {FILE_AT(offset), 8, 0ull - 4096, "root"},
    {FILE_AT(size), 8, HOST_IMAGE_BYTES, "root"},
    {FILE_AT(size), 8, ~0ull, "root"},
    {ELF_AT(0), 4, 0, "root"},
    {ELF_AT(4), 1, 1, "root"},   /* 32 bits */
    {ELF_AT(5), 1, 2, "root"},   /* big-endian */
    {ELF_AT(16), 2, 2, "root"},  /* not position-independent */
    {ELF_AT(18), 2, 62, "root"}, /* another processor */
    {ELF_AT(24), 8, 0x1000, "root"}, /* entry: in the data */
    {ELF_AT(24), 8, ~0ull, "root"},
    {ELF_AT(32), 8, 4096, "root"}, /* where the program headers are */
    {ELF_AT(32), 8, ~0ull, "root"},
    {ELF_AT(32), 8, 65, "root"},
    {ELF_AT(54), 2, 55, "root"},   /* their size */
    {ELF_AT(56), 2, 0, "root"},    /* and number */
    {ELF_AT(56), 2, 17, "root"},
    {ELF_AT(56), 2, 0xFFFF, "root"},
    {SEGMENT_AT(0, 4), 4, 7, "root"},           /* writable and executable */
    {SEGMENT_AT(0, 4), 4, 4, "root"},           /* no text */
    {SEGMENT_AT(1, 4), 4, 5, "root"},           /* two texts */
    {SEGMENT_AT(0, 8), 8, 1, "root"},           /* offset */
    {SEGMENT_AT(0, 8), 8, 0x10000, "root"},
    {SEGMENT_AT(1, 8), 8, 0ull - 4096, "root"},
    {SEGMENT_AT(0, 16), 8, 4096, "root"},       /* address */
    {SEGMENT_AT(0, 32), 8, 0x10000, "root"},    /* bytes in the file */
    {SEGMENT_AT(1, 32), 8, ~0ull, "root"},
    {SEGMENT_AT(1, 40), 8, 4097, "root"},       /* bytes in memory */
};

static void each_damage_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        const struct damage *damage = &damages[i];
        const char *says;

        host_image_alone();
        memcpy(image() + damage->at, &damage->value, damage->bytes);
        if (damage->at >= FILE_AT(name) && damage->at < ARCHIVE_PAGE)
            mend_checksum();
        says = find_all();
        if (!says || strncmp(says, damage->says, strlen(damage->says)) != 0)
            fail_msg("damage %zu: %s", i, says ? says : "not noticed");
    }
}

/* Root's sum as archive.h describes it, word by word. */
static uint32_t sum_of(const unsigned char *bytes, size_t count)
{
    word_t a = 0, b = 0;

    for (size_t i = 0; i < count; i += sizeof a) {
        word_t word;

        memcpy(&word, bytes + i, sizeof word);
        a += word;
        b += a;
    }
    a ^= b;
    return (uint32_t)(a ^ a >> 32);
}

/* Behind the last byte there are zeros. */
static void root_of_any_size(void **state)
{
    (void)state;
    for (size_t less = 0; less <= 100; less++) {
        struct archive *archive = (struct archive *)(void *)image();
        struct archive_file *root = &archive->files[0];
        size_t size = HOST_IMAGE_BYTES - ROOT_OFFSET - less;

        host_image_alone();
        memset(image() + HOST_IMAGE_BYTES - 100, 0x5A, 100 - less);
        memset(image() + HOST_IMAGE_BYTES - less, 0, less);
        root->size = size;
        root->word_sum = sum_of(image() + ROOT_OFFSET, size);
        mend_checksum();
        assert_null(find_all());
        root->word_sum ^= 1;
        mend_checksum();
        assert_non_null(find_all());
    }
}

static void cut_off_anywhere(void **state)
{
    (void)state;
    host_image_alone();
    for (paddr_t bytes = 0; bytes < HOST_IMAGE_BYTES; bytes += 64)
        assert_non_null(find(HOST_ARCHIVE_BASE + bytes));
}

/* Whatever stands there, nothing outside is read (that would be poisoned). */
static void noise(void **state)
{
    struct random random = random_seed(5);

    (void)state;
    for (unsigned round = 0; round < 3000; round++) {
        unsigned flips = 1 + (unsigned)random_below(&random, 4);

        if (round % 50 == 0)
            host_image_alone();
        for (unsigned i = 0; i < flips; i++) {
            size_t at = random_below(&random, 3) == 0
                            ? random_below(&random, 80)
                            : ROOT_OFFSET + random_below(&random, 176);

            image()[at] = (unsigned char)random_next(&random);
        }
        mend_checksum();
        (void)find_all();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_image_is_good),
        cmocka_unit_test(each_damage_is_told),
        cmocka_unit_test(root_of_any_size),
        cmocka_unit_test(cut_off_anywhere),
        cmocka_unit_test(noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
