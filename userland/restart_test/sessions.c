/*
 * What a server keeps for a client goes when the client does, and what a client
 * has with a server is set up again when that has been restarted.
 */
#include "frame.h"
#include "own.h"
#include "test.h"

static cap_t frame;
static struct demo_node *node;
static unsigned opened;

static int64_t demo_open(struct service *service)
{
    opened++;
    return service_open(service, DEMO_SHARE, frame);
}

static struct service demo = {.name = DEMO_SERVICE, .open = demo_open};

static word_t clients(void)
{
    struct message message = {0};

    CHECK(service_call(&demo, DEMO_COUNT, &message) == OK);
    return message.words[0];
}

static bool sum_is_right(void)
{
    struct message message = {{(word_t)node}};

    return service_call(&demo, DEMO_SUM, &message) == OK &&
           message.words[0] == 42 && message.words[1] == 1;
}

static void test_the_clients_end(void)
{
    struct message end;

    CHECK(clients() == 1);
    for (unsigned i = 0; i < 3; i++) {
        CHECK(service_run("demo_client", "", 0, &end) == OK);
        CHECK(end.words[0] == END_EXIT && end.words[1] == 0);
        CHECK(clients() == 1);
    }
}

static void test_the_servers_end(void)
{
    CHECK(sum_is_right());
    CHECK(opened == 1);
    CHECK(service_kill("demo_server", false) == OK);
    CHECK(sum_is_right());
    CHECK(opened == 2);
    CHECK(clients() == 1);
}

void test_sessions(void)
{
    void *address;

    if (!CHECK(frame_create(ABI_PAGE_BITS, &frame, &address) == OK))
        return;
    node = address;
    opened = 0;
    demo.open = demo_open;
    *node = (struct demo_node){NULL, 42};
    test_the_clients_end();
    test_the_servers_end();
    slot_delete(demo.gate);
    demo.gate = 0;
    demo.open = NULL;
    CHECK(clients() == 0);
    slot_delete(demo.gate);
    demo.gate = 0;
    slot_delete(frame);
}
