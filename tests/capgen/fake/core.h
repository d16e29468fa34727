/* A core that always runs the same thread. */
#ifndef FAKE_CORE_H
#define FAKE_CORE_H

struct thread;

struct thread *core_current_thread(void);

#endif
