/*
 * The device tree parser. The blob is not trusted: every offset is compared
 * with the part of the blob that it must lie in before it is used, each step
 * moves forward, and nothing recurses.
 */
#include "device_tree.h"

#define TREE_MAGIC 0xD00DFEEDu
#define TREE_VERSION 17 /* understood; last_comp_version must not be above */
#define PAGE ((word_t)4096)

/* Offsets into the header (5.2) */
enum {
    HEADER_MAGIC = 0,
    HEADER_TOTAL = 4,
    HEADER_STRUCTURE = 8,
    HEADER_STRINGS = 12,
    HEADER_RESERVED = 16,
    HEADER_COMPATIBLE = 24,
    HEADER_STRINGS_SIZE = 32,
    HEADER_STRUCTURE_SIZE = 36,
    HEADER_BYTES = 40,
};

/* Tokens (5.4.1) */
enum {
    TOKEN_BEGIN = 1,
    TOKEN_END = 2,
    TOKEN_PROPERTY = 3,
    TOKEN_NOP = 4,
    TOKEN_FINISH = 9,
};

enum node {
    NODE_OTHER,
    NODE_MEMORY,
    NODE_CHOSEN
};

/* Bytes [at, end) that are still to be read. */
struct part {
    const uint8_t *at;
    const uint8_t *end;
};

struct tree {
    struct part structure;
    struct part strings;
    unsigned depth; /* 1: in the root node */
    enum node node; /* which child of the root we are in */
    uint32_t address_cells;
    uint32_t size_cells;
    struct boot_info *info;
};

static size_t part_left(const struct part *part)
{
    return (size_t)(part->end - part->at);
}

/* The next `bytes` (up to 8), big-endian; false if the part ends before. */
static bool part_number(struct part *part, unsigned bytes, word_t *value)
{
    if (part_left(part) < bytes)
        return false;
    *value = 0;
    while (bytes-- > 0)
        *value = *value << 8 | *part->at++;
    return true;
}

static bool part_word(struct part *part, uint32_t *value)
{
    word_t wide;

    if (!part_number(part, 4, &wide))
        return false;
    *value = (uint32_t)wide;
    return true;
}

/* The next bytes as a part of their own, and the padding after them. */
static bool part_split(struct part *part, size_t bytes, struct part *first)
{
    size_t padded = (bytes + 3) & ~(size_t)3;

    if (bytes > part_left(part))
        return false;
    first->at = part->at;
    first->end = part->at + bytes;
    part->at = padded < part_left(part) ? part->at + padded : part->end;
    return true;
}

/* How long the text at the part's start is; false if it does not end there. */
static bool part_text(const struct part *part, size_t *length)
{
    for (size_t i = 0; i < part_left(part); i++)
        if (!part->at[i]) {
            *length = i;
            return true;
        }
    return false;
}

/* Whether the text begins with `word` and ends there, or goes on with `@`. */
static bool text_is(const uint8_t *text, const char *word)
{
    while (*word)
        if (*text++ != (uint8_t)*word++)
            return false;
    return *text == '\0' || *text == '@';
}

/* A part of the blob, if it lies in the blob. */
static bool tree_part(const uint8_t *blob, size_t total, uint32_t offset,
                      size_t bytes, struct part *part)
{
    if (offset > total || bytes > total - offset)
        return false;
    part->at = blob + offset;
    part->end = blob + offset + bytes;
    return true;
}

static void add_ram(struct boot_info *info, word_t base, word_t size)
{
    word_t first = (base + PAGE - 1) & ~(PAGE - 1);
    word_t end = (base + size) & ~(PAGE - 1);

    if (base + size < base || first < base || first >= end ||
        info->ram_count == BOOT_RANGES_MAX)
        return;
    info->ram[info->ram_count++] =
        (struct physical_range){first, end, "memory"};
}

static void add_reserved(struct boot_info *info, word_t base, word_t size)
{
    word_t end = base + size;

    if (end < base || end > ~(PAGE - 1))
        end = ~(PAGE - 1);
    else
        end = (end + PAGE - 1) & ~(PAGE - 1);
    base &= ~(PAGE - 1);
    if (size == 0 || base >= end)
        return;
    if (info->reserved_count == BOOT_RANGES_MAX) { /* rather too much */
        struct physical_range *last = &info->reserved[BOOT_RANGES_MAX - 1];

        last->base = base < last->base ? base : last->base;
        last->end = end > last->end ? end : last->end;
        return;
    }
    info->reserved[info->reserved_count++] =
        (struct physical_range){base, end, "firmware"};
}

/* The list of (address, size) that ends with zeros (5.3). */
static bool read_reserved(struct part list, struct boot_info *info)
{
    word_t base;
    word_t size;

    for (;;) {
        if (!part_number(&list, 8, &base) || !part_number(&list, 8, &size))
            return false;
        if (base == 0 && size == 0)
            return true;
        add_reserved(info, base, size);
    }
}

static void read_memory(const struct tree *tree, struct part value)
{
    word_t base;
    word_t size;

    if (tree->address_cells - 1 > 1 || tree->size_cells - 1 > 1)
        return;
    while (part_number(&value, tree->address_cells * 4, &base) &&
           part_number(&value, tree->size_cells * 4, &size))
        add_ram(tree->info, base, size);
}

/* What a property is worth to us. */
static void use_property(struct tree *tree, const uint8_t *name,
                         struct part value)
{
    size_t length;

    if (tree->depth == 1 && text_is(name, "#address-cells"))
        (void)part_word(&value, &tree->address_cells);
    else if (tree->depth == 1 && text_is(name, "#size-cells"))
        (void)part_word(&value, &tree->size_cells);
    else if (tree->depth != 2)
        return;
    else if (tree->node == NODE_MEMORY && text_is(name, "reg"))
        read_memory(tree, value);
    else if (tree->node == NODE_CHOSEN && text_is(name, "bootargs") &&
             part_text(&value, &length))
        tree->info->command_line = (const char *)value.at;
}

static bool read_property(struct tree *tree)
{
    struct part name = tree->strings;
    struct part value;
    uint32_t bytes;
    uint32_t offset;
    size_t length;

    if (!part_word(&tree->structure, &bytes) ||
        !part_word(&tree->structure, &offset) ||
        !part_split(&tree->structure, bytes, &value) ||
        offset > part_left(&name))
        return false;
    name.at += offset;
    if (!part_text(&name, &length))
        return false;
    use_property(tree, name.at, value);
    return true;
}

static bool read_node(struct tree *tree)
{
    struct part name;
    size_t length;

    if (!part_text(&tree->structure, &length) ||
        !part_split(&tree->structure, length + 1, &name))
        return false;
    tree->depth++;
    if (tree->depth == 2)
        tree->node = text_is(name.at, "memory")   ? NODE_MEMORY
                     : text_is(name.at, "chosen") ? NODE_CHOSEN
                                                  : NODE_OTHER;
    return true;
}

static bool read_structure(struct tree *tree)
{
    uint32_t token;

    while (part_word(&tree->structure, &token)) {
        switch (token) {
        case TOKEN_BEGIN:
            if (!read_node(tree))
                return false;
            break;
        case TOKEN_END:
            if (tree->depth-- == 0)
                return false;
            break;
        case TOKEN_PROPERTY:
            if (!read_property(tree))
                return false;
            break;
        case TOKEN_NOP:
            break;
        default:
            return token == TOKEN_FINISH && tree->depth == 0;
        }
    }
    return false;
}

static uint32_t header_field(const uint8_t *blob, unsigned offset)
{
    struct part field = {blob + offset, blob + offset + 4};
    uint32_t value = 0;

    (void)part_word(&field, &value);
    return value;
}

bool device_tree_read(const void *blob, size_t bytes, struct boot_info *info)
{
    struct tree tree = {.address_cells = 2, .size_cells = 1, .info = info};
    struct part reserved;
    uint32_t total;
    uint32_t offset;

    if (bytes < HEADER_BYTES || header_field(blob, HEADER_MAGIC) != TREE_MAGIC)
        return false;
    total = header_field(blob, HEADER_TOTAL);
    offset = header_field(blob, HEADER_RESERVED);
    if (total > bytes || header_field(blob, HEADER_COMPATIBLE) > TREE_VERSION)
        return false;
    return tree_part(blob, total, header_field(blob, HEADER_STRUCTURE),
                     header_field(blob, HEADER_STRUCTURE_SIZE),
                     &tree.structure) &&
           tree_part(blob, total, header_field(blob, HEADER_STRINGS),
                     header_field(blob, HEADER_STRINGS_SIZE), &tree.strings) &&
           offset <= total &&
           tree_part(blob, total, offset, total - offset, &reserved) &&
           read_reserved(reserved, info) && read_structure(&tree);
}
