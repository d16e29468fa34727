"""A linked kernel's functions: frames and direct calls from the disassembly,
from the relocations the functions whose addresses are taken."""

from __future__ import annotations

import bisect
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import SymbolTableSection

LINE = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$")
TARGET = re.compile(r"0x([0-9a-f]+) <")
SUBTRACT = re.compile(r"sp, sp, #(0x[0-9a-f]+|\d+)(?:, lsl #(\d+))?")
PUSH = re.compile(r"\[sp, #-(0x[0-9a-f]+|\d+)\]!")
JUMP = re.compile(r"^(b|b\.\w+|cbn?z|tbn?z)$")
INDIRECT = re.compile(r"^(br|blr)$")
# x86_64, in AT&T's syntax.
X86_SUBTRACT = re.compile(r"\$(-?0x[0-9a-f]+|-?\d+), %rsp$")
X86_PUSH = re.compile(r"^push")
X86_JUMP = re.compile(r"^j\w+$")
CALL_BYTES = 5
NO_RETURN = ("b", "br", "ret", "eret", "brk",
             "jmp", "jmpq", "retq", "iretq", "sysretq", "ud2")
PADDING = ("nop", "udf", "nopw", "nopl", "int3", "cs", "data16")
# Relocations of direct branches. AArch64: TSTBR14, CONDBR19, JUMP26, CALL26.
# x86_64: PC32 (addresses are taken by others in a kernel), PLT32.
BRANCH_RELOCATIONS = {"EM_AARCH64": {279, 280, 282, 283}, "EM_X86_64": {2, 4}}


class StackError(Exception):
    """What is wrong, in words."""


@dataclass
class Function:
    name: str
    start: int
    frame: int = 0
    calls: set[int] = field(default_factory=set)  # starts of functions
    jumps: set[int] = field(default_factory=set)  # the same, without return
    indirect: list[int] = field(default_factory=list)  # addresses of calls
    last: str = ""  # the mnemonic of the last instruction
    compiled: bool = False  # and not assembly, which may run off its end


@dataclass
class Kernel:
    functions: dict[int, Function]
    taken: set[int]  # functions whose address is taken
    tables: dict[str, set[int]]  # by data symbol: the functions it holds
    stack_bytes: int | None


def compiled_functions(path: Path) -> tuple[set[int], str]:
    """The compiler marks its functions as such; our assembly does not. And the
    processor."""
    with path.open("rb") as stream:
        elf = ELFFile(stream)
        symbols = elf.get_section_by_name(".symtab")
        return {symbol["st_value"] for symbol in symbols.iter_symbols()
                if symbol["st_info"]["type"] == "STT_FUNC"}, elf["e_machine"]


def disassemble(path: Path) -> dict[int, Function]:
    output = subprocess.run(
        ["llvm-objdump-19", "-d", "--no-show-raw-insn",
         "--print-imm-hex", str(path)],
        check=True, capture_output=True, text=True).stdout
    compiled, machine = compiled_functions(path)
    # The return address is on the stack, where a call puts it.
    least = 8 if machine == "EM_X86_64" else 0
    read = (read_x86_instruction if machine == "EM_X86_64"
            else read_instruction)
    functions: dict[int, Function] = {}
    current: Function | None = None
    for line in output.splitlines():
        header = re.match(r"^([0-9a-f]+) <(.+)>:$", line)
        if header:
            start = int(header[1], 16)
            current = functions.setdefault(start, Function(
                header[2], start, frame=least if start in compiled else 0,
                compiled=start in compiled))
            continue
        match = LINE.match(line)
        if match and current:
            read(current, int(match[1], 16), match[2], match[3])
    link(functions)
    return functions


def read_instruction(function: Function, address: int, mnemonic: str,
                     operands: str) -> None:
    if mnemonic not in PADDING:
        function.last = mnemonic
    if mnemonic == "sub" and operands.startswith("sp, "):
        match = SUBTRACT.match(operands)
        if not match:
            raise StackError(f"{function.name}: a frame of unknown size "
                             f"({operands})")
        function.frame += int(match[1], 0) << int(match[2] or 0)
    match = PUSH.search(operands)
    if match:
        function.frame += int(match[1], 0)
    if mnemonic == "bl" or JUMP.match(mnemonic):
        target = TARGET.search(operands)
        # A call of a weak function that is not there goes to the next line.
        if target and int(target[1], 16) != address + 4:
            kind = function.calls if mnemonic == "bl" else function.jumps
            kind.add(int(target[1], 16))
    elif INDIRECT.match(mnemonic):
        function.indirect.append(address)


def read_x86_instruction(function: Function, address: int, mnemonic: str,
                         operands: str) -> None:
    if mnemonic not in PADDING:
        function.last = mnemonic
    if function.compiled:
        function.frame += x86_growth(function, mnemonic, operands)
    if mnemonic == "callq" or X86_JUMP.match(mnemonic):
        target = TARGET.search(operands)
        if operands.startswith("*"):
            function.indirect.append(address)
        # A call of the next line asks only where it is.
        elif target and int(target[1], 16) != address + CALL_BYTES:
            kind = function.calls if mnemonic == "callq" else function.jumps
            kind.add(int(target[1], 16))


def x86_growth(function: Function, mnemonic: str, operands: str) -> int:
    """By how much the stack grows. Our assembly changes stacks by itself, and
    has nothing on the kernel's when it calls."""
    if X86_PUSH.match(mnemonic):
        return 8
    if mnemonic in ("subq", "addq") and operands.endswith("%rsp"):
        match = X86_SUBTRACT.match(operands)
        if not match:
            raise StackError(f"{function.name}: a frame of unknown size "
                             f"({operands})")
        size = int(match[1], 0)
        return max(0, size if mnemonic == "subq" else -size)
    return 0


def link(functions: dict[int, Function]) -> None:
    """Targets become functions; what runs off its end jumps to the next one.
    Labels in assembly that jump to each other become one function, so that a
    loop through several of them is no recursion."""
    starts = sorted(functions)
    for index, start in enumerate(starts):
        function = functions[start]
        for kind in (function.calls, function.jumps):
            targets = {starts[bisect.bisect_right(starts, target) - 1]
                       for target in kind}
            kind.clear()
            kind |= targets
        function.jumps.discard(start)
        if (not function.compiled and function.last not in NO_RETURN
                and index + 1 < len(starts)):
            function.jumps.add(starts[index + 1])
    for start in starts:
        merge_labels(functions, start)
    for function in functions.values():
        function.calls |= function.jumps


def is_label(function: Function) -> bool:
    return not function.compiled and function.frame == 0


def merge_labels(functions: dict[int, Function], start: int) -> None:
    """Everything that the label at `start` can jump to by way of labels alone
    is made part of it; these stay functions of their own as well."""
    function = functions[start]
    if not is_label(function):
        return
    seen = {start}
    left = sorted(function.jumps)
    while left:
        at = left.pop()
        other = functions[at]
        if at in seen or not is_label(other):
            continue
        seen.add(at)
        function.calls |= other.calls
        function.indirect += other.indirect
        function.jumps |= other.jumps
        left += sorted(other.jumps)
    function.jumps -= seen


def address_taken(elf: ELFFile, functions: dict[int, Function]
                  ) -> tuple[set[int], dict[str, set[int]]]:
    """The functions whose addresses are taken; and for each data symbol the
    functions that its initial value holds."""
    symbols = elf.get_section_by_name(".symtab")
    objects = sorted(
        (symbol["st_value"], symbol["st_value"] + symbol["st_size"],
         symbol.name) for symbol in symbols.iter_symbols()
        if symbol["st_info"]["type"] == "STT_OBJECT")
    branches = BRANCH_RELOCATIONS[elf["e_machine"]]
    taken: set[int] = set()
    tables: dict[str, set[int]] = {}
    for section in elf.iter_sections():
        if not isinstance(section, RelocationSection):
            continue
        place = elf.get_section(section["sh_info"])
        if not place["sh_flags"] & SH_FLAGS.SHF_ALLOC:
            continue
        for relocation in section.iter_relocations():
            if relocation["r_info_type"] in branches:
                continue
            symbol = symbols.get_symbol(relocation["r_info_sym"])
            value = symbol["st_value"] + relocation["r_addend"]
            if value not in functions:
                continue
            taken.add(value)
            offset = relocation["r_offset"]
            for low, high, name in objects:
                if low <= offset < high:
                    tables.setdefault(name, set()).add(value)
    return taken, tables


def read_kernel(path: Path) -> Kernel:
    functions = disassemble(path)
    with path.open("rb") as stream:
        elf = ELFFile(stream)
        if not any(isinstance(section, RelocationSection)
                   for section in elf.iter_sections()):
            raise StackError(f"{path}: no relocations (link with "
                             "--emit-relocs)")
        taken, tables = address_taken(elf, functions)
        symbols = elf.get_section_by_name(".symtab")
        assert isinstance(symbols, SymbolTableSection)
        found = symbols.get_symbol_by_name("__stack_bytes")
        stack = found[0]["st_value"] if found else None
    return Kernel(functions, taken, tables, stack)
