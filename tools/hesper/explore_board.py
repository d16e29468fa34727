"""The explorer's sequences on a board: tests/replay/ takes the steps there, and
each moment between two of them is compared with the host's."""

from __future__ import annotations

import os
import re
import shutil
import struct
import sys
from pathlib import Path

from hesper import qemu
from hesper.build import build
from hesper.common import BUILD, ROOT, Board, HesperError
from hesper.explore_moment import Comparison, moments_of
from hesper.explore_sequence import LONG_WINDOW_TICKS, Sequence
from hesper.serial import SerialTimeout, start_serial
from hesper.symbols import explain_panic

sys.path.insert(0, str(ROOT / "tools"))

import image as image_tool  # noqa: E402

SECONDS = 300
KEPT = BUILD / "explore"
BEGUN = re.compile(r"replay: sequence (\d+)")
KINDS = ("invoke", "restart", "slice", "deadline", "irq", "fault", "fp")
FILE = struct.Struct("<QQ")
SEQUENCE = struct.Struct("<16sIIQQ")
STEP = struct.Struct("<IHHQQ3Q")
MAGIC = 0x59414C50455248
# Ticks that a step, and one that waits for the end of a time slice, may take.
STEP_TICKS, SLICE_TICKS = 500_000, 8_000_000


# ---- the file that the board reads ----

def pack_step(sequence: Sequence, number: int, words: list[str]) -> bytes:
    numbers = [int(word, 0) for word in words[3:]]
    actor = (sequence.actors.index(words[1]) if words[1] in sequence.actors
             else 0xFFFF)
    if words[0] == "deadline":
        numbers[0] = sequence.outcomes[number]["now"]
    return STEP.pack(KINDS.index(words[0]), actor, sequence.joined(number),
                     *numbers)


def pack(sequences: list[Sequence]) -> bytes:
    data = FILE.pack(MAGIC, len(sequences))
    for sequence in sequences:
        steps = sequence.steps
        slices = sum(words[0] == "slice" for words in steps)
        data += SEQUENCE.pack(sequence.world.encode(), len(steps),
                              sequence.burst,
                              (len(steps) + 10) * STEP_TICKS
                              + slices * SLICE_TICKS, sequence.window)
        for number, words in enumerate(steps, 1):
            data += pack_step(sequence, number, words)
    return data


def make_image(board: Board, debug: bool, name: str,
               sequences: list[Sequence]) -> Path:
    folder = BUILD / board.preset(debug)
    name = f"{name}-{os.getpid()}"
    data = folder / f"replay-{name}.bin"
    data.write_bytes(pack(sequences))
    files = [("sequences", data), ("root", folder / "programs" / "replay")]
    output = folder / f"replay-{name}.img"
    if board.image_is_module:
        image_tool.build_module(output, files)
    else:
        image_tool.build_image(board.kernel(debug), folder / "kernel.bin",
                               output, files)
    data.unlink()
    return output


# ---- running ----

def prepare(board: Board, debug: bool) -> None:
    build(board.preset(debug),
          targets=(f"image_hesper-{board.name}-replay",))


def run(board: Board, debug: bool, name: str, sequences: list[Sequence]
        ) -> str:
    """What the board prints."""
    image = make_image(board, debug, name, sequences)
    serial = start_serial(board, image, SECONDS, deterministic=True,
                          shift=board.tick_shift)
    try:
        status = serial.read_to_end()
        ending = f"the machine ended with status {status}"
    except SerialTimeout:
        status, ending = 1, f"no end after {SECONDS} s"
    finally:
        qemu.end(serial.process)
        image.unlink()
    output = serial.output.decode(errors="replace")
    if status != 0:
        raise HesperError(f"replay on {board.name}: {ending}\n"
                          + failure(board, debug, output, sequences))
    return output


def failure(board: Board, debug: bool, output: str, sequences: list[Sequence]
            ) -> str:
    """The machine did not come to the end: in which sequence, which is kept."""
    lines = [line for line in output.splitlines()
             if line.startswith("replay: wrong") or "panic" in line]
    lines.append(explain_panic(board.kernel(debug), output))
    begun = BEGUN.findall(output)
    if begun:
        sequence = sequences[int(begun[-1])]
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / sequence.path.name
        if sequence.path != kept:
            shutil.copy(sequence.path, kept)
        lines.append(f"in a sequence through {sequence.world}; again: "
                     f"./hesper explore --replay {kept.stem} --board "
                     f"{board.name} --burst {sequence.burst}"
                     + ("" if debug else " --release-build"))
    return "\n".join(line for line in lines if line)


def take(board: Board, debug: bool, name: str, sequences: list[Sequence]
         ) -> list[Comparison]:
    """All of them on the board, and those that differ once more, with time
    for what may take long."""
    found = [Comparison(sequence, moments) for sequence, moments in zip(
        sequences,
        moments_of(run(board, debug, name, sequences), len(sequences)))]
    again = [one for one in found if one.first()]
    if not again:
        return found
    for one in again:
        one.sequence.window = LONG_WINDOW_TICKS
    output = run(board, debug, name, [one.sequence for one in again])
    for one, moments in zip(again, moments_of(output, len(again))):
        one.moments = moments
    return found
