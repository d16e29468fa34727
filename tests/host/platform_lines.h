/* The host's interrupt lines. The last one the kernel uses itself. */
#ifndef HOST_PLATFORM_LINES_H
#define HOST_PLATFORM_LINES_H

#define PLATFORM_IRQ_LINES 8
#define HOST_IRQ_OF_KERNEL 7

#endif
