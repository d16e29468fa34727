/*
 * x86_64: where a register stands in a record.
 */
#ifndef PATHS_RECORD_ARCH_H
#define PATHS_RECORD_ARCH_H

/* 0 to 15: the general registers, as instructions encode them. */
#define RECORD_RSP 4
#define RECORD_RDI 7
#define RECORD_FLAGS 16
#define RECORD_THREAD_POINTER 17 /* what lies at FS's base */
#define RECORD_GS_BASE 18
#define RECORD_DS 19
#define RECORD_ES 20
#define RECORD_FS 21
#define RECORD_GS 22
#define RECORD_WORDS 24
#define RECORD_BYTES 192

/* As FXSAVE64 stores them. */
#define FP_CONTROL 0
#define FP_POINTERS 1
#define FP_MXCSR 3
#define FP_ST 4
#define FP_XMM 20
#define FP_REST 52 /* what is nobody's */
#define FP_WORDS 64

#endif
