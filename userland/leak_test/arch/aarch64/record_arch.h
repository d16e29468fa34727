/*
 * AArch64: where a register stands in a record, for C and for the assembler;
 * and the layout of plans and steps (plan.h compares).
 */
#ifndef LEAK_TEST_RECORD_ARCH_H
#define LEAK_TEST_RECORD_ARCH_H

#define RECORD_SP 31
#define RECORD_FLAGS 32
#define RECORD_THREAD_POINTER 33
#define RECORD_THREAD_POINTER_READ_ONLY 34
#define RECORD_FPCR 35
#define RECORD_FPSR 36
#define RECORD_HAS_FP 37 /* 0: FP is not touched */
#define RECORD_V 38 /* v0-v31, two words each; on 16 bytes */
#define RECORD_WORDS 102

#define RECORD_BYTES 816
#define STEP_KIND 0
#define STEP_FLAG 8
#define STEP_RAISE 16
#define STEP_IN 32
#define STEP_OUT 848
#define STEP_BYTES 1664
#define PLAN_STEPS 816
#define PLAN_FIRST 832

#endif
