/*
 * Fuzzes how the kernel finds root: the archive's header and root's ELF header.
 * The input is the beginnings of the archive's pages; the checksum is put right
 * unless the first byte is odd.
 */
#include "support/input.h"

#include "archive.h"
#include "boot_root.h"
#include "host.h"
#include "host_globals.h"

#include <stdlib.h>

#define PAGES_MAX 4

static uint32_t checksum(const void *data, size_t bytes)
{
    const uint8_t *byte = data;
    uint32_t crc = ~0u;

    for (size_t i = 0; i < bytes; i++) {
        crc ^= byte[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

static void fill(struct input *input, uint8_t *pages, size_t bytes)
{
    unsigned how = input_byte(input);
    size_t share =
        bytes >= ARCHIVE_PAGE ? input->left / (bytes / ARCHIVE_PAGE) : 0;
    struct archive *archive = (struct archive *)(void *)pages;

    for (size_t page = 0; page + ARCHIVE_PAGE <= bytes; page += ARCHIVE_PAGE)
        for (size_t i = 0; i < share && i < ARCHIVE_PAGE; i++)
            pages[page + i] = (uint8_t)input_byte(input);
    if (how % 2 == 0 && bytes >= ARCHIVE_PAGE &&
        archive->count <= ARCHIVE_FILES_MAX)
        archive->checksum =
            checksum(archive->files, archive->count * sizeof *archive->files);
}

/* Root's text and data are pages of the archive. */
static void check_image(const struct root_image *image, size_t bytes)
{
    size_t whole = (bytes + ARCHIVE_PAGE - 1) / ARCHIVE_PAGE * ARCHIVE_PAGE;

    if (image->base % ARCHIVE_PAGE || image->base + image->size > bytes ||
        image->archive_base + image->archive_size > image->base)
        wrong("root is not in the archive");
    if (image->text.base % ARCHIVE_PAGE || image->text.end > whole ||
        image->data.base % ARCHIVE_PAGE || image->data.end > whole)
        wrong("a segment is not in the archive");
    if (image->entry < image->text.base || image->entry >= image->text.end)
        wrong("the entry is not in the text");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct input input = {data, bytes};
    size_t size = input_byte(&input) % (PAGES_MAX + 1) * ARCHIVE_PAGE;
    unsigned char *machine = host_memory;
    struct physical_range range = {0, size, "archive"};
    struct root_image image;

    host_memory = calloc(1, size ? size : 1);
    fill(&input, host_memory, size);
    if (!root_image_find(&range, &image))
        check_image(&image, size);
    free(host_memory);
    host_memory = machine;
    return 0;
}
