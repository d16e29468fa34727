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
import fnmatch
import re
import subprocess
import sys
from pathlib import Path

from call_graph import Function, Kernel, StackError, read_kernel

CALLS_FILE = Path(__file__).with_name("stack_calls.txt")


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
