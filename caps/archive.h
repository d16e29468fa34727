/*
 * The boot image's archive: the programs and files that follow the kernel in
 * the one image file. Written by tools/image.py; the kernel reads it to find
 * `root`, root reads the rest. All numbers are little-endian; offsets are
 * bytes from the archive's first byte. Every file begins on a page of its own.
 */
#ifndef CAPS_ARCHIVE_H
#define CAPS_ARCHIVE_H

#include <stdint.h>

#define ARCHIVE_MAGIC 0x3152414552505348u /* "HSPREAR1" */
#define ARCHIVE_PAGE 4096 /* files are aligned to it */
#define ARCHIVE_NAME_BYTES 40
#define ARCHIVE_FILES_MAX 63

struct archive_file {
    char name[ARCHIVE_NAME_BYTES]; /* ends with a zero byte */
    uint64_t offset;               /* a multiple of 4096 */
    uint64_t size;                 /* bytes, without padding */
    uint32_t checksum;             /* CRC-32 (IEEE) of the file's bytes */
    uint32_t word_sum;             /* see below */
};

/* One page. */
struct archive {
    uint64_t magic;
    uint64_t size;  /* bytes of the whole archive, a multiple of 4096 */
    uint32_t count; /* files that follow */
    uint32_t checksum; /* CRC-32 of the `count` entries */
    struct archive_file files[ARCHIVE_FILES_MAX];
};

/*
 * `root` is the last file, so that the others can be handed to it as one
 * read-only range. It is a static-PIE ELF64 whose two loadable segments (read
 * and execute; read and write) begin on pages of their own, lie in the file as
 * they do in memory (offset = address; the file holds .bss too), and need no
 * relocation before they run: root is mapped where it lies and relocates
 * itself.
 */
#define ARCHIVE_ROOT "root"

/*
 * word_sum is a checksum that the kernel can afford, for root: over the file's
 * 64-bit words (the last one filled up with zeros), a += word and b += a,
 * modulo 2^64, both from 0; then a ^ b, its halves xored.
 */

#endif
