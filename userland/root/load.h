/*
 * A program's memory: its image and the page that tells it about itself.
 */
#ifndef ROOT_LOAD_H
#define ROOT_LOAD_H

#include "elf.h"
#include "files.h"
#include "process.h"
#include "program.h"

/* Copies the image into a fresh frame and maps text and data into the process'
   domain; `base` is where the image begins. */
[[nodiscard]] enum status load_image(struct process *process,
                                     const struct file *file,
                                     const struct elf_image *image,
                                     word_t *base);

/* The same for a page that the program can only read. */
[[nodiscard]] enum status load_info(struct process *process,
                                    const struct program_info *info,
                                    word_t *address);

/* A stack with an unmapped page below it. */
[[nodiscard]] enum status load_stack(struct process *process, word_t *top);

#endif
