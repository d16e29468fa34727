/* Ends the kernel's own sections (arch_types.h): what follows belongs to the
   harness. host.h includes it after all that begins them. */
#pragma clang section bss = "" data = ""
