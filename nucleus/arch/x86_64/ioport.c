/*
 * Ranges of I/O ports, and the authority over all of them. A range has no
 * structure: its first and its last port are the badge of its slot.
 */
#include "arch_start.h"
#include "operations.h"
#include "slot.h"

#define PORTS 0x10000u
#define LAST_SHIFT 16

static unsigned ioport_first(const struct slot *ioport)
{
    return (unsigned)(slot_badge(ioport) & (PORTS - 1));
}

static unsigned ioport_last(const struct slot *ioport)
{
    return (unsigned)(slot_badge(ioport) >> LAST_SHIFT);
}

/* A child of `parent` for these ports. `kind`: SLOT_ORIGINAL, or 0. */
static int ioport_make(struct slot *slot, struct slot *parent, word_t kind,
                       unsigned rights, unsigned first, unsigned last)
{
    word_t badge = first | (word_t)last << LAST_SHIFT;

    if (slot_closed(parent))
        return CLOSED;
    if (slot_depth(parent) == SLOT_DEPTH_MAX)
        return TOO_DEEP;
    slot->head = TYPE_IOPORT | (word_t)rights << SLOT_RIGHTS_SHIFT | kind |
                 badge << SLOT_BADGE_SHIFT;
    slot->address = 0;
    slot_link(slot, parent, slot_depth(parent) + 1);
    return OK;
}

int ioport_control_get(struct slot *self, word_t first, word_t count,
                       struct slot *ports)
{
    unsigned last = (unsigned)(first + count - 1);

    if (last >= PORTS)
        return INVALID_ARGUMENT;
    if (!board_ports_usable((unsigned)first, last))
        return BUSY;
    return ioport_make(ports, self, SLOT_ORIGINAL, IOPORT_RIGHTS,
                       (unsigned)first, last);
}

int ioport_part(struct slot *self, word_t first, word_t count, unsigned rights,
                struct slot *child)
{
    unsigned last = (unsigned)(first + count - 1);

    if (first < ioport_first(self) || last > ioport_last(self))
        return INVALID_ARGUMENT;
    return ioport_make(child, self, 0, slot_rights(self) & rights,
                       (unsigned)first, last);
}

/* All of an access must lie inside. */
static bool ioport_covers(const struct slot *self, word_t port,
                          enum port_width width)
{
    return port >= ioport_first(self) &&
           port + (word_t)width - 1 <= ioport_last(self);
}

int ioport_in(struct slot *self, word_t port, enum port_width width,
              word_t *value)
{
    uint16_t number = (uint16_t)port;

    if (!ioport_covers(self, port, width))
        return INVALID_ARGUMENT;
    switch (width) {
    case PORT_WIDTH_BYTE:
        *value = port_read8(number);
        break;
    case PORT_WIDTH_HALF:
        *value = port_read16(number);
        break;
    case PORT_WIDTH_WORD:
        *value = port_read32(number);
        break;
    }
    return OK;
}

int ioport_out(struct slot *self, word_t port, enum port_width width,
               word_t value)
{
    uint16_t number = (uint16_t)port;

    if (!ioport_covers(self, port, width) || value >> (width * 8) ||
        !board_port_writable(number, width))
        return INVALID_ARGUMENT;
    switch (width) {
    case PORT_WIDTH_BYTE:
        port_write8(number, (uint8_t)value);
        break;
    case PORT_WIDTH_HALF:
        port_write16(number, (uint16_t)value);
        break;
    case PORT_WIDTH_WORD:
        port_write32(number, (uint32_t)value);
        break;
    }
    return OK;
}

int ioport_info(struct slot *self, word_t *first, word_t *count)
{
    *first = ioport_first(self);
    *count = ioport_last(self) - ioport_first(self) + 1;
    return OK;
}
