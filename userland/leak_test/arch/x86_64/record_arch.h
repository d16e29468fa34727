/*
 * x86_64: where a register stands in a record, for C and for the assembler; and
 * the layout of plans and steps (plan.h compares).
 */
#ifndef LEAK_TEST_RECORD_ARCH_H
#define LEAK_TEST_RECORD_ARCH_H

/* 0 to 15: the general registers, as instructions encode them. After an
   invocation and at an entry, those of rcx and r11 hold the difference to the
   program counter and to the flags. */
#define RECORD_RCX 1
#define RECORD_RSP 4
#define RECORD_R11 11
#define RECORD_FLAGS 16
/* What lies at FS's base: in a record to be loaded, its own address, because
   the base is set to this word. */
#define RECORD_THREAD_POINTER 17
#define RECORD_GS_BASE 18
#define RECORD_DS 19
#define RECORD_ES 20
#define RECORD_FS 21
#define RECORD_GS 22
#define RECORD_PARTS 23 /* which of the following are loaded and stored */
#define RECORD_FP 24      /* as FXSAVE64 stores it; on 16 bytes */
#define RECORD_UPPER 88   /* the upper halves of ymm0-15, two words each */
#define RECORD_WORDS 120

#define PART_FP 1
#define PART_UPPER 2 /* besides PART_FP */

/* Parts of RECORD_FP, in words: control, status, tags and the last opcode; the
   last instruction's and its operand's address; MXCSR; st0-7; xmm0-15; and what
   is nobody's. */
#define FP_CONTROL 0
#define FP_POINTERS 1
#define FP_MXCSR 3
#define FP_ST 4
#define FP_XMM 20
#define FP_REST 52

#define RECORD_BYTES 960
#define STEP_KIND 0
#define STEP_FLAG 8
#define STEP_RAISE 16
#define STEP_IN 32
#define STEP_OUT 992
#define STEP_BYTES 1952
#define PLAN_STEPS 960
#define PLAN_FIRST 976

/* How the thread pointer is set (record.c compares). */
#define SLOT_SELF 0xFFFFF
#define SET_THREAD_POINTER 0x1106

#endif
