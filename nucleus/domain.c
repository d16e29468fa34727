/*
 * Domains, and the ids that frame capabilities and translation caches know them
 * by.
 */
#include "domain.h"

#include "core.h"
#include "frame.h"
#include "table.h"

/* Generations fit into a frame's slot; an id whose generations are used up is
   retired. The generation of a free id is on no frame's record yet. */
#define GENERATION_MAX                                                         \
    (((word_t)1 << (ARCH_GENERATION_BITS + ARCH_PAGE_BITS)) - 1)

/* Of a domain without one: it has no slots but the empty slot 0. */
static struct table no_table;

/* Not cleared at boot: only the first `ids_used` have been written. */
ARCH_NOINIT struct domain_id domain_ids[ARCH_DOMAIN_IDS];
static unsigned ids_used = 1;
static word_t ids_free;

struct domain *domain_by_id(unsigned id, word_t generation)
{
    return domain_owner(id, generation);
}

word_t domain_generation(unsigned id)
{
    return domain_ids[id].generation;
}

/* 0 if there is none. */
static unsigned domain_take_id(struct domain *domain)
{
    unsigned id = (unsigned)ids_free;

    if (id) {
        ids_free = domain_ids[id].next_free;
    } else {
        if (ids_used == ARCH_DOMAIN_IDS)
            return 0;
        id = ids_used++;
        domain_ids[id].generation = 0;
    }
    domain_ids[id].domain = domain;
    return id;
}

static void domain_put_id(unsigned id)
{
    domain_ids[id].domain = NULL;
    if (domain_ids[id].generation == GENERATION_MAX)
        return;
    domain_ids[id].generation++;
    domain_ids[id].next_free = ids_free;
    ids_free = id;
}

/* After its table or syscall gate has changed, or is about to be lost. */
static void domain_note(struct domain *self, unsigned lost)
{
    const struct slot *table = &self->held[DOMAIN_HOLDS_TABLE];
    const struct slot *gate = &self->held[DOMAIN_HOLDS_SYSCALL_GATE];
    paddr_t root = arch_to_physical(self->root);

    self->table = lost == DOMAIN_HOLDS_TABLE || slot_empty(table)
                      ? &no_table
                      : slot_object(table);
    self->foreign = lost != DOMAIN_HOLDS_SYSCALL_GATE && !slot_empty(gate);
    self->bound = self->foreign ? 0 : self->table->slots;
    self->space = self->foreign ? 0 : arch_space_word(root, self->id);
    arch_core()->changed = true;
}

/* The control block takes whole pages; the root table follows, then the pool.
 */
int domain_create(struct domain *self, unsigned size_bits)
{
    word_t page = (word_t)1 << ARCH_PAGE_BITS;
    word_t control = (sizeof(struct domain) + page - 1) & ~(page - 1);
    char *base = (char *)self;

    self->id = domain_take_id(self);
    if (!self->id)
        return NO_DOMAIN_ID;
    self->size_bits = size_bits;
    self->root = (word_t *)(base + control);
    self->fresh = (word_t *)(base + control + page);
    self->end = (word_t *)(base + ((word_t)1 << size_bits));
    self->tables =
        (unsigned)((word_t)((char *)self->end - (char *)self->fresh) >>
                   ARCH_PAGE_BITS);
    self->tables_free = self->tables;
    frame_make_mark(self->mark, self->id, domain_generation(self->id));
    domain_note(self, DOMAIN_HOLDS_COUNT);
    return OK;
}

/* Its threads have lost it already. Its frames' records name a generation that
   is over. */
bool domain_retire(struct domain *self)
{
    if (arch_space_root() == arch_to_physical(self->root))
        arch_address_space_load(0, 0);
    arch_tlb_flush_domain(self->id);
    domain_put_id(self->id);
    return true;
}

bool domain_lost_reference(struct domain *self, unsigned held)
{
    domain_note(self, held);
    return true;
}

int domain_set_table(struct domain *self, struct slot *table)
{
    int status = slot_hold(&self->held[DOMAIN_HOLDS_TABLE], table, TYPE_DOMAIN,
                           DOMAIN_HOLDS_TABLE);

    domain_note(self, DOMAIN_HOLDS_COUNT);
    return status;
}

int domain_set_fault_gate(struct domain *self, struct slot *gate)
{
    if (!slot_callable(gate))
        return WRONG_ARGUMENT;
    return slot_hold(&self->held[DOMAIN_HOLDS_FAULT_GATE], gate, TYPE_DOMAIN,
                     DOMAIN_HOLDS_FAULT_GATE);
}

int domain_set_syscall_gate(struct domain *self, struct slot *gate)
{
    int status;

    if (!slot_callable(gate))
        return WRONG_ARGUMENT;
    status = slot_hold(&self->held[DOMAIN_HOLDS_SYSCALL_GATE], gate,
                       TYPE_DOMAIN, DOMAIN_HOLDS_SYSCALL_GATE);
    domain_note(self, DOMAIN_HOLDS_COUNT);
    return status;
}

/* Nothing, read, read and write, or read and execute. */
static int domain_check_rights(const struct slot *frame, unsigned rights)
{
    if (rights & FRAME_WRITE && rights & FRAME_EXECUTE)
        return WRITE_EXECUTE;
    if (rights & ~slot_rights(frame) || (rights && !(rights & FRAME_READ)))
        return INVALID_ARGUMENT;
    if (frame_device(frame) && rights & FRAME_EXECUTE)
        return INVALID_ARGUMENT;
    return OK;
}

static int domain_check_map(const struct slot *frame, unsigned rights,
                            enum memory_type memory)
{
    int status = domain_check_rights(frame, rights);

    if (status != OK)
        return status;
    if (slot_closed(frame))
        return CLOSED;
    if (frame_device(frame) != (memory != MEMORY_TYPE_NORMAL))
        return INVALID_ARGUMENT;
    return frame_domain(frame) ? ALREADY_MAPPED : OK;
}

/* Whether there is nothing to check, as is usual: one look at the head, for all
   rights wanted, and for neither closed nor device nor mapped. */
static inline bool domain_map_plain(const struct slot *frame, unsigned rights,
                                    enum memory_type memory)
{
    const word_t usable = 1 << 0 | 1 << FRAME_READ |
                          1 << (FRAME_READ | FRAME_WRITE) |
                          1 << (FRAME_READ | FRAME_EXECUTE);
    const word_t unusual =
        SLOT_CLOSED | (FRAME_DEVICE | FRAME_DOMAIN_MASK << FRAME_DOMAIN_SHIFT)
                          << SLOT_BADGE_SHIFT;
    word_t head = frame->head ^ SLOT_RIGHTS_MASK << SLOT_RIGHTS_SHIFT;

    return !(head & (unusual | (word_t)rights << SLOT_RIGHTS_SHIFT)) &&
           usable >> rights & 1 && memory == MEMORY_TYPE_NORMAL;
}

[[gnu::noinline]] static int domain_map_checked(struct domain *self,
                                                unsigned rights,
                                                enum memory_type memory,
                                                struct slot *frame)
{
    int status = domain_check_map(frame, rights, memory);

    return status == OK ? page_table_map_frame(self, frame, rights, memory)
                        : status;
}

int domain_map(struct domain *self, unsigned rights, enum memory_type memory,
               struct slot *frame)
{
    return domain_map_plain(frame, rights, memory)
               ? page_table_map_frame(self, frame, rights, MEMORY_TYPE_NORMAL)
               : domain_map_checked(self, rights, memory, frame);
}

int domain_protect(struct domain *self, unsigned rights, struct slot *frame)
{
    int status = domain_check_rights(frame, rights);

    if (status != OK)
        return status;
    if (frame_domain(frame) != self)
        return NOT_MAPPED;
    page_table_protect(self, frame_base(frame), frame_size_bits(frame), rights);
    return OK;
}

int domain_info(struct domain *self, word_t *id, word_t *tables_free,
                word_t *tables)
{
    *id = self->id;
    *tables_free = self->tables_free;
    *tables = self->tables;
    return OK;
}
