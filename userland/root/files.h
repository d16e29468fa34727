/*
 * The files of the boot image.
 */
#ifndef ROOT_FILES_H
#define ROOT_FILES_H

#include "boot_info.h"

struct file {
    const char *name;
    const uint8_t *bytes;
    size_t size;
};

/* Checks the whole archive and prints what is wrong with it; files that are
   wrong are left out. */
void files_start(const struct root_boot_info *info);

/* False: there is no such file, or it was wrong. */
bool files_find(const char *name, struct file *file);

#endif
