/*
 * Builds device trees as blobs, in the order in which they lie in one; what a
 * test wants wrong is set afterwards.
 */
#ifndef HOST_DEVICE_TREE_BLOB_H
#define HOST_DEVICE_TREE_BLOB_H

#include <stdint.h>

#define BLOB_MAX 4096
#define BLOB_HEADER 40 /* bytes; then the list of reservations */
#define BLOB_STRUCTURE_BYTES 36 /* the header's field */

/* Names of properties: offsets into the block of strings. */
enum {
    BLOB_ADDRESS_CELLS = 0,
    BLOB_SIZE_CELLS = 15,
    BLOB_REG = 27,
    BLOB_BOOTARGS = 31
};

struct blob {
    uint8_t bytes[BLOB_MAX];
    uint32_t size;
    uint32_t structure; /* where it begins */
    uint32_t structure_bytes;
};

/* Room for the header and for so many reservations, which are zeros. */
void blob_begin(struct blob *blob, unsigned reservations);
void blob_node(struct blob *blob, const char *name);
void blob_node_end(struct blob *blob);
/* Its value follows. */
void blob_property(struct blob *blob, uint32_t name, uint32_t bytes);
void blob_word(struct blob *blob, uint32_t value);
void blob_text(struct blob *blob, const char *text);
void blob_end(struct blob *blob);

/* A root with one memory node of these cells, and a command line. */
void blob_make(struct blob *blob, uint32_t address_cells, uint32_t size_cells,
               const uint32_t *reg, uint32_t words);

/* Changes a word. */
void blob_set(struct blob *blob, uint32_t at, uint32_t value);

#endif
