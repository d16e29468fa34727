/*
 * Threads that are there to wait in calls while the first one looks on.
 */
#include "arch.h"
#include "own.h"
#include "program.h"
#include "stubs.h"
#include "test.h"
#include "thread.h"

struct worker {
    cap_t thread;
    cap_t begin; /* signalled: there is something to do */
    cap_t wait;
    work_function *work;
    int64_t status;
    volatile bool busy;
};

static struct worker workers[WORKERS];
static cap_t done;
static cap_t done_signal;

static void worker_main(word_t nothing, word_t index)
{
    struct worker *self = &workers[index];

    (void)nothing;
    for (;;) {
        (void)cap_notification_wait(self->wait, 0, NULL);
        self->status = self->work((unsigned)index);
        self->busy = false;
        (void)cap_notification_signal(done_signal);
    }
}

static enum status worker_start(word_t index)
{
    struct worker *self = &workers[index];
    enum status status = object_create(TYPE_NOTIFICATION, 0, &self->wait);

    if (status == OK)
        status = object_derive(self->wait, NOTIFICATION_SEND, 1, &self->begin);
    if (status == OK)
        status = thread_create("worker", &self->thread);
    if (status == OK)
        status = thread_give_time(self->thread, program_info->priority - 1);
    if (status == OK)
        status = cap_thread_start(self->thread, (word_t)worker_main, index);
    return status;
}

bool workers_start(void)
{
    enum status status = object_create(TYPE_NOTIFICATION, 0, &done);

    if (status == OK)
        status = object_derive(done, NOTIFICATION_SEND, 1, &done_signal);
    for (word_t i = 0; status == OK && i < WORKERS; i++)
        status = worker_start(i);
    return status == OK;
}

void workers_begin(unsigned count, work_function *work)
{
    for (unsigned i = 0; i < count; i++) {
        workers[i].work = work;
        workers[i].busy = true;
        (void)cap_notification_signal(workers[i].begin);
    }
}

static bool in_call(const struct worker *worker)
{
    word_t state = THREAD_STATE_STOPPED;

    return cap_thread_info(worker->thread, &state, NULL, NULL, NULL, NULL,
                           NULL) == OK &&
           (state == THREAD_STATE_CALLING || state == THREAD_STATE_QUEUED);
}

bool workers_do(unsigned count, work_function *work)
{
    workers_begin(count, work);
    for (unsigned i = 0; i < count; i++) {
        while (!in_call(&workers[i])) {
            if (!workers[i].busy)
                return false;
            nap();
        }
    }
    return true;
}

unsigned workers_done(unsigned count, int64_t status)
{
    unsigned found = 0;

    for (unsigned i = 0; i < count; i++) {
        while (workers[i].busy)
            (void)cap_notification_wait(done, 0, NULL);
        found += workers[i].status == status;
    }
    return found;
}
