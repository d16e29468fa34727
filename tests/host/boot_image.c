/*
 * A boot image for the fake machine: an archive whose one file is a root that
 * the kernel accepts. Root's text holds the actors' program (machine.h); root
 * itself is played by the harness.
 */
#include "machine.h"

#include "archive.h"
#include "boot_info.h"
#include "invariants_parts.h"

#include <string.h>

struct thread *host_controller;

/* A weak function alone does not bring the checker in from a library. */
[[gnu::used]] static void (*const checker)(const char *,
                                           const void *) = invariants_violated;

/* As archive.h describes it; behind the last byte there are zeros. */
static uint32_t word_sum(const unsigned char *bytes, size_t count)
{
    uint64_t a = 0, b = 0;

    for (size_t i = 0; i < count; i += sizeof a) {
        uint64_t word;

        memcpy(&word, bytes + i, sizeof word);
        a += word;
        b += a;
    }
    a ^= b;
    return (uint32_t)(a ^ a >> 32);
}

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

struct elf {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, segments_offset, sections_offset;
    uint32_t flags;
    uint16_t header_size, segment_size, segments, section_size, sections, names;
    struct {
        uint32_t type, flags;
        uint64_t offset, address, physical, file_size, memory_size, alignment;
    } segment[2];
};

static void image_root(unsigned char *root)
{
    struct elf elf = {
        .ident = {0x7F, 'E', 'L', 'F', 2, 1, 1},
        .type = 3,
        .machine = ARCH_ELF_MACHINE,
        .version = 1,
        .entry = MACHINE_PROGRAM - MACHINE_TEXT,
        .segments_offset = offsetof(struct elf, segment),
        .header_size = offsetof(struct elf, segment),
        .segment_size = 56,
        .segments = 2,
        .segment = {{1, 5, 0, 0, 0, ARCHIVE_PAGE, ARCHIVE_PAGE, ARCHIVE_PAGE},
                    {1, 6, ARCHIVE_PAGE, ARCHIVE_PAGE, 0, ARCHIVE_PAGE,
                     ARCHIVE_PAGE, ARCHIVE_PAGE}},
    };

    memcpy(root, &elf, sizeof elf);
    for (unsigned i = 0; i < PROGRAM_END; i++)
        root[MACHINE_PROGRAM - MACHINE_TEXT + 4 * i] = machine_program[i];
}

static struct archive *the_archive(void)
{
    return (struct archive *)(void *)(host_memory + HOST_ARCHIVE_BASE);
}

void host_image_mend_entries(void)
{
    struct archive *archive = the_archive();

    archive->checksum = checksum(archive->files, sizeof archive->files[0]);
}

void host_image_mend(void)
{
    struct archive_file *root = &the_archive()->files[0];
    const unsigned char *image = host_memory + HOST_ARCHIVE_BASE;

    root->word_sum = word_sum(image + root->offset, root->size);
    host_image_mend_entries();
}

static void image_build(void)
{
    unsigned char *image = host_memory + HOST_ARCHIVE_BASE;
    struct archive archive = {
        .magic = ARCHIVE_MAGIC,
        .size = HOST_IMAGE_BYTES,
        .count = 1,
        .files = {{.name = ARCHIVE_ROOT,
                   .offset = ARCHIVE_PAGE,
                   .size = HOST_IMAGE_BYTES - ARCHIVE_PAGE}},
    };

    memset(image, 0, HOST_IMAGE_BYTES);
    image_root(image + ARCHIVE_PAGE);
    archive.files[0].checksum =
        checksum(image + ARCHIVE_PAGE, HOST_IMAGE_BYTES - ARCHIVE_PAGE);
    memcpy(image, &archive, sizeof archive);
    host_image_mend();
}

static const struct boot_info info = {
    .ram = {{0, HOST_DEVICE_BASE, "RAM"},
            {HOST_WINDOW_BYTES, HOST_MEMORY_BYTES, "RAM above the window"}},
    .ram_count = 2,
    .device = {{HOST_DEVICE_BASE, HOST_DEVICE_BASE + HOST_DEVICE_BYTES,
                "devices"}},
    .device_count = 1,
    .reserved = {{HOST_RESERVED_BASE, HOST_RESERVED_BASE + HOST_RESERVED_BYTES,
                  "interrupt controller"}},
    .reserved_count = 1,
    .kernel = {HOST_KERNEL_BASE, HOST_KERNEL_BASE + HOST_KERNEL_BYTES,
               "kernel"},
    .archive = {HOST_ARCHIVE_BASE, HOST_ARCHIVE_BASE + HOST_IMAGE_BYTES,
                "archive"},
    .board = "host",
    .command_line = "fake",
};

void host_image_alone(void)
{
    host_memory_reset(0xA5);
    image_build();
    host_memory_close();
    host_memory_made(HOST_ARCHIVE_BASE, HOST_IMAGE_BYTES);
}

void host_fresh(void)
{
    host_kernel_reset();
    host_processor_reset();
    host_memory_reset(0xA5);
    host_in_parts = false;
    image_build();
    (void)host_console_take();
}

const struct root_boot_info *host_boot_with(const struct boot_info *told)
{
    static struct root_boot_info page;

    host_fresh();
    host_controller = boot(host_core, told);
    host_peek(host_controller->regs.words[0], &page, sizeof page);
    return &page;
}

void host_boot(void)
{
    host_fresh();
    host_controller = boot(host_core, &info);
    host_memory_close();
}
