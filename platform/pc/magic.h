/*
 * The numbers by which loaders and the kernel know each other; read by the
 * assembler too. Multiboot Specification 0.6.96, 3.1 and 3.2; Multiboot 2, 3.1;
 * Xen's PVH boot ABI (xen/include/public/arch-x86/hvm/start_info.h).
 */
#ifndef PLATFORM_MAGIC_H
#define PLATFORM_MAGIC_H

#define MULTIBOOT1_HEADER 0x1BADB002
#define MULTIBOOT1_LOADER 0x2BADB002
#define MULTIBOOT2_HEADER 0xE85250D6
#define MULTIBOOT2_LOADER 0x36D76289
#define PVH_NOTE 18
#define PVH_MAGIC 0x336EC578

#endif
