/*
 * The console's server: what its two halves share. Everything runs in calls of
 * its gate, which has one activation, so that no locks are needed; the
 * interrupt's thread comes through the gate as well.
 */
#ifndef CONSOLE_SERVER_H
#define CONSOLE_SERVER_H

#include "gate.h"
#include "services.h"

/* The badge of the interrupt's own thread. */
#define CONSOLE_OWN_BADGE ((word_t)1 << 40)

/* stream.c: bytes between the rings and the device. */
/* Once, with the device started. */
void stream_start(void);
void stream_interrupt(void);
/* Puts the bytes out, with a carriage return before each new line. */
void stream_write(const uint8_t *bytes, size_t count);
/* Waits until everything has left. */
void stream_flush(void);
/* Up to CONSOLE_BYTES bytes that have come in, not yet taken away. */
size_t stream_peek(uint8_t *bytes);
void stream_drop(size_t count);

#endif
