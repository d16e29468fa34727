/*
 * AArch64: where a register stands in a record.
 */
#ifndef PATHS_RECORD_ARCH_H
#define PATHS_RECORD_ARCH_H

/* 0 to 30: x0-x30. */
#define RECORD_SP 31
#define RECORD_FLAGS 32
#define RECORD_THREAD_POINTER 33
#define RECORD_THREAD_POINTER_READ_ONLY 34
#define RECORD_WORDS 36
#define RECORD_BYTES 288

#define FP_CONTROL 0
#define FP_STATUS 1
#define FP_V 2 /* v0-v31, two words each */
#define FP_WORDS 66

#endif
