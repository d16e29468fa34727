"""`./hesper size`: bytes of the release kernel and source lines, by part."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile

from hesper.build import build
from hesper.common import BUILD, ROOT, Board, HesperError, board_named
from hesper.peers import SIZES
from hesper.sources import Lines, count_folder

PADDING = "linker script"


@dataclass
class Bytes:
    """`text` is code, `rodata` constants."""

    text: int = 0
    rodata: int = 0
    data: int = 0
    bss: int = 0

    def add(self, kind: str, size: int) -> None:
        setattr(self, kind, getattr(self, kind) + size)


def section_kinds(kernel: Path) -> dict[str, str]:
    """The output sections that take memory: what each is."""
    kinds = {}
    with kernel.open("rb") as stream:
        for section in ELFFile(stream).iter_sections():
            flags = section["sh_flags"]
            if not flags & SH_FLAGS.SHF_ALLOC:
                continue
            if section["sh_type"] == "SHT_NOBITS":
                kind = "bss"
            elif flags & SH_FLAGS.SHF_EXECINSTR:
                kind = "text"
            else:
                kind = "data" if flags & SH_FLAGS.SHF_WRITE else "rodata"
            kinds[section.name] = kind
    return kinds


def part_of(object_name: str, board: Board) -> str:
    for part in (f"nucleus/arch/{board.cpu}", f"platform/{board.name}",
                 "nucleus"):
        if f"/{part}/" in object_name:
            return part
    return "generated" if "/generated/" in object_name else "other"


# VMA, LMA, size, alignment, then by indentation: an output section, an input
# section `file:(name)`, an assignment or a symbol.
MAP_LINE = re.compile(
    r"\s*[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+ (\s*)(\S.*)$")
INPUT = re.compile(r"(.+):\((.+)\)$")


def kernel_bytes(board: Board) -> dict[str, Bytes]:
    """By part, from the linker's map. What belongs to no object (padding,
    stacks that the linker script sets aside) is under PADDING."""
    kinds = section_kinds(board.kernel())
    parts: dict[str, Bytes] = {}
    kind = None
    map_file = BUILD / board.release / "kernel.map"
    for line in map_file.read_text().splitlines():
        match = MAP_LINE.match(line)
        if not match:
            continue
        size, indent, what = int(match[1], 16), match[2], match[3]
        if not indent:
            kind = kinds.get(what)
            if kind:
                parts.setdefault(PADDING, Bytes()).add(kind, size)
            continue
        found = INPUT.match(what)
        if kind and found and len(indent) == 8:
            parts.setdefault(part_of(found[1], board), Bytes()).add(kind, size)
            parts[PADDING].add(kind, -size)
    return dict(sorted(parts.items()))


def source_lines(board: Board) -> dict[str, Lines]:
    arch = ROOT / "nucleus" / "arch"
    hesper = ROOT / "hesper"
    parts = {
        "nucleus": count_folder(ROOT / "nucleus", (arch,)),
        f"nucleus/arch/{board.cpu}": count_folder(arch / board.cpu),
        f"platform/{board.name}":
            count_folder(ROOT / "platform" / board.name),
        "caps": count_folder(ROOT / "caps"),
        "userland": count_folder(ROOT / "userland"),
        "tools": count_folder(ROOT / "tools") + count_folder(hesper),
        "tests": count_folder(ROOT / "tests"),
    }
    return parts


def kernel_lines(lines: dict[str, Lines]) -> Lines:
    """Nucleus, processor and board together."""
    return sum((count for part, count in lines.items()
                if part.startswith(("nucleus", "platform"))), Lines())


def code_bytes(parts: dict[str, Bytes]) -> int:
    """Text without padding."""
    return sum(size.text for part, size in parts.items() if part != PADDING)


def total_of(parts: dict[str, Bytes]) -> Bytes:
    total = Bytes()
    for size in parts.values():
        for kind, value in asdict(size).items():
            total.add(kind, value)
    return total


def show(board: Board, parts: dict[str, Bytes], lines: dict[str, Lines]
         ) -> None:
    aims = SIZES[board.cpu]
    if parts:
        print(f"{'release kernel, bytes':<28}{'text':>8}{'rodata':>8}"
              f"{'data':>8}{'bss':>8}")
        total = total_of(parts)
        for name, size in [*parts.items(), ("total", total)]:
            print(f"  {name:<26}{size.text:>8}{size.rodata:>8}{size.data:>8}"
                  f"{size.bss:>8}")
        print(f"  text {total.text} bytes; aim: at most {aims['text'].bar}; "
              f"seL4: {aims['text'].peers['seL4']}\n")
    print(f"{'source lines':<28}{'files':>8}{'all':>8}{'code':>8}")
    for name, count in lines.items():
        print(f"  {name:<26}{count.files:>8}{count.raw:>8}{count.code:>8}")
    kernel = kernel_lines(lines)
    print(f"  {'kernel (the first three)':<26}{kernel.files:>8}"
          f"{kernel.raw:>8}{kernel.code:>8}")
    print(f"  kernel {kernel.code} lines that are neither blank nor comment; "
          f"aim: at most {aims['lines'].bar}; "
          f"seL4: {aims['lines'].peers['seL4']}")


def as_text(board: Board, parts: dict[str, Bytes], lines: dict[str, Lines]
            ) -> str:
    return json.dumps({
        "board": board.name,
        "bytes": {name: asdict(size) for name, size in parts.items()},
        "bytes_total": asdict(total_of(parts)),
        "bytes_code": code_bytes(parts),
        "lines": {name: asdict(count) for name, count in lines.items()},
        "lines_kernel": asdict(kernel_lines(lines)),
        "aim": {name: mark.bar for name, mark in SIZES[board.cpu].items()},
    }, indent=2) + "\n"


def measure(board: Board) -> tuple[dict[str, Bytes], dict[str, Lines]]:
    build(board.release)
    return kernel_bytes(board), source_lines(board)


def read_results(path: Path) -> tuple[int, int]:
    """Bytes of code and lines of an earlier time."""
    try:
        before = json.loads(path.read_text())
        return int(before["bytes_code"]), int(before["lines_kernel"]["code"])
    except OSError as error:
        raise HesperError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise HesperError(f"{path}: no sizes, as --json prints them") from None


def compare(path: Path, before: tuple[int, int], now: tuple[int, int]) -> int:
    """What has grown, on the standard error output: there may be JSON on the
    other."""
    grown = [f"{what}: {old} -> {new}" for what, old, new in zip(
        ("bytes of code", "lines of code"), before, now, strict=True)
        if new > old]
    for line in grown:
        print(f"larger than in {path}: {line}", file=sys.stderr)
    return 1 if grown else 0


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    path = Path(arguments.compare) if arguments.compare else None
    before = read_results(path) if path else None
    parts, lines = measure(board)
    if arguments.json:
        print(as_text(board, parts, lines), end="")
    else:
        show(board, parts, lines)
    if path and before:
        return compare(path, before,
                       (code_bytes(parts), kernel_lines(lines).code))
    return 0
