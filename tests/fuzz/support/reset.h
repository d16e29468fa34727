/*
 * Kernel, memory, processor and the sanitizer's knowledge of what is open, as
 * they were: host_snapshot_restore() at a hundredth of its price.
 */
#ifndef FUZZ_RESET_H
#define FUZZ_RESET_H

void reset_remember(void);
void reset(void);

#endif
