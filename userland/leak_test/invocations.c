/*
 * Invocations of kernel objects: those that succeed, fail, and are so long that
 * interrupts come in between.
 */
#include "other.h"

#include "caps.h"
#include "stubs.h"
#include "test.h"

#define SLOT_OUT_OF_RANGE 0x7FFFFu
#define CLEAR_BYTES ((word_t)1 << 18)
#define ROUNDS 8

static const struct message nothing;

/* One invocation, and what it must leave. */
static void invoke(const char *what, word_t capability, word_t operation,
                   const struct message *message, int64_t status,
                   const struct message *result)
{
    struct plan *plan = other.plans[PLACE_OWN];
    struct step *step;

    plan_clear(plan);
    step = plan_invoke(plan, capability, operation, message);
    leak_run(plan);
    plan_check_result(what, step, status, result);
}

static void fails(const char *what, word_t capability, word_t operation,
                  enum status status)
{
    static const struct message junk = {{1, 2, 3, 4, 5, 6}};

    invoke(what, capability, operation, &junk, status, &nothing);
}

static void test_success(void)
{
    cap_t notification;
    cap_t sender;
    struct message result = {0};
    word_t *words = result.words;

    if (!CHECK(object_create(TYPE_NOTIFICATION, 0, &notification) == OK) ||
        !CHECK(object_derive(notification, NOTIFICATION_SEND, 0x120, &sender) ==
               OK))
        return;
    invoke("poll, nothing", notification, OP_NOTIFICATION_POLL, &nothing, OK,
           &nothing);
    invoke("signal", sender, OP_NOTIFICATION_SIGNAL, &nothing, OK, &nothing);
    invoke("poll", notification, OP_NOTIFICATION_POLL, &nothing, OK,
           &(struct message){{0x120}});
    invoke("yield", CAP_SELF, OP_SELF_YIELD, &nothing, OK, &nothing);
    CHECK(cap_untyped_info(own.untyped, &words[0], &words[1], &words[2],
                           &words[3], &words[4]) == OK);
    invoke("info", own.untyped, OP_UNTYPED_INFO, &nothing, OK, &result);
    fails("missing right", sender, OP_NOTIFICATION_POLL, MISSING_RIGHT);
    fails("unknown operation", notification, OP_UNTYPED_INFO,
          UNKNOWN_OPERATION);
    slot_delete(notification);
    slot_free(sender);
    fails("emptied slot", notification, OP_NOTIFICATION_POLL, EMPTY_SLOT);
}

static void test_failure(void)
{
    fails("slot 0", 0, OP_NOTIFICATION_POLL, EMPTY_SLOT);
    fails("slot out of range", SLOT_OUT_OF_RANGE, OP_NOTIFICATION_POLL,
          EMPTY_SLOT);
    fails("unknown operation of self", CAP_SELF, OP_NOTIFICATION_POLL,
          UNKNOWN_OPERATION);
    fails("return without a caller", 0, OPERATION_RETURN, NO_CALLER);
    fails("take without a caller", CAP_SELF, OP_SELF_TAKE, NO_CALLER);
}

/* It is done in steps, with a look for interrupts after each. */
static void test_long(void)
{
    for (unsigned i = 0; i < ROUNDS; i++)
        invoke("clear", own.untyped, OP_UNTYPED_CLEAR,
               &(struct message){{CLEAR_BYTES / ROUNDS}}, OK, &nothing);
}

void test_invocations(void)
{
    test_success();
    test_failure();
    test_long();
}
