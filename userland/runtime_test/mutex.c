/*
 * The mutex: threads of different priorities that count together lose nothing.
 */
#include "mutex.h"

#include "own.h"
#include "program.h"
#include "stubs.h"
#include "test.h"
#include "thread.h"

#define THREADS 3
#define ROUNDS 200

static struct mutex mutex;
static volatile unsigned counter;
static cap_t done;   /* signals one bit a thread */
static cap_t bits[THREADS];

/* Lets the others run in the middle of the critical section. */
static void count(void)
{
    unsigned seen;

    mutex_lock(&mutex);
    seen = counter;
    (void)cap_self_yield();
    counter = seen + 1;
    mutex_unlock(&mutex);
}

static void worker(word_t nothing, word_t index)
{
    (void)nothing;
    for (unsigned i = 0; i < ROUNDS; i++) {
        count();
        (void)cap_self_yield();
    }
    (void)cap_notification_signal(bits[index]);
    program_exit(0);
}

static bool workers_start(void)
{
    for (word_t i = 0; i < THREADS; i++) {
        if (object_derive(done, NOTIFICATION_SEND, (word_t)1 << i, &bits[i]) !=
                OK ||
            thread_run("worker", program_info->priority, worker, i) != OK)
            return false;
    }
    return true;
}

void test_mutex(void)
{
    word_t seen = 0;
    word_t fresh;

    CHECK(mutex_start(&mutex) == OK);
    CHECK(object_create(TYPE_NOTIFICATION, 0, &done) == OK);
    CHECK(workers_start());
    while (seen != ((word_t)1 << THREADS) - 1) {
        if (cap_notification_wait(done, 0, &fresh) != OK)
            break;
        seen |= fresh;
    }
    CHECK(counter == THREADS * ROUNDS);
}
