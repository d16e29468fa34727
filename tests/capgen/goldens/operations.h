/* Made by capgen from caps/; do not edit. What the kernel's objects implement:
   one function per operation, and the hooks of an object's life. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "abi_arch.h"
#include "caps.h"

struct slot;
struct box;
struct bell;
struct keeper;
struct wheel;

/* What the generic code knows of an object type. */
struct object_info {
    const char *name;    /* NULL: there is no such type */
    uint8_t size_bits;   /* log2 of bytes; 0: variable, or not retypable */
    bool retypable;      /* can be made from an untyped */
    bool self_is_slot;   /* operations get the slot instead of the object */
    bool control;        /* one for ever; never retired */
    uint8_t rights;      /* mask of all */
    uint8_t held;        /* how many references it holds */
    int (*create)(void *self, unsigned size_bits); /* NULL: nothing to do */
    bool (*retire)(void *self);                    /* NULL: nothing to do */
    bool (*lost_reference)(void *self, unsigned held); /* NULL: none held */
};

extern const struct object_info object_info[OBJECT_TYPES];

/* Types from here up have no operations. */
#define OPERATION_TYPES 18

/*
 * Hooks:
 * X_create makes an object of cleared memory; returns an enum status.
 * X_retire does one step of going away; true when finished.
 * X_lost_reference: the capability in a slot of X_HOLDS_... was removed; does
 * one step of giving up what depended on it; true when finished.
 *
 * The functions of an optional object exist only where the processor has such a
 * thing; elsewhere no capability of that type does, so that none is called.
 *
 * OBJECT_SIZE(x); in x.c checks that struct x fits the size in its .cap file.
 */
#define OBJECT_SIZE(object) OBJECT_SIZE_##object
#define OBJECT_FITS(object, bits)                                              \
    static_assert(sizeof(struct object) <= (size_t)1 << (bits),                \
                  "struct " #object " is larger than its .cap file says")

/* box */

[[nodiscard]] int box_create(struct box *self, unsigned size_bits);
[[nodiscard]] bool box_retire(struct box *self);
[[nodiscard]] int box_describe(struct box *self, enum shape shape,
                               unsigned marks, unsigned size_bits,
                               unsigned rights, word_t badge,
                               unsigned priority);
[[nodiscard]] int box_place(struct box *self, unsigned register_, word_t at,
                            word_t entry, word_t slot, word_t rest,
                            struct slot *lid, word_t *shape);
[[nodiscard]] int box_put(struct box *self, word_t place, struct slot *content,
                          enum transfer_mode mode);
[[nodiscard]] int box_make(struct box *self, enum object_type type,
                           struct slot *object);

/* bell */

#define OBJECT_SIZE_bell OBJECT_FITS(bell, BELL_BITS)
enum bell_holds {
    BELL_HOLDS_TOWER,
    BELL_HOLDS_ROPE,
    BELL_HOLDS_COUNT,
};
[[nodiscard]] int bell_create(struct bell *self, unsigned size_bits);
[[nodiscard]] bool bell_retire(struct bell *self);
[[nodiscard]] bool bell_lost_reference(struct bell *self, unsigned held);
[[nodiscard]] int bell_ring(struct bell *self, word_t badge, word_t times,
                            bool loud);
[[nodiscard]] int bell_wait(struct bell *self, word_t deadline, word_t *times,
                            word_t *badge);
[[nodiscard]] int bell_hang(struct bell *self, struct slot *capability,
                            struct slot *tower);

/* keeper */

[[nodiscard]] int keeper_count(struct keeper *self, word_t *a, word_t *b,
                               word_t *c, word_t *d, word_t *e, word_t *f);

/* letter */

[[nodiscard]] int letter_send(struct slot *self, int32_t status,
                              const struct message *message, word_t offer,
                              enum transfer_mode mode);

/* wheel */

#define OBJECT_SIZE_wheel OBJECT_FITS(wheel, WHEEL_BITS)
[[nodiscard]] int wheel_create(struct wheel *self, unsigned size_bits);
[[nodiscard]] bool wheel_retire(struct wheel *self);

/* self */

[[nodiscard]] int self_yield(struct thread *self);
[[nodiscard]] int self_take(struct thread *self, word_t destination,
                            enum object_type type);

#endif
