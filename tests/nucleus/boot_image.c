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
            host_image_mend_entries();
        says = find_all();
        if (!says || strncmp(says, damage->says, strlen(damage->says)) != 0)
            fail_msg("damage %zu: %s", i, says ? says : "not noticed");
    }
}

/* ---- at the limits ---- */

static void set(size_t at, size_t bytes, uint64_t value)
{
    memcpy(image() + at, &value, bytes);
}

static const char *const headers = "root: program headers out of place";
static const char *const incomplete =
    "root: needs text with its entry, and data";

/* Where the program headers may lie, and how many there may be. */
static void program_headers_at_the_limits(void **state)
{
    const unsigned size = 56, most = 16, last = 4096 - 2 * size;
    const struct {
        unsigned offset, count;
        const char *says;
    } cases[] = {
        {64, most, NULL},   {64, most + 1, headers}, {last, 2, NULL},
        {last, 3, headers}, {last + 8, 2, headers},  {4096, 0, incomplete},
        {4096, 1, headers}, {4104, 0, headers},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *says;

        host_image_alone();
        if (cases[i].offset == last || cases[i].offset == last + 8)
            memcpy(image() + ELF_AT(cases[i].offset), image() + ELF_AT(64),
                   2 * size);
        set(ELF_AT(32), 8, cases[i].offset);
        set(ELF_AT(56), 2, cases[i].count);
        host_image_mend();
        says = find_all();
        if (cases[i].says ? !says || strcmp(says, cases[i].says) != 0
                          : says != NULL)
            fail_msg("case %zu: %s", i, says ? says : "accepted");
    }
}

/* Segments of any number of bytes are whole pages in memory. */
static void segments_of_any_size(void **state)
{
    static const unsigned sizes[] = {0, 1, 2, 4094, 4095, 4096};
    const struct physical_range range = {
        HOST_ARCHIVE_BASE, HOST_ARCHIVE_BASE + HOST_IMAGE_BYTES, "archive"};
    struct root_image found;
    paddr_t root = HOST_ARCHIVE_BASE + ROOT_OFFSET;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        host_image_alone();
        set(SEGMENT_AT(1, 32), 8, sizes[i]);
        set(SEGMENT_AT(1, 40), 8, sizes[i]);
        host_image_mend();
        assert_null(root_image_find(&range, &found));
        assert_int_equal(found.text.base, root);
        assert_int_equal(found.text.end, root + 4096);
        assert_int_equal(found.data.base, root + 4096);
        assert_int_equal(found.data.end, root + (sizes[i] ? 8192 : 4096));
    }
}

/* Segments in a root of one page or two: inside, up to the end, behind it. */
static void segments_at_the_end(void **state)
{
    static const struct {
        unsigned offset, size;
        bool good;
    } cases[] = {
        {4096, 4096, true}, {4096, 4097, false}, {8192, 0, true},
        {8192, 1, false},   {12288, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *says;

        host_image_alone();
        set(SEGMENT_AT(1, 8), 8, cases[i].offset);
        set(SEGMENT_AT(1, 16), 8, cases[i].offset);
        set(SEGMENT_AT(1, 32), 8, cases[i].size);
        set(SEGMENT_AT(1, 40), 8, cases[i].size);
        host_image_mend();
        says = find_all();
        if (!says != cases[i].good)
            fail_msg("case %zu: %s", i, says ? says : "accepted");
    }
}

/* A segment lies at whole pages, and in memory where it is in the file: that
   both are wrong in the same way does not make it right. */
static void segments_out_of_place(void **state)
{
    static const struct {
        unsigned offset, address;
    } cases[] = {{1, 1}, {0, 4096}, {4096, 0}, {4095, 4095}, {1, 0}};
    static const char wrong[] =
        "root: segment is not in the file as it is in memory";

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *says;

        host_image_alone();
        set(SEGMENT_AT(0, 8), 8, cases[i].offset);
        set(SEGMENT_AT(0, 16), 8, cases[i].address);
        host_image_mend();
        says = find_all();
        if (!says || strcmp(says, wrong) != 0)
            fail_msg("case %zu: %s", i, says ? says : "accepted");
    }
}

/* Where root begins: in the last page, behind it, nowhere. */
static void root_at_the_archives_end(void **state)
{
    (void)state;
    host_image_alone();
    set(offsetof(struct archive, size), 8, 2 * 4096);
    set(FILE_AT(size), 8, 4096);
    set(SEGMENT_AT(1, 32), 8, 0);
    set(SEGMENT_AT(1, 40), 8, 0);
    host_image_mend();
    assert_null(find_all());
    set(FILE_AT(offset), 8, 2 * 4096);
    host_image_mend_entries();
    assert_string_equal(find_all(), "root: beyond the archive's end");
    set(FILE_AT(size), 8, 0);
    host_image_mend_entries();
    assert_string_equal(find_all(), "root: not an ELF file");
    set(FILE_AT(offset), 8, 3 * 4096);
    host_image_mend_entries();
    assert_string_equal(find_all(), "root: beyond the archive's end");
}

/* How large the archive says it is, where a page of memory more follows. */
static void archives_of_any_size(void **state)
{
    static const char wrong[] =
        "archive: larger than memory, or not whole pages";

    (void)state;
    host_image_alone();
    for (unsigned less = 1; less < 4096; less += 91) {
        set(offsetof(struct archive, size), 8, HOST_IMAGE_BYTES - less);
        assert_string_equal(find_all(), wrong);
    }
    set(offsetof(struct archive, size), 8, HOST_IMAGE_BYTES + 4096);
    assert_string_equal(find_all(), wrong);
    set(offsetof(struct archive, size), 8, 0);
    assert_string_equal(find_all(), wrong);
    set(offsetof(struct archive, size), 8, 4096);
    assert_string_equal(find_all(), "root: beyond the archive's end");
}

/* The entry: the text's first byte, its last, and one beyond. */
static void entries_at_the_limits(void **state)
{
    static const struct {
        uint64_t entry;
        bool good;
    } cases[] = {{0, true}, {4095, true}, {4096, false}, {~0ull, false}};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        host_image_alone();
        set(ELF_AT(24), 8, cases[i].entry);
        host_image_mend();
        if (cases[i].good)
            assert_null(find_all());
        else
            assert_string_equal(find_all(), incomplete);
    }
}

/* Behind the last byte there are zeros. */
static void root_of_any_size(void **state)
{
    (void)state;
    for (size_t less = 0; less <= 100; less++) {
        struct archive *archive = (struct archive *)(void *)image();
        struct archive_file *root = &archive->files[0];

        host_image_alone();
        memset(image() + HOST_IMAGE_BYTES - 100, 0x5A, 100 - less);
        memset(image() + HOST_IMAGE_BYTES - less, 0, less);
        root->size = HOST_IMAGE_BYTES - ROOT_OFFSET - less;
        host_image_mend();
        assert_null(find_all());
        root->word_sum ^= 1;
        host_image_mend_entries();
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
        host_image_mend_entries();
        (void)find_all();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_image_is_good),
        cmocka_unit_test(each_damage_is_told),
        cmocka_unit_test(root_of_any_size),
        cmocka_unit_test(program_headers_at_the_limits),
        cmocka_unit_test(segments_of_any_size),
        cmocka_unit_test(segments_at_the_end),
        cmocka_unit_test(segments_out_of_place),
        cmocka_unit_test(root_at_the_archives_end),
        cmocka_unit_test(archives_of_any_size),
        cmocka_unit_test(entries_at_the_limits),
        cmocka_unit_test(cut_off_anywhere),
        cmocka_unit_test(noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
