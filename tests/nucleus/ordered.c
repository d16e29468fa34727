/*
 * The ordered tree against a model: a plain array, sorted by key and by order
 * of insertion. Random insertions and removals, and the height that an AVL tree
 * of many nodes may have at most.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ordered.h"

#define MODEL_MAX 200
#define MANY 100000u

struct model {
    struct ordered tree;
    struct ordered_node *sorted[MODEL_MAX];
    unsigned count;
    struct ordered_node nodes[MODEL_MAX];
};

static uint64_t random_state = 1;

static uint64_t random_number(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static void model_insert(struct model *model, struct ordered_node *node,
                         word_t key)
{
    unsigned at = model->count++;

    for (; at > 0 && model->sorted[at - 1]->key > key; at--)
        model->sorted[at] = model->sorted[at - 1];
    model->sorted[at] = node;
    ordered_insert(&model->tree, node, key);
}

static void model_remove(struct model *model, struct ordered_node *node)
{
    unsigned at = 0;

    while (model->sorted[at] != node)
        at++;
    for (model->count--; at < model->count; at++)
        model->sorted[at] = model->sorted[at + 1];
    ordered_remove(&model->tree, node);
}

static void model_compare(const struct model *model)
{
    const struct ordered_node *node = ordered_first(&model->tree);

    assert_true(ordered_check(&model->tree));
    for (unsigned i = 0; i < model->count; i++) {
        assert_ptr_equal(node, model->sorted[i]);
        node = ordered_next(node);
    }
    assert_null(node);
}

static void test_empty(void **state)
{
    struct ordered tree = {0};

    (void)state;
    assert_null(ordered_first(&tree));
    assert_true(ordered_check(&tree));
}

static void test_equal_keys_keep_their_order(void **state)
{
    static struct model model;

    (void)state;
    for (unsigned i = 0; i < 100; i++)
        model_insert(&model, &model.nodes[i], 7);
    for (unsigned i = 0; i < 100; i++) {
        assert_ptr_equal(ordered_first(&model.tree), &model.nodes[i]);
        model_remove(&model, &model.nodes[i]);
        model_compare(&model);
    }
}

static void test_extreme_keys(void **state)
{
    static struct model model;
    static const word_t keys[] = {0, ~(word_t)0, 1, (word_t)1 << 63,
                                  0, ~(word_t)0};

    (void)state;
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
        model_insert(&model, &model.nodes[i], keys[i]);
    model_compare(&model);
}

/* Few different keys, so that equal ones meet often. */
static void test_random_operations(void **state)
{
    static struct model model;

    (void)state;
    for (unsigned i = 0; i < 50000; i++) {
        struct ordered_node *node = &model.nodes[random_number() % MODEL_MAX];

        if (ordered_contains(node))
            model_remove(&model, node);
        else
            model_insert(&model, node, random_number() % 50);
        model_compare(&model);
    }
}

/* AVL: n nodes are at most 1.4405 log2(n + 2) high. */
static void check_many(struct ordered *tree, unsigned count)
{
    double log2_count = 0;

    assert_true(ordered_check(tree));
    for (unsigned n = count + 2; n > 1; n /= 2)
        log2_count++;
    assert_true(tree->root->height <= 1.4405 * (log2_count + 1));
}

static void test_many(void **state)
{
    struct ordered_node *nodes = calloc(MANY, sizeof *nodes);
    struct ordered tree = {0};

    (void)state;
    assert_non_null(nodes);
    for (unsigned order = 0; order < 3; order++) {
        for (unsigned i = 0; i < MANY; i++)
            ordered_insert(&tree, &nodes[i],
                           order == 0   ? i
                           : order == 1 ? MANY - i
                                        : random_number());
        check_many(&tree, MANY);
        for (unsigned i = 0; i < MANY; i += 2)
            ordered_remove(&tree, &nodes[i]);
        check_many(&tree, MANY / 2);
        while (ordered_first(&tree))
            ordered_remove(&tree, ordered_first(&tree));
        assert_null(tree.root);
    }
    free(nodes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_equal_keys_keep_their_order),
        cmocka_unit_test(test_extreme_keys),
        cmocka_unit_test(test_random_operations),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
