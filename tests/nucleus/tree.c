/*
 * The tree of capabilities by itself, against a plain model: slots are derived,
 * copied, moved and deleted at random, and the list must stay the preorder of
 * the tree that the model remembers.
 */
#include "../support/world.h"

#include "host.h"
#include "port_host.h"
#include "random.h"

#define SLOTS 48

/* For each slot of a table: whether it is in use, and its parent's number. */
struct model {
    bool used[SLOTS];
    int parent[SLOTS]; /* -1: the original */
};

static cap_t table, room;
static cap_t original;

static const struct slot *slot_at(unsigned index)
{
    const struct slot *first = slot_object(thread_slot(host_controller, table));

    return first + index + 1;
}

static bool below(const struct model *model, int slot, int above)
{
    for (int at = slot; at >= 0; at = model->parent[at])
        if (at == above)
            return true;
    return false;
}

static unsigned depth_of(const struct model *model, int slot)
{
    unsigned depth = 0;

    for (; slot >= 0; slot = model->parent[slot])
        depth++;
    return depth;
}

/* The descendants of each slot are the slots that follow it in the list. */
static void compare(const struct model *model)
{
    const struct slot *top = thread_slot(host_controller, original);

    for (int i = 0; i < SLOTS; i++) {
        const struct slot *at = slot_at((unsigned)i);

        assert_int_equal(model->used[i], !slot_empty(at));
        if (!model->used[i])
            continue;
        assert_int_equal(slot_depth(at), slot_depth(top) + depth_of(model, i));
        for (at = slot_next(at);
             slot_depth(at) > slot_depth(slot_at((unsigned)i));
             at = slot_next(at))
            assert_true(below(model, (int)(at - slot_at(0)), i));
    }
}

static void model_delete(struct model *model, int slot)
{
    for (int i = 0; i < SLOTS; i++)
        if (i != slot && model->used[i] && below(model, i, slot))
            model->used[i] = false;
    for (int i = 0; i < SLOTS; i++)
        if (!model->used[i])
            model->parent[i] = -1;
}

/* Through root's own slot `room`, since results arrive there. */
static void bring_back(int to)
{
    MUST(cap_table_put(table, (word_t)to + 1, room, TRANSFER_GIVE));
}

static void derive_or_copy(struct model *model, struct random *random, int from,
                           int to)
{
    bool copy = random_chance(random, 40);

    if (copy)
        MUST(cap_table_copy(table, (word_t)from + 1, room));
    else
        MUST(cap_table_derive(table, (word_t)from + 1, 0xFF, 0, room));
    bring_back(to);
    model->used[to] = true;
    model->parent[to] = copy ? model->parent[from] : from;
}

static void move(struct model *model, int from, int to)
{
    MUST(cap_table_move(table, (word_t)from + 1, room));
    bring_back(to);
    for (int i = 0; i < SLOTS; i++)
        if (model->used[i] && model->parent[i] == from)
            model->parent[i] = to;
    model->parent[to] = model->parent[from];
    model->parent[from] = -1;
    model->used[from] = false;
    model->used[to] = true;
}

static void step(struct model *model, struct random *random)
{
    int a = (int)random_below(random, SLOTS),
        b = (int)random_below(random, SLOTS);

    if (!model->used[a] && !model->used[b]) {
        MUST(cap_table_put(table, (word_t)a + 1, original, TRANSFER_DERIVE));
        model->used[a] = true;
        model->parent[a] = -1;
    } else if (model->used[a] && !model->used[b]) {
        if (random_chance(random, 70))
            derive_or_copy(model, random, a, b);
        else
            move(model, a, b);
    } else if (model->used[a] && random_chance(random, 30)) {
        MUST(cap_table_delete(table, (word_t)a + 1));
        model_delete(model, a);
        model->used[a] = false;
        model_delete(model, -2);
    } else if (model->used[b] && random_chance(random, 30)) {
        MUST(cap_table_revoke(table, (word_t)b + 1));
        model_delete(model, b);
    }
}

static void against_the_model(void **state)
{
    struct random random = random_seed(11);
    struct model model = {0};

    (void)state;
    port_check_every = 7;
    table = make(TYPE_TABLE, 6 + 5);
    original = notification_new();
    room = slot_new();
    for (unsigned i = 0; i < SLOTS; i++)
        model.parent[i] = -1;
    for (unsigned i = 0; i < 20000; i++) {
        step(&model, &random);
        compare(&model);
    }
}

/* A revoke is preempted after each of its steps, at every place. */
static void interrupted_at_every_step(void **state)
{
    (void)state;
    for (unsigned at = 1; at < 40; at++) {
        cap_t n = notification_new(), child = signaller(n, 1);
        word_t looks;

        for (unsigned i = 0; i < 10; i++)
            child = derive(child, 0xFF, 0);
        for (unsigned i = 0; i < 5; i++)
            (void)signaller(n, 2);
        looks = host_clock.looks;
        host_interrupts(HOST_INTERRUPTS_AT, at);
        MUST(cap_table_revoke(home.table, n));
        host_interrupts(HOST_INTERRUPTS_REAL, 0);
        assert_true(host_clock.looks - looks <= 20);
        assert_int_equal(flags_of(n), SLOT_FLAG_ORIGINAL);
        world.next -= 16;
        MUST(cap_table_delete(home.table, n));
    }
}

/* The empty list goes round from its head to itself, both ways. */
static void an_empty_tree(void **state)
{
    struct slot first = {0};

    (void)state;
    host_boot();
    tree_init();
    assert_ptr_equal(slot_next(&tree_head), &tree_head);
    assert_ptr_equal(slot_previous(&tree_head), &tree_head);
    slot_link(&first, &tree_head, 0);
    assert_ptr_equal(slot_previous(&tree_head), &first);
    host_boot();
}

/* What is closed says so before what it is. */
static void closed_and_an_untyped(void **state)
{
    struct slot closed = {.head = TYPE_UNTYPED | SLOT_CLOSED};
    struct slot to = {0};

    (void)state;
    assert_int_equal(slot_derive(&closed, &to, 0, 0), CLOSED);
    assert_int_equal(slot_copy(&closed, &to), CLOSED);
    assert_true(slot_empty(&to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(against_the_model),
        world_test(interrupted_at_every_step),
        cmocka_unit_test(an_empty_tree),
        cmocka_unit_test(closed_and_an_untyped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
