/*
 * Loading. Addresses are the same in every domain, so root maps a fresh frame
 * for itself, fills it, unmaps it again, and maps parts of it for the program.
 */
#include "load.h"

#include "arch.h"
#include "own.h"
#include "string.h"
#include "stubs.h"

#define STACK_BITS 15

/* A frame out of the process' untyped. */
static enum status frame_make(struct process *process, unsigned size_bits,
                              cap_t *frame, word_t *base)
{
    enum status status;

    *frame = process_slot(process);
    if (*frame == 0)
        return INVALID_SLOT;
    status =
        cap_untyped_retype(process->untyped, TYPE_FRAME, size_bits, *frame);
    if (status != OK)
        return status;
    return cap_frame_info(*frame, base, NULL, NULL, NULL, NULL);
}

/* Copies into a frame that is mapped nowhere. */
static enum status frame_fill(cap_t frame, word_t base, const void *bytes,
                              size_t size)
{
    enum status status = cap_domain_map(own.domain, FRAME_READ | FRAME_WRITE,
                                        MEMORY_TYPE_NORMAL, frame);

    if (status != OK)
        return status;
    memcpy((void *)base, bytes, size);
    arch_code_ready((void *)base, size);
    return cap_frame_unmap(frame);
}

enum status load_image(struct process *process, const struct file *file,
                       const struct elf_image *image, word_t *base)
{
    cap_t frame;
    unsigned bits = frame_bits(image->data + image->data_bytes);
    enum status status = frame_make(process, bits, &frame, base);

    if (status == OK)
        status = frame_fill(frame, *base, file->bytes, image->file_end);
    if (status == OK)
        status = frame_map_range(process->domain, frame, 0, image->text_bytes,
                                 FRAME_READ | FRAME_EXECUTE, &process->free);
    if (status == OK)
        status = frame_map_range(process->domain, frame, image->data,
                                 image->data_bytes, FRAME_READ | FRAME_WRITE,
                                 &process->free);
    return status;
}

enum status load_info(struct process *process, const struct program_info *info,
                      word_t *address)
{
    cap_t frame;
    enum status status = frame_make(process, ABI_PAGE_BITS, &frame, address);

    if (status == OK)
        status = frame_fill(frame, *address, info, sizeof *info);
    if (status != OK)
        return status;
    return frame_map_range(process->domain, frame, 0, PAGE_BYTES, FRAME_READ,
                           &process->free);
}

enum status load_stack(struct process *process, word_t *top)
{
    cap_t frame;
    word_t base;
    word_t bytes = (word_t)1 << STACK_BITS;
    enum status status = frame_make(process, STACK_BITS, &frame, &base);

    if (status != OK)
        return status;
    *top = base + bytes;
    return frame_map_range(process->domain, frame, PAGE_BYTES,
                           bytes - PAGE_BYTES, FRAME_READ | FRAME_WRITE,
                           &process->free);
}
