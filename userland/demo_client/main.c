/*
 * The demonstration of shared memory in a single address space: a list of real
 * pointers is built in a frame, and the server is handed the address of its
 * first node, nothing else. Then the frame is taken back while the server still
 * believes in it.
 */
#include "console.h"
#include "frame.h"
#include "gate.h"
#include "program.h"
#include "service.h"
#include "status.h"
#include "stdio.h"
#include "stubs.h"

#define FRAME_SIZE_BITS 16
#define NODES 1000

static cap_t frame;
static struct demo_node *nodes;

/* Whenever a server is found: it gets a frame to read, and keeps it as long as
   the session that this returns. */
static int64_t server_open(struct service *service)
{
    static cap_t readable;
    int64_t status;

    slot_delete(readable);
    status = object_derive(frame, FRAME_READ, 0, &readable);
    return status == OK ? service_open(service, DEMO_SHARE, readable) : status;
}

static struct service server = {.name = DEMO_SERVICE, .open = server_open};

static int64_t sum_call(const struct demo_node *first, word_t *sum,
                        word_t *count)
{
    struct message message = {{(word_t)first}};
    int64_t status = service_call(&server, DEMO_SUM, &message);

    *sum = message.words[0];
    *count = message.words[1];
    return status;
}

/* Every node points to one in another place of the frame: 7 and NODES have no
   common divisor, so that the list visits all of them. */
static void list_build(void)
{
    for (unsigned i = 0; i < NODES; i++) {
        unsigned here = i * 7 % NODES;
        unsigned next = (i + 1) * 7 % NODES;

        nodes[here].value = i + 1;
        nodes[here].next = i + 1 < NODES ? &nodes[next] : NULL;
    }
}

static bool step_build(void)
{
    void *address;

    if (!status_check(frame_create(FRAME_SIZE_BITS, &frame, &address),
                      "demo_client: a frame"))
        return false;
    nodes = address;
    list_build();
    printf("1. a list of %d nodes lies in a frame at %p\n", NODES, address);
    return true;
}

static bool step_share(void)
{
    if (!status_check(service_connect(&server),
                      "demo_client: finding the server, and sharing"))
        return false;
    printf("2. the server took the frame and can read it\n");
    return true;
}

static bool step_sum(void)
{
    word_t sum;
    word_t count;

    if (!status_check(sum_call(&nodes[0], &sum, &count), "demo_client: sum"))
        return false;
    printf("3. given %p the server walked %lu nodes: sum %lu, %s\n",
           (void *)&nodes[0], count, sum,
           sum == NODES * (NODES + 1) / 2 && count == NODES ? "right"
                                                            : "WRONG");
    return sum == NODES * (NODES + 1) / 2;
}

static bool step_wrong_pointer(void)
{
    struct demo_node outside = {NULL, 1};
    word_t sum;
    word_t count;
    int64_t status = sum_call(&outside, &sum, &count);

    printf("4. given an address outside the frame it says %s\n",
           status_name(status));
    return status == SERVICE_BAD_MEMORY;
}

static bool step_revoke(void)
{
    word_t sum;
    word_t count;
    int64_t status;

    if (!status_check(cap_table_revoke(own.table, frame),
                      "demo_client: revoking"))
        return false;
    printf("5. the frame is revoked; the server does not know\n");
    status = sum_call(&nodes[0], &sum, &count);
    printf("6. its next access faults and is handled; the call says %s\n",
           status_name(status));
    return status == SERVICE_BAD_MEMORY;
}

static bool step_go_on(void)
{
    struct message message = {{20, 22}};
    int64_t status = service_call(&server, DEMO_ADD, &message);

    if (!status_check(status, "demo_client: adding"))
        return false;
    printf("7. and the server goes on: 20 + 22 = %lu\n", message.words[0]);
    return message.words[0] == 42;
}

int program_main(word_t argument)
{
    (void)argument;
    (void)status_check(console_share(), "demo_client: the console's frame");
    return step_build() && step_share() && step_sum() && step_wrong_pointer() &&
                   step_revoke() && step_go_on()
               ? 0
               : 1;
}
