/*
 * Checks an ELF file: everything that the loader relies on, and nothing that it
 * does not use.
 */
#include "elf.h"

#include "arch.h"
#include "string.h"

#define ET_DYN 3
#define PT_LOAD 1
#define PF_X 1u
#define PF_W 2u
#define PF_R 4u
#define PAGE 4096
#define IMAGE_MAX ((word_t)1 << 24)

struct elf_header {
    uint8_t ident[16];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t program_headers;
    uint64_t section_headers;
    uint32_t flags;
    uint16_t header_bytes;
    uint16_t program_header_bytes;
    uint16_t program_header_count;
    uint16_t unused[3];
};

struct elf_segment {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t address;
    uint64_t physical;
    uint64_t file_bytes;
    uint64_t memory_bytes;
    uint64_t alignment;
};

static_assert(sizeof(struct elf_header) == 64);
static_assert(sizeof(struct elf_segment) == 56);

static const char *header_wrong(const struct elf_header *header, size_t size)
{
    static const uint8_t ident[7] = {0x7F, 'E', 'L', 'F', 2, 1, 1};

    if (size < sizeof *header || memcmp(header->ident, ident, 7) != 0)
        return "it is not a 64-bit little-endian ELF file";
    if (header->machine != arch_elf_machine)
        return "it is for another processor";
    if (header->type != ET_DYN)
        return "it is not position-independent";
    if (header->program_header_bytes != sizeof(struct elf_segment) ||
        header->program_headers % 8 != 0 || header->program_headers > size ||
        header->program_header_count >
            (size - header->program_headers) / sizeof(struct elf_segment))
        return "its program headers are wrong";
    return NULL;
}

/* Finds the two loadable segments; false if there are not exactly two. */
static bool segments_find(const uint8_t *bytes,
                          const struct elf_segment *loads[2])
{
    const struct elf_header *header = (const struct elf_header *)bytes;
    const struct elf_segment *segments =
        (const struct elf_segment *)(bytes + header->program_headers);
    unsigned found = 0;

    for (unsigned i = 0; i < header->program_header_count; i++) {
        if (segments[i].type != PT_LOAD)
            continue;
        if (found == 2)
            return false;
        loads[found++] = &segments[i];
    }
    return found == 2;
}

static const char *segment_wrong(const struct elf_segment *segment,
                                 uint32_t flags, size_t size)
{
    if (segment->flags != flags)
        return "a segment has wrong rights";
    if (segment->offset != segment->address || segment->offset % PAGE != 0)
        return "a segment does not lie in the file as in memory";
    if (segment->file_bytes != segment->memory_bytes ||
        segment->file_bytes == 0)
        return "a segment is not as large as in memory";
    if (segment->file_bytes > size ||
        segment->offset > size - segment->file_bytes)
        return "a segment reaches beyond the file";
    return NULL;
}

static word_t page_up(word_t bytes)
{
    return (bytes + PAGE - 1) & ~(word_t)(PAGE - 1);
}

static const char *layout_wrong(const struct elf_segment *text,
                                const struct elf_segment *data, word_t entry)
{
    if (text->offset != 0 || data->offset < page_up(text->file_bytes))
        return "its segments overlap";
    if (entry >= text->file_bytes)
        return "its entry is not in its text";
    if (data->offset + data->file_bytes > IMAGE_MAX)
        return "it is too large";
    return NULL;
}

const char *elf_check(const uint8_t *bytes, size_t size,
                      struct elf_image *image)
{
    const struct elf_header *header = (const struct elf_header *)bytes;
    const struct elf_segment *loads[2];
    const char *wrong = header_wrong(header, size);

    if (wrong == NULL && !segments_find(bytes, loads))
        wrong = "it has not exactly two loadable segments";
    if (wrong == NULL)
        wrong = segment_wrong(loads[0], PF_R | PF_X, size);
    if (wrong == NULL)
        wrong = segment_wrong(loads[1], PF_R | PF_W, size);
    if (wrong == NULL)
        wrong = layout_wrong(loads[0], loads[1], header->entry);
    if (wrong != NULL)
        return wrong;
    image->text_bytes = page_up(loads[0]->file_bytes);
    image->data = loads[1]->offset;
    image->data_bytes = page_up(loads[1]->file_bytes);
    image->file_end = loads[1]->offset + loads[1]->file_bytes;
    image->entry = header->entry;
    return NULL;
}
