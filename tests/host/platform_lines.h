/* The host's interrupt lines. The last one the kernel uses itself. */
#ifndef HOST_PLATFORM_LINES_H
#define HOST_PLATFORM_LINES_H

#define PLATFORM_IRQ_LINES 8
#define HOST_IRQ_OF_KERNEL 7

/* The kernel's variables: see arch_types.h. */
#pragma clang section bss = "kernel_bss" data = "kernel_data"

#endif
