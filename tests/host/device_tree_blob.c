/*
 * Device trees for the parser's tests (Devicetree Specification 0.4, chapter
 * 5): every number is big-endian, and what begins is on 4 bytes.
 */
#include "device_tree_blob.h"

#include <string.h>

#define NODE_BEGIN 1
#define NODE_END 2
#define PROPERTY 3
#define NOTHING 4
#define TREE_END 9

static const char strings[] = "#address-cells\0#size-cells\0reg\0bootargs";

void blob_word(struct blob *blob, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        blob->bytes[blob->size++] = (uint8_t)(value >> shift);
}

void blob_set(struct blob *blob, uint32_t at, uint32_t value)
{
    uint32_t size = blob->size;

    blob->size = at;
    blob_word(blob, value);
    blob->size = size;
}

void blob_text(struct blob *blob, const char *text)
{
    memcpy(blob->bytes + blob->size, text, strlen(text) + 1);
    blob->size = (blob->size + (uint32_t)strlen(text) + 4) & ~3u;
}

void blob_node(struct blob *blob, const char *name)
{
    blob_word(blob, NODE_BEGIN);
    blob_text(blob, name);
}

void blob_node_end(struct blob *blob)
{
    blob_word(blob, NODE_END);
}

void blob_property(struct blob *blob, uint32_t name, uint32_t bytes)
{
    blob_word(blob, PROPERTY);
    blob_word(blob, bytes);
    blob_word(blob, name);
}

void blob_begin(struct blob *blob, unsigned reservations)
{
    memset(blob, 0, sizeof *blob);
    blob->size = BLOB_HEADER + (reservations + 1) * 16;
    blob->structure = blob->size;
}

void blob_end(struct blob *blob)
{
    uint32_t strings_at;

    blob_word(blob, TREE_END);
    blob->structure_bytes = blob->size - blob->structure;
    strings_at = blob->size;
    memcpy(blob->bytes + strings_at, strings, sizeof strings);
    blob->size += (uint32_t)sizeof strings;
    blob_set(blob, 0, 0xD00DFEED);
    blob_set(blob, 4, blob->size);
    blob_set(blob, 8, blob->structure);
    blob_set(blob, 12, strings_at);
    blob_set(blob, 16, BLOB_HEADER);
    blob_set(blob, 20, 17);
    blob_set(blob, 24, 16);
    blob_set(blob, 32, (uint32_t)sizeof strings);
    blob_set(blob, BLOB_STRUCTURE_BYTES, blob->structure_bytes);
}

void blob_make(struct blob *blob, uint32_t address_cells, uint32_t size_cells,
               const uint32_t *reg, uint32_t words)
{
    blob_begin(blob, 0);
    blob_node(blob, "");
    blob_property(blob, BLOB_ADDRESS_CELLS, 4);
    blob_word(blob, address_cells);
    blob_property(blob, BLOB_SIZE_CELLS, 4);
    blob_word(blob, size_cells);
    blob_node(blob, "chosen");
    blob_property(blob, BLOB_BOOTARGS, 6);
    blob_text(blob, "a b c");
    blob_word(blob, NOTHING);
    blob_node_end(blob);
    blob_node(blob, "memory@0");
    blob_property(blob, BLOB_REG, words * 4);
    for (uint32_t i = 0; i < words; i++)
        blob_word(blob, reg[i]);
    blob_node_end(blob);
    blob_node_end(blob);
    blob_end(blob);
}
