/*
 * Boot: the archive in the boot image, and the program `root` in it.
 */
#ifndef NUCLEUS_BOOT_ROOT_H
#define NUCLEUS_BOOT_ROOT_H

#include "boot.h"

/* Where root lies, and where it begins. Text and data are whole pages. */
struct root_image {
    paddr_t archive_base; /* of the other files */
    word_t archive_size;
    paddr_t base;
    word_t size;
    struct physical_range text;
    struct physical_range data;
    word_t entry;
};

/* Checks the archive and root's ELF header. NULL, or what is wrong with which
   file. */
const char *root_image_find(const struct physical_range *archive,
                            struct root_image *image);

#endif
