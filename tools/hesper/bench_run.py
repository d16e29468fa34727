"""Runs the benchmark's image under the counting plugin and makes figures of
what was counted."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hesper import plugin, qemu
from hesper.build import build
from hesper.common import BUILD, ROOT, Board, HesperError
from hesper.count import kernel_range, kernel_symbols
from hesper.serial import SerialTimeout, start_serial

SECONDS = 300
# An interval with nothing in it: what reading the cycle counter costs.
EMPTY = "empty_interval"
# Each call of this function looks for interrupts.
POLL = "core_preemption_point"
# Around all functions that measure clocks, where the board has to: how long
# that takes says nothing.
CALIBRATION = ("__calibration_start", "__calibration_end")
LOADED = re.compile(r"^bench: board \w+ loaded at (0x[0-9a-f]+)$", re.M)
OPERATION = re.compile(r"^bench: operation (\w+) per (\d+)$", re.M)

Row = dict[str, Any]
Number = int | float


@dataclass
class Operation:
    """Instructions of one repetition: user, kernel and total of the most
    frequent one, the smallest and the largest total, how many there were."""

    name: str
    user: Number
    kernel: Number
    total: Number
    min: Number
    max: Number
    n: int


@dataclass
class Group:
    """All intervals of one operation; each did it `times` times. With a profile
    also how often each address was executed, and the last interval's path."""

    name: str
    times: int
    intervals: list[tuple[int, int]]
    profile: dict[str, int] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)


@dataclass
class Measurement:
    operations: list[Operation]
    groups: list[Group]
    loaded: int  # where the benchmark program lies
    masked_at: str  # where the longest masked stretch begins
    cores: list[Row]  # what each executed in the whole run


def image_of(board: Board, program: str = "bench") -> Path:
    return BUILD / board.release / f"hesper-{board.name}-{program}.img"


def program_of(board: Board) -> Path:
    return BUILD / board.release / "bench.elf"


def calibration(board: Board) -> dict[str, str]:
    """Those functions' addresses, as the plugin's arguments."""
    symbols = kernel_symbols(board.kernel())
    if CALIBRATION[0] not in symbols:
        return {}
    low, high = (symbols[name] for name in CALIBRATION)
    return {"not_boot_low": f"{low:#x}", "not_boot_high": f"{high:#x}"}


def polling(board: Board) -> dict[str, str]:
    """How the kernel looks for interrupts, as the plugin's arguments."""
    poll = kernel_symbols(board.kernel())[POLL]
    return {"poll": f"{poll:#x}"}


def build_image(board: Board, program: str) -> Path:
    if not (ROOT / "bench" / board.name).is_dir():
        raise HesperError(f"there is no benchmark for `{board.name}`")
    image = image_of(board, program)
    build(board.release, targets=(f"image_{image.stem}",))
    return image


def run(board: Board, image: Path, extra: list[str],
        name: str = "the benchmark", seconds: float = SECONDS) -> str:
    """What a benchmark printed; errors call it by this name."""
    serial = start_serial(board, image, seconds, deterministic=True,
                          extra=extra)
    try:
        status = serial.read_to_end()
    except SerialTimeout:
        raise HesperError(f"{name} has not ended after {seconds} s"
                          ) from None
    finally:
        qemu.end(serial.process)
    output = serial.output.decode(errors="replace")
    if status != 0:
        raise HesperError(f"{name} ended with status {status}:\n"
                          + output[-2000:])
    return output


def count(board: Board, profile: bool, program: str = "bench"
          ) -> tuple[str, list[Row]]:
    """What the benchmark printed and what the plugin counted."""
    image = build_image(board, program)
    more = {**plugin.ENCODINGS[board.cpu], **calibration(board),
            **polling(board)}
    if profile:
        more["profile"] = "on"
    with tempfile.TemporaryDirectory(prefix="hesper-") as folder:
        counts = Path(folder) / "counts"
        output = run(board, image, plugin.arguments(
            counts, *kernel_range(board), more))
        return output, plugin.read(counts)


def groups_of(output: str, rows: list[Row]) -> list[Group]:
    """The intervals up to each mark of a group belong to the operation that was
    printed in its place."""
    names = OPERATION.findall(output)
    groups = []
    intervals: list[tuple[int, int]] = []
    for row in rows:
        if row["kind"] == "interval":
            intervals.append((row["user"], row["kernel"]))
        elif row["kind"] == "group":
            name, times = names[len(groups)]
            groups.append(Group(name, int(times), intervals,
                                row.get("profile", {}), row.get("path", [])))
            intervals = []
    if len(groups) != len(names):
        raise HesperError(f"{len(names)} operations were printed but "
                          f"{len(groups)} were counted")
    return groups


# Lines of the plugin's that are profiles of these.
PROFILES = {"boot": "boot_to_root", "masked": "masked_max"}


def other_profiles(rows: list[Row]) -> list[Group]:
    return [Group(PROFILES[row["kind"]], 1, [(0, 0)], row["profile"],
                  row["path"])
            for row in rows if row["kind"] in PROFILES and row["profile"]]


def per(count_of_all: int, times: int) -> Number:
    return count_of_all if times == 1 else round(count_of_all / times, 3)


def operation_of(group: Group) -> Operation:
    user, kernel = Counter(group.intervals).most_common(1)[0][0]
    totals = [sum(interval) for interval in group.intervals]
    return Operation(group.name, per(user, group.times),
                     per(kernel, group.times), per(user + kernel, group.times),
                     per(min(totals), group.times),
                     per(max(totals), group.times),
                     len(totals) * group.times)


def single(name: str, kernel: int, n: int) -> Operation:
    return Operation(name, 0, kernel, kernel, kernel, kernel, n)


def busy_core(rows: list[Row]) -> Row:
    """The one that ran programs."""
    return next(row for row in rows
                if row["kind"] == "core" and row["user"] > 0)


def measure(board: Board, profile: bool = False) -> Measurement:
    output, rows = count(board, profile)
    groups = groups_of(output, rows)
    loaded = LOADED.search(output)
    core = busy_core(rows)
    if not loaded:
        raise HesperError("the benchmark did not say where it lies")
    operations = [operation_of(group) for group in groups
                  if group.name != EMPTY]
    operations.append(single("masked_max", core["longest_masked"],
                             core["entries"]))
    operations.append(single("boot_to_root", core["boot"], 1))
    return Measurement(operations, groups + other_profiles(rows),
                       int(loaded[1], 16), core["longest_masked_pc"],
                       [row for row in rows if row["kind"] == "core"])


def read_results(path: Path, rows: str, pattern: re.Pattern[str]
                 ) -> dict[str, Any]:
    """An earlier run's; of its rows those whose names match."""
    try:
        results: dict[str, Any] = json.loads(path.read_text())
        results[rows] = [one for one in results[rows]
                         if pattern.search(one["name"])]
    except OSError as error:
        raise HesperError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise HesperError(f"{path}: no results with `{rows}`, as --json writes "
                          "them") from None
    return results


def commit() -> str:
    """What is measured; with a + if the sources differ from it."""
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, check=False,
                              capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return (git("rev-parse", "HEAD") or "unknown") + ("+" if changed else "")


def as_json(board: Board, operations: list[Operation]) -> dict[str, Any]:
    return {"board": board.name, "commit": commit(),
            "operations": [asdict(operation) for operation in operations]}
