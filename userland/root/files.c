/*
 * Reads the archive and believes nothing in it: magic, sizes, names and
 * checksums are checked once, and a file that fails is named with the reason
 * and left out, so that the others can be used.
 */
#include "files.h"

#include "archive.h"
#include "stdio.h"
#include "string.h"

static const struct archive *archive;
static uint32_t file_count;
static bool usable[ARCHIVE_FILES_MAX];

/* CRC-32 (IEEE 802.3), four bits at a time. */
static uint32_t crc32(const uint8_t *bytes, size_t size)
{
    static const uint32_t table[16] = {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
        0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
        0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    };
    uint32_t crc = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = table[crc & 15] ^ crc >> 4;
        crc = table[crc & 15] ^ crc >> 4;
    }
    return ~crc;
}

static const char *archive_wrong(const struct root_boot_info *info)
{
    if (info->archive_size < sizeof *archive)
        return "it is shorter than its header";
    if (archive->magic != ARCHIVE_MAGIC)
        return "its magic number is wrong";
    if (archive->count > ARCHIVE_FILES_MAX)
        return "it counts too many files";
    if (archive->size < info->archive_size)
        return "its size is wrong";
    if (crc32((const uint8_t *)archive->files,
              archive->count * sizeof archive->files[0]) != archive->checksum)
        return "its list of files has a wrong checksum";
    return NULL;
}

static const char *file_wrong(const struct archive_file *file, size_t size)
{
    if (strnlen(file->name, ARCHIVE_NAME_BYTES) == ARCHIVE_NAME_BYTES)
        return "its name has no end";
    if (file->offset % 4096 != 0 || file->offset < sizeof *archive)
        return "its offset is wrong";
    if (file->size > size || file->offset > size - file->size)
        return "it reaches beyond the archive";
    if (crc32((const uint8_t *)archive + file->offset, file->size) !=
        file->checksum)
        return "its checksum is wrong";
    return NULL;
}

static bool is_root(const struct archive_file *file)
{
    return strncmp(file->name, ARCHIVE_ROOT, ARCHIVE_NAME_BYTES) == 0;
}

static void file_check(unsigned index, size_t size)
{
    const struct archive_file *file = &archive->files[index];
    const char *wrong;

    /* Root itself is running, and its own file is not part of the range. */
    if (is_root(file))
        return;
    wrong = file_wrong(file, size);
    usable[index] = wrong == NULL;
    if (wrong != NULL)
        printf("root: file %.*s in the boot image: %s\n", ARCHIVE_NAME_BYTES,
               file->name, wrong);
}

void files_start(const struct root_boot_info *info)
{
    const char *wrong;

    archive = (const struct archive *)info->archive_base;
    wrong = archive_wrong(info);
    if (wrong != NULL) {
        printf("root: the boot image's archive: %s\n", wrong);
        return;
    }
    file_count = archive->count;
    for (unsigned i = 0; i < file_count; i++)
        file_check(i, info->archive_size);
}

bool files_find(const char *name, struct file *file)
{
    for (unsigned i = 0; i < file_count; i++) {
        const struct archive_file *found = &archive->files[i];

        if (usable[i] && strcmp(found->name, name) == 0) {
            file->name = found->name;
            file->bytes = (const uint8_t *)archive + found->offset;
            file->size = found->size;
            return true;
        }
    }
    return false;
}
