/*
 * Programs' files: ELF64, static PIE with two segments that lie in the file as
 * in memory (caps/archive.h).
 */
#ifndef ROOT_ELF_H
#define ROOT_ELF_H

#include "abi.h"

/* Offsets from the file's first byte, and from where it is loaded. */
struct elf_image {
    word_t text_bytes; /* [0, text_bytes): read, execute; whole pages */
    word_t data;       /* [data, data + data_bytes): read, write */
    word_t data_bytes; /* whole pages */
    word_t file_end;   /* the data's last byte in the file */
    word_t entry;
};

/* NULL and the image, or what is wrong with the file. */
const char *elf_check(const uint8_t *bytes, size_t size,
                      struct elf_image *image);

#endif
