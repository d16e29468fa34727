/*
 * Making threads: the thread, a stack, time.
 */
#include "thread.h"

#include "frame.h"
#include "pack.h"
#include "stubs.h"

word_t thread_word(const char *name)
{
    word_t word;

    (void)text_pack(&word, 1, name);
    return word;
}

/* The lowest page stays unmapped: a stack that grows too far faults. */
static enum status stack_create(word_t *top)
{
    cap_t frame;
    word_t base;
    word_t bytes = (word_t)1 << THREAD_STACK_BITS;
    enum status status = object_create(TYPE_FRAME, THREAD_STACK_BITS, &frame);

    if (status == OK)
        status = cap_frame_info(frame, &base, NULL, NULL, NULL, NULL);
    if (status != OK)
        return status;
    *top = base + bytes;
    return frame_map_range(own.domain, frame, PAGE_BYTES, bytes - PAGE_BYTES,
                           FRAME_READ | FRAME_WRITE, NULL);
}

enum status thread_create(const char *name, cap_t *thread)
{
    word_t stack;
    enum status status = object_create(TYPE_THREAD, 0, thread);

    if (status == OK)
        status = stack_create(&stack);
    if (status != OK)
        return status;
    return cap_thread_configure(*thread, stack, 0, thread_word(name),
                                own.domain);
}

enum status thread_give_time(cap_t thread, word_t priority)
{
    cap_t time;
    enum status status = object_create(TYPE_SCHED_CONTEXT, 0, &time);

    if (status == OK)
        status = cap_cpu_configure(own.cpu, priority, time);
    if (status != OK)
        return status;
    return cap_thread_bind(thread, time);
}

enum status thread_run(const char *name, word_t priority,
                       thread_function *function, word_t argument)
{
    cap_t thread;
    enum status status = thread_create(name, &thread);

    if (status == OK)
        status = thread_give_time(thread, priority);
    if (status != OK)
        return status;
    return cap_thread_start(thread, (word_t)function, argument);
}
