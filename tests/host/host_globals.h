/* Ends the kernel's own sections: what follows belongs to the harness. Include
   it after the last kernel header. No include guard: it may be needed again. */
#pragma clang section bss = "" data = ""
