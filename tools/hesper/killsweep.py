"""`./hesper killsweep`: kills one party of a small system at every instruction
of its run, on a board in QEMU (tests/killsweep/)."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hesper import qemu
from hesper.build import build
from hesper.common import BUILD, Board, HesperError, board_named, say
from hesper.groups import workers
from hesper.serial import Serial, SerialTimeout, start_serial
from hesper.symbols import explain_panic

# Who is killed: the party with everything made from its memory, or its thread
# only; `-lent`: activations have no sched_context of their own.
VICTIMS = ("client", "middle", "server", "other", "client-thread",
           "middle-thread", "server-thread", "other-thread", "client-lent",
           "middle-lent", "server-lent")
SECONDS = 3600
PROGRESS = re.compile(rb"^kill: at (\d+) of (\d+)$", re.M)
LENGTH = re.compile(r"^kill: length (\d+)$", re.M)
WRONG = re.compile(r"^kill: wrong: .*$", re.M)
AT = re.compile(r"^kill: wrong: victim \S+ at (\d+)$", re.M)
TOTAL = re.compile(
    r"^kill: rounds (\d+) points (\d+) shared (\d+) shared_points (\d+) "
    r"late (\d+)$", re.M)
TELL_SECONDS = 10.0


@dataclass
class Sweep:
    """One victim. `points` are different moments at which it died; `shared` are
    the rounds that had theirs in common with others, at `shared_points`. With
    step 1 those came while the kernel ran, the others in user code."""

    victim: str
    length: int  # instructions of a run in which nobody dies
    rounds: int
    points: int
    shared: int
    shared_points: int
    late: int  # ticks from the deadline to the killer, at most


@dataclass
class Job:
    board: Board
    debug: bool
    options: str  # the program's: from and to
    step: int
    running: list[Serial] = field(default_factory=list)


def image_of(board: Board, debug: bool) -> Path:
    return (BUILD / board.preset(debug)
            / f"hesper-{board.name}-killsweep.img")


def follow(serial: Serial, victim: str) -> int:
    """Reads to the end, telling now and then how far it is."""
    told = time.monotonic()
    while not serial.at_end:
        serial.read_some()
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            found = PROGRESS.findall(bytes(serial.output))
            if found:
                at, end = found[-1]
                say(f"{victim}: {at.decode()} of {end.decode()}")
    return serial.read_to_end()


def failure(job: Job, victim: str, output: str, ending: str) -> str:
    """What went wrong, and how to see it again."""
    lines = WRONG.findall(output)
    at = AT.search(output)
    panic = explain_panic(job.board.kernel(job.debug), output)
    text = "\n".join([f"{victim}: {ending}", *lines, panic]).rstrip()
    if at:
        release = "" if job.debug else " --release-build"
        text += (f"\nagain: ./hesper killsweep {job.board.name} --victim "
                 f"{victim} --from {at[1]} --to {at[1]}{release}")
    return text


def sweep(job: Job, victim: str) -> Sweep | str:
    """One boot; a text if something is wrong."""
    serial = start_serial(
        job.board, image_of(job.board, job.debug), SECONDS,
        deterministic=True, shift=job.board.tick_shift,
        extra=["-append", f"victim={victim} {job.options} step={job.step}"])
    job.running.append(serial)
    try:
        status = follow(serial, victim)
        ending = f"the machine ended with status {status}"
    except SerialTimeout:
        status, ending = 1, f"no end after {SECONDS} s"
    finally:
        qemu.end(serial.process)
    output = serial.output.decode(errors="replace")
    total, length = TOTAL.search(output), LENGTH.search(output)
    if status != 0 or not total or not length:
        return failure(job, victim, output, ending)
    return Sweep(victim, int(length[1]), *map(int, total.groups()))


def sweep_all(job: Job, victims: Sequence[str]) -> list[Sweep | str]:
    """Two or so at once; if we are ended, so are they."""
    pool = ThreadPoolExecutor(workers())
    try:
        return list(pool.map(lambda victim: sweep(job, victim), victims))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for serial in job.running:
            qemu.end(serial.process)


def describe(job: Job, one: Sweep) -> str:
    text = (f"{one.victim:14} {one.rounds:7} rounds of {one.length:6} "
            f"instructions, {one.points:5} points")
    if job.step == 1:
        text += (f": {one.rounds - one.shared} in user code, {one.shared} in "
                 f"the kernel, which are {one.shared_points}")
    return text


def as_json(job: Job, sweeps: list[Sweep]) -> dict[str, Any]:
    return {"board": job.board.name,
            "build": "debug" if job.debug else "release",
            "options": job.options, "step": job.step,
            "sweeps": [asdict(one) for one in sweeps]}


def command(arguments: argparse.Namespace) -> int:
    board = board_named(arguments.board)
    if arguments.last is not None and arguments.last < arguments.first:
        raise HesperError(f"--to {arguments.last} lies before --from "
                          f"{arguments.first}: nothing to do")
    options = f"from={arguments.first}"
    if arguments.last is not None:
        options += f" to={arguments.last}"
    job = Job(board, not arguments.release_build, options, arguments.step)
    build(board.preset(job.debug),
          targets=(f"image_{image_of(board, job.debug).stem}",))
    results = sweep_all(job, arguments.victim or VICTIMS)
    sweeps = [one for one in results if isinstance(one, Sweep)]
    for result in results:
        print(describe(job, result) if isinstance(result, Sweep) else result)
    print(f"{len(sweeps)} of {len(results)} victims: "
          f"{sum(one.rounds for one in sweeps)} rounds in which the others "
          "finished and everything came back")
    if arguments.json:
        text = json.dumps(as_json(job, sweeps), indent=2)
        Path(arguments.json).write_text(text + "\n")
    return 0 if len(sweeps) == len(results) else 1
