"""Where an operation's instructions are: by function, or one by one in the
order in which they were executed."""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from hesper.bench_run import Group, Measurement, program_of
from hesper.common import Board, HesperError
from hesper.count import kernel_range, kernel_symbols

INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(.*)$")


@dataclass
class Program:
    """An ELF file; `loaded` is what is added to its addresses."""

    path: Path
    loaded: int
    mode: str

    def __post_init__(self) -> None:
        output = subprocess.run(
            ["llvm-nm-19", "-n", str(self.path)], check=True,
            capture_output=True, text=True).stdout
        rows = [line.split() for line in output.splitlines()]
        code = [(int(row[0], 16), row[2]) for row in rows
                if len(row) == 3 and row[1] in "tTwW"]
        self.addresses = [address for address, _ in code]
        self.names = [name for _, name in code]

    def function(self, address: int) -> str:
        index = bisect_right(self.addresses, address - self.loaded) - 1
        return self.names[index] if index >= 0 else "?"

    def inlined(self, addresses: list[int]) -> dict[int, str]:
        """The source function of each, inlined ones too."""
        if not addresses:
            return {}
        output = subprocess.run(
            ["llvm-symbolizer-19", "--exe", str(self.path),
             "--functions=short", "--output-style=LLVM", "--no-demangle",
             *(f"{address - self.loaded:#x}" for address in addresses)],
            check=True, capture_output=True, text=True).stdout
        blocks = output.strip().split("\n\n")
        return {address: block.splitlines()[0]
                for address, block in zip(addresses, blocks)}

    def disassembly(self) -> dict[int, str]:
        output = subprocess.run(
            ["llvm-objdump-19", "-d", "--no-show-raw-insn", str(self.path)],
            check=True, capture_output=True, text=True).stdout
        found = (INSTRUCTION.match(line) for line in output.splitlines())
        return {int(match[1], 16) + self.loaded: " ".join(match[2].split())
                for match in found if match}


class Programs:
    """Kernel and benchmark program: which one an address belongs to."""

    def __init__(self, board: Board, measurement: Measurement) -> None:
        self.kernel = Program(board.kernel(), 0, "kernel")
        low, self.early_end = kernel_range(board)
        start = kernel_symbols(board.kernel())["__kernel_start"]
        # The kernel before its MMU is on.
        self.early = Program(board.kernel(), low - start, "kernel")
        self.user = Program(program_of(board), measurement.loaded, "user")

    def of(self, address: int) -> Program:
        if address >> 63:
            return self.kernel
        return self.early if address < self.early_end else self.user


def show_profile(programs: Programs, group: Group) -> None:
    """Instructions of one repetition by function, and below a function what of
    it was inlined from others."""
    repetitions = len(group.intervals) * group.times
    counts = {int(address, 16): count
              for address, count in group.profile.items()}
    inlined: dict[int, str] = {}
    for program in (programs.kernel, programs.early, programs.user):
        inlined |= program.inlined([address for address in counts
                                    if programs.of(address) is program])
    functions: dict[tuple[str, str], dict[str, int]] = defaultdict(
        lambda: defaultdict(int))
    for address, count in counts.items():
        program = programs.of(address)
        name = program.function(address)
        source = inlined.get(address, "??")
        functions[program.mode, name][
            name if source == "??" else source] += count

    print(f"{group.name}: instructions of one repetition, of {repetitions}")
    rows = sorted(functions.items(), key=lambda row: -sum(row[1].values()))
    for (mode, name), sources in rows:
        total = sum(sources.values()) / repetitions
        print(f"{total:10.2f}  {mode:<6}  {name}")
        if len(sources) > 1:
            for source, count in sorted(sources.items(),
                                        key=lambda row: -row[1]):
                print(f"{'':20}{count / repetitions:10.2f}  {source}")
    print(f"{sum(counts.values()) / repetitions:10.2f}  all")


def show_path(programs: Programs, group: Group) -> None:
    """Each instruction of the last interval, under its function's name."""
    texts = (programs.kernel.disassembly() | programs.early.disassembly()
             | programs.user.disassembly())
    last = None
    for number, word in enumerate(group.path, 1):
        address = int(word, 16)
        program = programs.of(address)
        name = program.function(address)
        if name != last:
            print(f"{program.mode} {name}")
            last = name
        print(f"{number:7}  {address:#x}  {texts.get(address, '?')}")


def group_named(measurement: Measurement, name: str) -> Group:
    groups = {group.name: group for group in measurement.groups}
    if name not in groups:
        raise HesperError(f"there is no operation `{name}` to profile; there "
                          f"are: {', '.join(groups)}")
    return groups[name]


def show(board: Board, measurement: Measurement, name: str, path: bool
         ) -> None:
    group = group_named(measurement, name)
    programs = Programs(board, measurement)
    (show_path if path else show_profile)(programs, group)
