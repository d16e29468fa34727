"""`./hesper compare-paths`: the same random sequences of calls, returns and
whatever gets in their way on two kernels, with the fast path and without, on a
board in QEMU (tests/paths/). Every register that a crossing gives and the
digest of the kernel's state must be the same."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hesper import qemu
from hesper.build import build
from hesper.common import BUILD, Board, HesperError, board_named, say
from hesper.count import kernel_symbols
from hesper.paths_text import describe, explain, parse_log
from hesper.serial import Serial, SerialTimeout, start_serial
from hesper.symbols import explain_panic

SEQUENCES = 1000
LENGTH = 40
LENGTH_MAX = 200
BATCH = 500  # sequences in one boot
# For a boot, and for each of its sequences.
BOOT_SECONDS, SEQUENCE_SECONDS = 30.0, 0.5
# In nucleus/arch/<cpu>/fast.S: where a call, or a return, is sure to be fast.
COUNTED = ("fast_called", "fast_returned")


@dataclass
class Job:
    board: Board
    seed: int
    length: int
    running: list[Serial] = field(default_factory=list)

    def image(self, preset: str) -> Path:
        return BUILD / preset / f"hesper-{self.board.name}-paths.img"

    def kernel(self, preset: str) -> Path:
        return BUILD / preset / "kernel.elf"

    def presets(self) -> tuple[str, str]:
        """With the fast path, and without."""
        return self.board.debug, self.board.plain


@dataclass(frozen=True)
class Part:
    """The sequences of one boot; `show`: with the last one's log."""

    first: int
    end: int
    show: bool = False
    length: int = 0  # 0: as usual


@dataclass
class Totals:
    """What was compared, and how often the fast path was taken."""

    sequences: int = 0
    steps: int = 0
    fast_calls: int = 0
    fast_returns: int = 0


@dataclass
class Boot:
    """One run of a kernel: a word for each sequence."""

    output: str
    status: int
    taken: tuple[int, int] = (0, 0)

    def sequences(self) -> list[str]:
        return [line for line in self.output.splitlines()
                if line.startswith("paths: sequence ")]

    def ended_well(self) -> bool:
        return self.status == 0 and "paths: end" in self.output


def counting(job: Job, preset: str, log: Path) -> list[str]:
    """QEMU's options for writing down each time that one of the two places is
    come by: both begin what it translates in one piece."""
    symbols = kernel_symbols(job.kernel(preset))
    places = ",".join(f"{symbols[name]:#x}+4" for name in COUNTED)
    return ["-d", "exec,nochain", "-dfilter", places, "-D", str(log)]


def counted(job: Job, preset: str, log: Path) -> tuple[int, int]:
    symbols = kernel_symbols(job.kernel(preset))
    text = log.read_text() if log.exists() else ""
    calls, returns = (text.count(f"/{symbols[name]:016x}/")
                      for name in COUNTED)
    return calls, returns


def run(job: Job, preset: str, part: Part, count: bool = False) -> Boot:
    words = (f"seed={job.seed} length={part.length or job.length} "
             f"from={part.first} to={part.end}")
    if part.show:
        words += f" show={part.end - 1}"
    seconds = BOOT_SECONDS + SEQUENCE_SECONDS * (part.end - part.first)
    with tempfile.TemporaryDirectory(prefix="hesper-") as folder:
        log = Path(folder) / "taken"
        extra = ["-append", words]
        if count:
            extra += counting(job, preset, log)
        serial = start_serial(job.board, job.image(preset), seconds,
                              extra=extra)
        job.running.append(serial)
        try:
            status = serial.read_to_end()
        except SerialTimeout:
            status = -1
        finally:
            qemu.end(serial.process)
            job.running.remove(serial)
        output = serial.output.decode(errors="replace")
        taken = counted(job, preset, log) if count else (0, 0)
    return Boot(output, status, taken)


def run_both(job: Job, part: Part, count: bool = False) -> list[Boot]:
    fast, _ = job.presets()
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(
            lambda preset: run(job, preset, part, count and preset == fast),
            job.presets()))


# ---- differences ----

def first_difference(first: int, boots: list[Boot]) -> int | None:
    """The first sequence that is not the same, or did not end, on both."""
    for number, lines in enumerate(zip(*(boot.sequences() for boot in boots)),
                                   first):
        if len(set(lines)) != 1:
            return number
    if all(boot.ended_well() for boot in boots):
        return None
    return first + min(len(boot.sequences()) for boot in boots)


def ending(job: Job, preset: str, boot: Boot) -> str:
    """What it said when it ended before its time; '' if it did not."""
    if boot.ended_well():
        return ""
    told = [line for line in boot.output.splitlines()
            if line.startswith(("paths: wrong", "panic", "invariant"))]
    return "\n".join([
        f"{preset}: " + (f"the machine ended with status {boot.status}"
                         if boot.status >= 0 else "it did not end in time"),
        *told, explain_panic(job.kernel(preset), boot.output)]).rstrip()


def last_good_length(job: Job, first: int, number: int) -> int:
    """The logs of a kernel that does not end well are lost: with so many steps
    both kernels still do the same, with one more they do not."""
    good, bad = 0, job.length
    while bad - good > 1:
        length = (good + bad) // 2
        boots = run_both(job, Part(first, number + 1, True, length))
        if (all(boot.ended_well() for boot in boots)
                and parse_log(boots[0].output) == parse_log(boots[1].output)):
            good = length
        else:
            bad = length
    return good


def next_step(boots: list[Boot], number: int) -> str:
    """What that step was, by a kernel that has told it."""
    for boot in boots:
        for entry in parse_log(boot.output):
            if entry.kind == "step" and entry.step == number:
                return describe(entry)
    return f"step {number}"


def explain_ending(job: Job, first: int, number: int, boots: list[Boot]) -> str:
    good = last_good_length(job, first, number)
    return (f"  all is the same in the first {good} steps; then\n  "
            f"{next_step(boots, good + 1)}")


def difference(job: Job, first: int, number: int) -> str:
    """What is different in that sequence. It may need those before it."""
    for start in (number, first):
        boots = run_both(job, Part(start, number + 1, True))
        logs = [parse_log(boot.output) for boot in boots]
        endings = [ending(job, preset, boot) for preset, boot
                   in zip(job.presets(), boots)]
        if logs[0] != logs[1] or any(endings):
            break
    if all(logs):
        text = explain(job.board.cpu, logs[0], logs[1])
    else:
        text = explain_ending(job, start, number, boots)
    again = (f"again: ./hesper compare-paths {job.board.name} --seed {job.seed} "
             f"--length {job.length} --first {start} "
             f"--sequences {number + 1 - start}")
    return "\n".join([f"sequence {number} differs:", text,
                      *filter(None, endings), again])


# ---- all of them ----

def batches(first: int, count: int) -> Iterator[tuple[int, int]]:
    for start in range(first, first + count, BATCH):
        yield start, min(start + BATCH, first + count)


def compare(job: Job, first: int, count: int, totals: Totals) -> str:
    """'' if nothing differs."""
    for start, end in batches(first, count):
        boots = run_both(job, Part(start, end), count=True)
        number = first_difference(start, boots)
        if number is not None:
            return difference(job, start, number)
        totals.sequences += end - start
        totals.steps += (end - start) * job.length
        totals.fast_calls += boots[0].taken[0]
        totals.fast_returns += boots[0].taken[1]
        say(f"{end - first} of {count} sequences")
    if not totals.fast_calls or not totals.fast_returns:
        return ("nothing was compared: the fast path was taken by "
                f"{totals.fast_calls} calls and {totals.fast_returns} returns")
    return ""


def check_layout(job: Job) -> None:
    """Addresses are part of what is compared."""
    ends = [kernel_symbols(job.kernel(preset))["__kernel_end"]
            for preset in job.presets()]
    if ends[0] != ends[1]:
        raise HesperError(
            "the two kernels are not laid out alike: they end at "
            f"{ends[0]:#x} and {ends[1]:#x}; see WITHOUT_FAST_PATH in fast.S")


def as_json(job: Job, totals: Totals) -> dict[str, Any]:
    return {"board": job.board.name, "seed": job.seed, "length": job.length,
            **asdict(totals)}


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    if arguments.length > LENGTH_MAX:
        raise HesperError(f"--length {arguments.length}: at most {LENGTH_MAX}; "
                          "take more sequences instead")
    job = Job(board, arguments.seed, arguments.length)
    for preset in job.presets():
        build(preset, targets=(f"image_{job.image(preset).stem}",))
    check_layout(job)
    totals = Totals()
    try:
        wrong = compare(job, arguments.first, arguments.sequences, totals)
    finally:
        for serial in list(job.running):
            qemu.end(serial.process)
    if wrong:
        print(wrong)
    taken = totals.fast_calls + totals.fast_returns
    print(f"{totals.sequences} sequences of {job.length} steps are the same on "
          f"both paths; {totals.fast_calls} calls and {totals.fast_returns} "
          f"returns were fast, {100 * taken / max(1, totals.steps):.0f} % of "
          "the steps")
    if arguments.json:
        text = json.dumps(as_json(job, totals), indent=2)
        Path(arguments.json).write_text(text + "\n")
    return 1 if wrong else 0
