"""`./hesper explore --replay FILE --board BOARD` and `--compare BOARD`: one
sequence step by step beside the host, or many random walks at once."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hesper.build import build
from hesper.common import BUILD, Board, HesperError, board_named, say
from hesper.explore_board import prepare, take
from hesper.explore_moment import (Comparison, Difference, describe,
                                   event_text)
from hesper.explore_sequence import Sequence, load, refusal
from hesper.groups import workers

PROGRAM = BUILD / "host" / "explore"
FOLDER = BUILD / "explore"
WALKS, LENGTH = 240, 40
# So many walks in one boot; and how many steps each lets pass unseen.
WALKS_A_BOOT = 40
BURSTS = (1, 3, 1, 16)


# ---- one sequence ----

def tell_step(comparison: Comparison, board: Board, number: int) -> None:
    """The step, the host's moment after it and the board's."""
    sequence = comparison.sequence
    if number:
        print(f"{number:3}. {sequence.reader.steps()[number - 1]}")
    if sequence.joined(number):
        print("     the next step comes at once")
        return
    outcome = sequence.outcomes[number]
    moment = comparison.moments.get(number)
    host = event_text(outcome.get("event", "nothing"),
                      outcome.get("registers", []))
    print(f"     host:  {outcome['next']} runs; {host}")
    if moment is None:
        print(f"     {board.name}: did not get here")
        return
    runs = ["-", *sequence.actors][moment.runs]
    text = event_text(moment.event, moment.registers)
    print(f"     {board.name + ':':6} {runs} runs; {text}")


def replay(path: Path, arguments: argparse.Namespace) -> int:
    """1 if there is a difference."""
    board = board_named(arguments.board)
    debug = not arguments.release_build
    sequence = load(path, arguments.burst)
    why = refusal(sequence)
    if why:
        raise HesperError(why)
    prepare(board, debug)
    comparison = take(board, debug, sequence.name, [sequence])[0]
    difference = comparison.first()
    last = difference.step if difference else len(sequence.steps)
    for number in range(1, last + 1):
        tell_step(comparison, board, number)
    if sequence.wrong:
        print(f"host: VIOLATION: {sequence.wrong}")
    if difference:
        print(f"DIFFERENCE {describe(difference, board)}")
        return 1
    print(f"{last} steps, the same on the host and on {board.title}")
    return 1 if sequence.wrong else 0


# ---- a campaign ----

@dataclass
class Walk:
    world: str
    seed: int
    burst: int


def make_walk(walk: Walk, length: int, folder: Path) -> Sequence:
    path = folder / f"walk-{walk.world}-{walk.seed}.txt"
    subprocess.run([PROGRAM, walk.world, "--walk", str(walk.seed), "--length",
                    str(length), "--out", path], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return load(path, walk.burst)


def walks_of(worlds: list[str], count: int, seed: int) -> list[Walk]:
    """Large and small worlds in turn, with every length of bursts."""
    names = [name + kind for kind in ("", "-small") for name in worlds]
    return [Walk(names[i % len(names)], 1000 * seed + i,
                 BURSTS[i // len(names) % len(BURSTS)]) for i in range(count)]


def parts(sequences: list[Sequence]) -> Iterator[list[Sequence]]:
    for at in range(0, len(sequences), WALKS_A_BOOT):
        yield sequences[at:at + WALKS_A_BOOT]


def tell_difference(sequence: Sequence, difference: Difference, board: Board,
                    debug: bool) -> None:
    print(f"DIFFERENCE {sequence.world}: {describe(difference, board)}")
    for number, text in enumerate(sequence.reader.steps()[:difference.step],
                                  1):
        print(f"  {number:3}. {text}")
    release = "" if debug else " --release-build"
    print(f"  again: ./hesper explore --replay {sequence.name} --board "
          f"{board.name} --burst {sequence.burst}{release}")


def calls_and_returns(sequences: list[Sequence]) -> tuple[int, int]:
    operations = [int(words[4], 0) for sequence in sequences
                  for words in sequence.steps if words[0] == "invoke"]
    returns = sum(operation >> 63 for operation in operations)
    return operations.count(0x2000), returns


def summary(board: Board, sequences: list[Sequence], differences: int) -> str:
    steps = sum(len(sequence.steps) for sequence in sequences)
    calls, returns = calls_and_returns(sequences)
    return (f"{len(sequences)} walks of {steps} steps ({calls} calls, "
            f"{returns} returns) on {board.name}: {differences} differences")


def keep(folder: Path, sequence: Sequence) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / f"{sequence.name}.txt", FOLDER)


def take_all(board: Board, debug: bool, sequences: list[Sequence],
             pool: ThreadPoolExecutor) -> list[Comparison]:
    """A few boots at once."""
    def boot(numbered: tuple[int, list[Sequence]]) -> list[Comparison]:
        return take(board, debug, f"compare-{numbered[0]}", numbered[1])

    return [one for part in pool.map(boot, enumerate(parts(sequences)))
            for one in part]


def campaign(worlds: list[str], arguments: argparse.Namespace) -> int:
    board = board_named(arguments.compare)
    debug = not arguments.release_build
    prepare(board, debug)
    walks = walks_of(worlds, arguments.walks, arguments.seed)
    begun = time.monotonic()
    bad = 0
    with ThreadPoolExecutor(workers()) as pool, \
            tempfile.TemporaryDirectory(prefix="hesper-walks-") as name:
        folder = Path(name)
        sequences = list(pool.map(
            lambda walk: make_walk(walk, arguments.length, folder), walks))
        for one in take_all(board, debug, sequences, pool):
            difference = one.first()
            if difference:
                tell_difference(one.sequence, difference, board, debug)
            if one.sequence.wrong:
                print(f"{one.sequence.name}: VIOLATION on the host: "
                      f"{one.sequence.wrong}")
            if difference or one.sequence.wrong:
                keep(folder, one.sequence)
                bad += 1
    say(f"{time.monotonic() - begun:.0f} s")
    print(summary(board, sequences, bad))
    return 1 if bad else 0


def needs(arguments: argparse.Namespace) -> None:
    """What is missing on the command line."""
    if arguments.board and not arguments.replay:
        raise HesperError("--board says where to --replay a sequence; many "
                          "random ones: --compare BOARD")
    if arguments.out and arguments.walk is None:
        raise HesperError("--out FILE is where --walk SEED keeps its sequence: "
                          "give both")
    build("host", targets=("explore", "explore_check", "generated"))
    sys.stdout.flush()
