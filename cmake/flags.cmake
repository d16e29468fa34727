# Compiler flags. Release is optimised and has no assertions (NDEBUG); Debug
# has them. Both carry symbols; what goes into an image is stripped.
set(CMAKE_C_FLAGS_RELEASE "-O2 -g -DNDEBUG")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g")
set(CMAKE_ASM_FLAGS_RELEASE "-g -DNDEBUG")
set(CMAKE_ASM_FLAGS_DEBUG "-g")

set(hesper_warnings
    -Wall -Wextra -Wconversion -Wmissing-prototypes -Wvla
    -Wimplicit-fallthrough -Werror)
set(hesper_common
    -std=gnu2x -fno-common
    -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=
    "$<$<COMPILE_LANGUAGE:C>:${hesper_warnings}>")

# What the processor asks for, in kernel and programs alike. Programs keep off
# the FP registers too: one stray vector copy would cost a trap after every
# crossing, because a crossing leaves FP disabled.
set(hesper_cpu_aarch64
    -mcpu=cortex-a53 -mgeneral-regs-only -mstrict-align -mno-outline-atomics)
set(hesper_cpu_x86_64 -mgeneral-regs-only)
set(hesper_bare
    ${hesper_cpu_${HESPER_CPU}}
    -ffreestanding -nostdlibinc -fno-stack-protector
    -ffunction-sections -fdata-sections
    -fno-asynchronous-unwind-tables)

# Without jump tables every indirect branch is a call, which is what
# tools/stack_check.py relies on (and one thing less for a speculating processor
# to guess).
set(hesper_kernel_cpu_x86_64 -mcmodel=kernel -mno-red-zone)
# The kernel is small enough for addresses that take one instruction.
set(hesper_kernel_cpu_aarch64 -mcmodel=tiny)
set(hesper_kernel_flags
    ${hesper_common} ${hesper_bare}
    ${hesper_kernel_cpu_${HESPER_CPU}}
    -fno-pic -fomit-frame-pointer -fno-jump-tables -fstack-usage
    -fno-unroll-loops
    "$<$<COMPILE_LANGUAGE:C>:-Wframe-larger-than=$<IF:$<CONFIG:Debug>,1024,512>>"
    # A violation is an undefined instruction that the kernel reports as a panic.
    "$<$<AND:$<COMPILE_LANGUAGE:C>,$<CONFIG:Debug>>:-fsanitize=undefined;-fno-sanitize=function;-fsanitize-trap=undefined>")

# Invocations write below the stack pointer, where a red zone would lie; leaf
# functions, which stubs of invocations are, need no frame pointer.
set(hesper_program_cpu_x86_64 -mno-red-zone -DABI_NO_RED_ZONE)
set(hesper_program_flags
    ${hesper_common} ${hesper_bare} ${hesper_program_cpu_${HESPER_CPU}}
    -fPIE -fvisibility=hidden -fno-omit-frame-pointer
    -momit-leaf-frame-pointer)

set(hesper_host_sanitizers -fsanitize=address,undefined,function
    -fno-sanitize-recover=all)
set(hesper_host_flags
    ${hesper_common} ${hesper_host_sanitizers} -fno-omit-frame-pointer)
