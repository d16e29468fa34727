#!/usr/bin/python3
"""Proves that no path through a kernel can exceed its stack.

Reads the linked kernel.elf (with its relocations: --emit-relocs): frames and
direct calls from the disassembly, from the relocations the functions whose
addresses are taken. An indirect call can reach any of those, or, if
stack_calls.txt names the source function that makes it, what that line says.
Fails on recursion, on frames of unknown size and on a worst path that is longer
than the stack (the symbol __stack_bytes, or --limit).

Frames are taken to be as large as all that a function ever subtracts from its
stack pointer, and a jump to another function counts as a call: never too small.
What the compiler says in its .su files beside the kernel must agree. Kernels
are built without jump tables, so an indirect branch is a call.
"""

from __future__ import annotations

import argparse
import bisect
import fnmatch
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import SymbolTableSection

CALLS_FILE = Path(__file__).with_name("stack_calls.txt")

LINE = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$")
TARGET = re.compile(r"0x([0-9a-f]+) <")
SUBTRACT = re.compile(r"sp, sp, #(0x[0-9a-f]+|\d+)(?:, lsl #(\d+))?")
PUSH = re.compile(r"\[sp, #-(0x[0-9a-f]+|\d+)\]!")
BRANCH = re.compile(r"^(bl?|b\.\w+|cbn?z|tbn?z)$")
INDIRECT = re.compile(r"^(br|blr)$")
NO_RETURN = ("b", "br", "ret", "eret")
# Relocations of direct branches: TSTBR14, CONDBR19, JUMP26, CALL26.
BRANCH_RELOCATIONS = {279, 280, 282, 283}


class StackError(Exception):
    """What is wrong, in words."""


@dataclass
class Function:
    name: str
    start: int
    frame: int = 0
    calls: set[int] = field(default_factory=set)  # starts of functions
    indirect: list[int] = field(default_factory=list)  # addresses of calls
    last: str = ""  # the mnemonic of the last instruction


@dataclass
class Kernel:
    functions: dict[int, Function]
    taken: set[int]  # functions whose address is taken
    tables: dict[str, set[int]]  # by data symbol: the functions it holds
    stack_bytes: int | None


def disassemble(path: Path) -> dict[int, Function]:
    output = subprocess.run(
        ["llvm-objdump-19", "-d", "--no-show-raw-insn",
         "--print-imm-hex", str(path)],
        check=True, capture_output=True, text=True).stdout
    functions: dict[int, Function] = {}
    current: Function | None = None
    for line in output.splitlines():
        header = re.match(r"^([0-9a-f]+) <(.+)>:$", line)
        if header:
            start = int(header[1], 16)
            current = functions.setdefault(start, Function(header[2], start))
            continue
        match = LINE.match(line)
        if match and current:
            read_instruction(current, int(match[1], 16), match[2], match[3])
    link(functions)
    return functions


def read_instruction(function: Function, address: int, mnemonic: str,
                     operands: str) -> None:
    if mnemonic != "nop":
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
    if BRANCH.match(mnemonic):
        target = TARGET.search(operands)
        if target:
            function.calls.add(int(target[1], 16))
    elif INDIRECT.match(mnemonic):
        function.indirect.append(address)


def link(functions: dict[int, Function]) -> None:
    """Targets become functions; what runs off its end calls the next one."""
    starts = sorted(functions)
    for index, start in enumerate(starts):
        function = functions[start]
        targets = {starts[bisect.bisect_right(starts, target) - 1]
                   for target in function.calls}
        # To its own start: recursion if it keeps a frame, else a loop.
        recursive = start in function.calls and function.frame > 0
        function.calls = targets if recursive else targets - {start}
        if function.last not in NO_RETURN and index + 1 < len(starts):
            function.calls.add(starts[index + 1])


def address_taken(elf: ELFFile, functions: dict[int, Function]
                  ) -> tuple[set[int], dict[str, set[int]]]:
    """The functions whose addresses are taken; and for each data symbol the
    functions that its initial value holds."""
    symbols = elf.get_section_by_name(".symtab")
    objects = sorted(
        (symbol["st_value"], symbol["st_value"] + symbol["st_size"],
         symbol.name) for symbol in symbols.iter_symbols()
        if symbol["st_info"]["type"] == "STT_OBJECT")
    taken: set[int] = set()
    tables: dict[str, set[int]] = {}
    for section in elf.iter_sections():
        if not isinstance(section, RelocationSection):
            continue
        place = elf.get_section(section["sh_info"])
        if not place["sh_flags"] & SH_FLAGS.SHF_ALLOC:
            continue
        for relocation in section.iter_relocations():
            if relocation["r_info_type"] in BRANCH_RELOCATIONS:
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


def check_usage(kernel: Kernel, folder: Path) -> None:
    """The compiler's own numbers: no frame grows while it runs, and none is
    larger than what the disassembly shows."""
    frames: dict[str, int] = {}
    for function in kernel.functions.values():
        frames[function.name] = max(function.frame,
                                    frames.get(function.name, 0))
    for path in sorted(folder.rglob("*.su")):
        for line in path.read_text().splitlines():
            place, size, kind = line.split("\t")
            name = place.rpartition(":")[2]
            if name not in frames:
                continue
            if kind != "static":
                raise StackError(f"{place}: a frame of unknown size ({kind})")
            if int(size) > frames[name]:
                raise StackError(f"{place}: the compiler says {size} bytes, "
                                 f"the disassembly {frames[name]}")


def source_functions(path: Path, addresses: list[int]) -> dict[int, str]:
    """The function in the source that each instruction comes from, inlined or
    not."""
    if not addresses:
        return {}
    output = subprocess.run(
        ["llvm-symbolizer-19", "--exe", str(path), "--output-style=GNU",
         "--inlines", "--addresses", *map(hex, addresses)],
        check=True, capture_output=True, text=True).stdout.splitlines()
    names = {}
    for number, line in enumerate(output):
        if re.fullmatch(r"0x[0-9a-f]+", line) and number + 1 < len(output):
            names[int(line, 16)] = output[number + 1]
    return names


def read_calls(path: Path) -> dict[str, list[str]]:
    """`function: what...`; # begins a comment."""
    known = {}
    if path.exists():
        for line in path.read_text().splitlines():
            name, separator, rest = line.partition("#")[0].partition(":")
            if separator:
                known[name.strip()] = rest.split()
    return known


def candidates(kernel: Kernel, words: list[str]) -> set[int]:
    """Each word names a data symbol that holds the functions, or is a pattern
    of the names of functions whose addresses are taken."""
    found: set[int] = set()
    for word in words:
        of_word = kernel.tables.get(word, set()) | {
            start for start in kernel.taken
            if fnmatch.fnmatch(kernel.functions[start].name, word)}
        if not of_word:
            raise StackError(f"stack_calls.txt: `{word}` is neither a table "
                             "nor a function whose address is taken")
        found |= of_word
    return found


def resolve_indirect(kernel: Kernel, path: Path,
                     known: dict[str, list[str]]) -> None:
    """Adds what the indirect calls can reach."""
    sites = [address for function in kernel.functions.values()
             for address in function.indirect]
    sources = source_functions(path, sites)
    for function in kernel.functions.values():
        for address in function.indirect:
            words = known.get(sources.get(address, function.name))
            function.calls |= (kernel.taken if words is None
                               else candidates(kernel, words))


def worst_path(functions: dict[int, Function]) -> list[Function]:
    """The path with the most stack; StackError with the cycle if there is
    one. Depth first, with a stack of its own."""
    best: dict[int, int] = {}
    follow: dict[int, int | None] = {}
    for root in functions:
        path: list[tuple[int, list[int]]] = []
        on_path: set[int] = set()
        if root not in best:
            path.append((root, sorted(functions[root].calls)))
            on_path.add(root)
        while path:
            start, left = path[-1]
            if left:
                callee = left.pop()
                if callee in on_path:
                    names = [functions[at].name for at, _ in path]
                    cycle = names[[at for at, _ in path].index(callee):]
                    raise StackError("recursion: "
                                     + " -> ".join([*cycle, cycle[0]]))
                if callee not in best:
                    path.append((callee, sorted(functions[callee].calls)))
                    on_path.add(callee)
                continue
            path.pop()
            on_path.discard(start)
            deepest = max(functions[start].calls, key=best.__getitem__,
                          default=None)
            follow[start] = deepest
            best[start] = functions[start].frame + (
                best[deepest] if deepest is not None else 0)
    at = max(best, key=best.__getitem__, default=None)
    result = []
    while at is not None:
        result.append(functions[at])
        at = follow[at]
    return result


def check(path: Path, limit: int | None, calls_file: Path) -> str:
    """The worst path as text; StackError if the kernel is not good."""
    kernel = read_kernel(path)
    if limit is None:
        limit = kernel.stack_bytes
    if limit is None:
        raise StackError(f"{path}: has no symbol __stack_bytes")
    check_usage(kernel, path.parent)
    resolve_indirect(kernel, path, read_calls(calls_file))
    worst = worst_path(kernel.functions)
    total = sum(function.frame for function in worst)
    text = "\n".join([f"worst path: {total} of {limit} bytes"]
                     + [f"  {function.frame:>6}  {function.name}"
                        for function in worst])
    if total > limit:
        raise StackError(f"the stack is too small\n{text}")
    return text


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="stack_check.py", description="Checks a kernel's stack.")
    parser.add_argument("kernel", type=Path)
    parser.add_argument("--limit", type=int,
                        help="bytes, in place of __stack_bytes")
    parser.add_argument("--calls", type=Path, default=CALLS_FILE,
                        help="what indirect calls can reach")
    arguments = parser.parse_args()
    try:
        print(check(arguments.kernel, arguments.limit, arguments.calls))
    except StackError as error:
        print(f"stack_check.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
