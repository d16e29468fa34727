"""Runs the benchmark's second program (bench/growth/) with a plan, and puts
what was counted beside what it printed."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from hesper import bench_run, plugin, qemu
from hesper.bench_run import Group, operation_of
from hesper.build import build
from hesper.common import BUILD, PYTHON, ROOT, Board, HesperError
from hesper.count import kernel_range

SECONDS = 600
LINE = re.compile(r"^bench: (\w+) (.*)$", re.M)
# Where a machine can have more memory than usual: for 10,000 domains.
MEMORY = {"pc": "2048"}

Row = dict[str, Any]


@dataclass
class Part:
    """What the program printed with one line, and the operations after it."""

    word: str
    values: list[str]
    operations: list[Row] = field(default_factory=list)


@dataclass
class Run:
    parts: list[Part]
    masked_max: int


def machine_of(board: Board) -> Board:
    """The board with the memory for 10,000 of everything."""
    if board.name not in MEMORY:
        return board
    words = list(board.machine)
    words[words.index("-m") + 1] = MEMORY[board.name]
    return replace(board, machine=tuple(words))


def image_with(board: Board, plan: list[str], folder: Path) -> Path:
    """An image of the release build with the program and this plan."""
    release = BUILD / board.release
    text = folder / "plan"
    text.write_text("".join(f"{line}\n" for line in plan))
    made = folder / "growth.img"
    command = [PYTHON, str(ROOT / "tools" / "image.py")]
    if board.image_is_module:
        command += ["module"]
        qemu.kernel_beside(made).symlink_to(board.kernel())
    else:
        command += ["build", "--kernel", str(board.kernel()),
                    "--binary", str(release / "kernel.bin")]
    subprocess.run([*command, "--output", str(made), f"plan={text}",
                    f"root={release / 'programs' / 'growth'}"], check=True)
    return made


def prepare(board: Board) -> None:
    if not (ROOT / "bench" / board.name).is_dir():
        raise HesperError(f"there is no benchmark for `{board.name}`")
    build(board.release)


def count(board: Board, plan: list[str]) -> tuple[str, list[Row]]:
    """What the program printed and what the plugin counted."""
    with tempfile.TemporaryDirectory(prefix="hesper-") as name:
        folder = Path(name)
        counts = folder / "counts"
        output = bench_run.run(
            machine_of(board), image_with(board, plan, folder),
            plugin.arguments(counts, *kernel_range(board),
                             {**plugin.ENCODINGS[board.cpu],
                              **bench_run.polling(board)}),
            f"`{plan[0]}` and so on", SECONDS)
        return output, plugin.read(counts)


def groups_of(rows: list[Row]) -> list[list[tuple[int, int]]]:
    groups = []
    intervals: list[tuple[int, int]] = []
    for row in rows:
        if row["kind"] == "interval":
            intervals.append((row["user"], row["kernel"]))
        elif row["kind"] == "group":
            groups.append(intervals)
            intervals = []
    return groups


def parts_of(output: str, groups: list[list[tuple[int, int]]]) -> list[Part]:
    """An operation belongs to the line before it that is none, and is the next
    group of intervals. (What the cycle counter said is left out.)"""
    parts = []
    left = iter(groups)
    for word, rest in LINE.findall(output):
        values = rest.split()
        if word == "cycles":
            continue
        if word != "operation":
            parts.append(Part(word, values))
            continue
        name, times = values[0], int(values[2])
        parts[-1].operations.append(
            asdict(operation_of(Group(name, times, next(left)))))
    return parts


def run(board: Board, plan: list[str]) -> Run:
    output, rows = count(board, plan)
    core = next(row for row in rows
                if row["kind"] == "core" and row["user"] > 0)
    return Run(parts_of(output, groups_of(rows)), core["longest_masked"])
