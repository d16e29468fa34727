/*
 * Boot: finding `root` in the archive. The kernel reads only headers: the
 * archive's (with its checksum) and root's ELF header; root checks the rest.
 * ELF: System V ABI, chapters 4 and 5.
 */
#include "boot_root.h"

#include "arch.h"
#include "archive.h"

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, segments_offset, sections_offset;
    uint32_t flags;
    uint16_t header_size, segment_size, segments, section_size, sections, names;
};

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, address, physical, file_size, memory_size, alignment;
};

#define ELF_MAGIC 0x464C457Fu
#define ELF_64 2
#define ELF_LITTLE_ENDIAN 1
#define ELF_SHARED 3 /* position independent */
#define ELF_LOAD 1
#define ELF_EXECUTE 1
#define ELF_WRITE 2
#define PAGE ((word_t)ARCHIVE_PAGE)

/* CRC-32, IEEE 802.3, bit by bit: it is one page at most. */
static uint32_t checksum(const void *data, size_t bytes)
{
    const uint8_t *byte = data;
    uint32_t crc = 0xFFFFFFFFu;

    for (size_t i = 0; i < bytes; i++) {
        crc ^= byte[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
    }
    return ~crc;
}

/* As archive.h describes it. Most of the words eight at a time: it is a good
   part of boot's work. */
static uint32_t word_sum(const void *data, word_t bytes)
{
    const word_t *word = data;
    const word_t *end = word + (bytes + sizeof *word - 1) / sizeof *word;
    word_t a = 0, b = 0;

    for (; end - word >= 8; word += 8) {
        b += a += word[0];
        b += a += word[1];
        b += a += word[2];
        b += a += word[3];
        b += a += word[4];
        b += a += word[5];
        b += a += word[6];
        b += a += word[7];
    }
    while (word < end)
        b += a += *word++;
    a ^= b;
    return (uint32_t)(a ^ a >> 32);
}

static bool name_is_root(const char *name)
{
    const char *root = ARCHIVE_ROOT;
    size_t i = 0;

    while (root[i] && name[i] == root[i])
        i++;
    return name[i] == root[i];
}

static const char *archive_check(const struct archive *archive, word_t limit)
{
    if (limit < PAGE || archive->magic != ARCHIVE_MAGIC)
        return "archive: not found";
    if (archive->size > limit || archive->size < PAGE || archive->size % PAGE)
        return "archive: larger than memory, or not whole pages";
    if (!archive->count || archive->count > ARCHIVE_FILES_MAX)
        return "archive: no files, or too many";
    if (checksum(archive->files, archive->count * sizeof *archive->files) !=
        archive->checksum)
        return "archive: wrong checksum of its header";
    return NULL;
}

/* One loadable segment: whole pages, in the file as in memory. */
static const char *segment_take(const struct elf_segment *segment,
                                struct root_image *image)
{
    struct physical_range *range = &image->data;

    if (segment->offset % PAGE || segment->address != segment->offset ||
        segment->file_size != segment->memory_size ||
        segment->offset > image->size ||
        segment->file_size > image->size - segment->offset)
        return "root: segment is not in the file as it is in memory";
    if (segment->flags & ELF_EXECUTE) {
        if (segment->flags & ELF_WRITE)
            return "root: segment is writable and executable";
        range = &image->text;
    }
    if (range->end)
        return "root: more than one text or data segment";
    range->base = image->base + segment->offset;
    range->end = range->base + (segment->file_size + PAGE - 1) / PAGE * PAGE;
    return NULL;
}

static const char *root_check(struct root_image *image)
{
    const struct elf_header *header = arch_from_physical(image->base);
    const char *wrong = NULL;

    if (image->size < PAGE || *(const uint32_t *)header != ELF_MAGIC)
        return "root: not an ELF file";
    if (header->ident[4] != ELF_64 || header->ident[5] != ELF_LITTLE_ENDIAN ||
        header->type != ELF_SHARED || header->machine != ARCH_ELF_MACHINE)
        return "root: not a position-independent program for this processor";
    if (header->segment_size != sizeof(struct elf_segment) ||
        header->segments_offset > PAGE || header->segments_offset % 8 ||
        header->segments > 16 ||
        header->segments_offset +
                header->segments * sizeof(struct elf_segment) >
            PAGE)
        return "root: program headers out of place";
    for (unsigned i = 0; i < header->segments && !wrong; i++) {
        const struct elf_segment *segment =
            (const struct elf_segment *)((const char *)header +
                                         header->segments_offset) +
            i;

        if (segment->type == ELF_LOAD)
            wrong = segment_take(segment, image);
    }
    image->entry = image->base + header->entry;
    if (!wrong && (image->entry < image->text.base ||
                   image->entry >= image->text.end || !image->data.end))
        wrong = "root: needs text with its entry, and data";
    return wrong;
}

const char *root_image_find(const struct physical_range *range,
                            struct root_image *image)
{
    const struct archive *archive = arch_from_physical(range->base);
    const char *wrong = archive_check(archive, range->end - range->base);
    const struct archive_file *file;

    if (wrong)
        return wrong;
    file = &archive->files[archive->count - 1];
    if (!name_is_root(file->name))
        return "archive: its last file is not root";
    if (file->offset % PAGE || file->offset < PAGE ||
        file->offset > archive->size ||
        file->size > archive->size - file->offset)
        return "root: beyond the archive's end";
    *image = (struct root_image){
        .archive_base = range->base,
        .archive_size = file->offset,
        .base = range->base + file->offset,
        .size = archive->size - file->offset,
    };
    wrong = root_check(image);
    if (!wrong &&
        word_sum(arch_from_physical(image->base), file->size) != file->word_sum)
        wrong = "root: its bytes are damaged (wrong sum)";
    return wrong;
}
