"""The explorer's sequences on a board: tests/replay/ takes the steps there, and
each moment between two of them is compared with the host's."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hesper import qemu
from hesper.build import build
from hesper.common import BUILD, ROOT, Board, HesperError
from hesper.explore_text import Reader, statuses
from hesper.run import SerialTimeout, start_serial
from hesper.symbols import explain_panic

sys.path.insert(0, str(ROOT / "tools"))

import image as image_tool  # noqa: E402

CHECK = BUILD / "host" / "explore_check"
SECONDS = 300
KEPT = BUILD / "explore"
BEGUN = re.compile(r"replay: sequence (\d+)")
KINDS = ("invoke", "restart", "slice", "deadline", "irq", "fault", "fp")
FILE = struct.Struct("<QQ")
SEQUENCE = struct.Struct("<16sIIQQ")
STEP = struct.Struct("<IHHQQ3Q")
MAGIC = 0x59414C50455248
STEPS_MAX = 255
FIRST_SLOT = 512  # EXPLORE_ROOT_FIRST
# Ticks that a step, and one that waits for the end of a time slice, may take.
STEP_TICKS, SLICE_TICKS = 500_000, 8_000_000
# In so many a deletion should be done, or it is interrupted and goes on. At
# first few (waiting for it is lost out of a time slice), and more when that
# made a difference.
WINDOW_TICKS, LONG_WINDOW_TICKS = 10_000, 100_000
MOMENT = re.compile(r"replay: moment (\d+) runs (\d+) also (\d+) (\w+)(.*)")
LOOK = re.compile(r"replay: look (\d+) at \d+ interrupted (\d+) lost (\d+) violations (\d+) "
                  r"checked (\d+) digest (\w*)")
INSPECT = "table.inspect"
MAP = "domain.map"
# Of a fault call's words: address, program counter and details are the
# processor's own; so are base and size in what inspect says.
FAULT_OWN = (2, 3, 5)
INSPECT_OWN = (3, 4)
NO_REGISTERS = [0] * 8

Outcome = dict[str, Any]


@dataclass
class Moment:
    """What a board says of a moment between two steps."""

    runs: int = 0
    also: int = 0
    event: str = "nothing"
    rest: int = 0
    registers: list[int] = field(default_factory=list)
    digest: str | None = None
    violations: int = 0
    interrupted: int = 0  # steps so far, that went on afterwards


@dataclass
class Difference:
    step: int  # after this one
    what: str
    host: str
    board: str


@dataclass
class Sequence:
    """One file with what the host says; `outcomes` begins before step 1."""

    path: Path
    reader: Reader
    outcomes: list[Outcome]
    wrong: str = ""
    burst: int = 1
    window: int = WINDOW_TICKS

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def world(self) -> str:
        return self.reader.lines[0][1]

    @property
    def actors(self) -> list[str]:
        return list(self.outcomes[0]["actors"])

    @property
    def host_steps(self) -> list[list[str]]:
        """Those that the host took."""
        return [words[1:] for words in self.reader.lines
                if words[0] == "step"][:len(self.outcomes) - 1]

    @property
    def steps(self) -> list[list[str]]:
        """Without such at the end that lead to no moment of their own."""
        found = self.host_steps
        while found and self.joined(len(found)):
            found.pop()
        return found

    def joined(self, step: int) -> bool:
        """Whether on a board the next step comes at once."""
        outcome = self.outcomes[step]
        return outcome.get("event") == "restarts" or bool(outcome["due"])


def load(path: Path, burst: int = 1, window: int = WINDOW_TICKS) -> Sequence:
    """The sequence, done on the host with sanitizers."""
    result = subprocess.run([CHECK, "--replay", path.resolve()], check=False,
                            text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    wrong = "".join(line["wrong"] for line in lines if "wrong" in line)
    outcomes = [line for line in lines if "step" in line]
    if not outcomes:
        raise HesperError(f"{path}: the host cannot take its steps")
    return Sequence(path.resolve(), Reader(path.read_text()), outcomes, wrong,
                    burst, window)


# ---- what a board cannot do ----

def operation_of(sequence: Sequence, words: list[str]) -> str:
    known = sequence.reader.known.get(int(words[4], 0) & 0xFFFF)
    return known.name if known and words[0] == "invoke" else ""


def refusal(sequence: Sequence) -> str:
    """Why a board cannot take the steps, or nothing."""
    no_page_table = next(value for value, name in statuses().items()
                         if name == "NO_PAGE_TABLE")
    texts = sequence.reader.steps()
    steps = sequence.host_steps
    for number, words in enumerate(steps, 1):
        why = ""
        before = sequence.outcomes[number - 1]
        if words[2] != "0":
            why = ("nobody on a board can choose at which of the kernel's "
                   "looks an interrupt comes")
        elif before.get("event") == "restarts" and words[0] != "restart":
            why = ("a program on a board goes on with an interrupted "
                   "invocation at once; nothing can come before that")
        elif (operation_of(sequence, words) == MAP and
              sequence.outcomes[number].get("status") == no_page_table):
            why = "a board has page tables of another size, and more of them"
        if why:
            return (f"{sequence.name}: step {number} cannot be taken on a "
                    f"board: {texts[number - 1]}: {why}")
    if len(steps) > STEPS_MAX:
        return (f"{sequence.name}: {len(steps)} steps; a board takes at most "
                f"{STEPS_MAX}")
    return ""


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


def parse(output: str) -> Iterator[dict[int, Moment]]:
    """The moments of each sequence."""
    moments: dict[int, Moment] = {}
    for line in output.splitlines():
        if line.startswith("replay: sequence "):
            moments = {}
        elif line.startswith("replay: end "):
            yield moments
        elif found := MOMENT.match(line):
            values = [int(word, 0) for word in found[5].split()]
            moments[int(found[1])] = Moment(
                int(found[2]), int(found[3]), found[4],
                values[0] if values else 0, values[1:])
        elif found := LOOK.match(line):
            moment = moments.setdefault(int(found[1]), Moment())
            moment.digest = found[6]
            moment.violations = int(found[4])
            moment.interrupted = int(found[2])


# ---- comparing ----

def signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def status_name(value: int) -> str:
    return statuses().get(signed(value), str(signed(value)))


def event_text(event: str, registers: list[int]) -> str:
    if event == "nothing":
        return "nothing new"
    words = " ".join(f"{word:#x}" for word in registers[1:7])
    if event == "entered":
        return (f"entered with badge {registers[0]:#x}, operation "
                f"{registers[7]:#x}, words {words}")
    if event == "foreign_fp":
        return f"found {registers[0]:#x} in its FP registers"
    return f"{status_name(registers[0])}, words {words}"


@dataclass
class Invocation:
    capability: int
    operation: int
    name: str


@dataclass
class Comparison:
    sequence: Sequence
    moments: dict[int, Moment]
    # What each actor has invoked last.
    invoked: dict[str, Invocation] = field(default_factory=dict)

    def resumed(self, outcome: Outcome, board: int) -> bool:
        """Whether the thread has the registers of its own invocation: a fault
        handler let it go on after that. Which of them is the status' depends
        on the processor."""
        invoked = self.invoked.get(outcome["next"])
        return (invoked is not None and outcome["event"] == "returned" and
                outcome["registers"][0] == invoked.capability and
                board in (invoked.capability, invoked.operation))

    def ignored(self, outcome: Outcome, moment: Moment) -> tuple[int, ...]:
        """Registers that are the machine's own."""
        registers = outcome["registers"]
        if outcome["event"] == "entered":
            return FAULT_OWN if registers[7] == 0 else ()
        if self.resumed(outcome, moment.registers[0]):
            return (0,)
        invoked = self.invoked.get(outcome["next"])
        return INSPECT_OWN if invoked and invoked.name == INSPECT else ()

    def same_event(self, outcome: Outcome, moment: Moment) -> bool:
        event = outcome.get("event", "nothing")
        if event != moment.event:
            return False
        if event == "nothing":
            return True
        ignored = self.ignored(outcome, moment)
        return all(index in ignored or host == board for index, (host, board)
                   in enumerate(zip(outcome["registers"], moment.registers)))

    def leak(self, outcome: Outcome, moment: Moment) -> bool:
        """Something in registers that carry nothing. Whoever was resumed has
        all of its own."""
        return (moment.event != "nothing" and moment.rest != 0 and
                not self.resumed(outcome, moment.registers[0]))

    def slot_difference(self, number: int, host: str, board: str
                        ) -> Difference:
        """Four digits are a digest of what is in one slot, and of that."""
        at = next((at for at in range(0, len(host), 4)
                   if host[at:at + 4] != board[at:at + 4]), 0)
        slot = self.sequence.reader.slot("root", FIRST_SLOT + at // 4)
        return Difference(number, f"root's slot {slot}",
                          f"digest {host[at:at + 4]}",
                          f"digest {board[at:at + 4]}")

    def at(self, number: int) -> Difference | None:
        outcome, moment = self.sequence.outcomes[number], self.moments.get(
            number)
        if moment is None:
            return Difference(number, "how far it goes", "goes on",
                              "did not get here")
        names = ["-", *self.sequence.actors]
        if outcome["next"] != names[moment.runs]:
            return Difference(number, "who runs next", outcome["next"],
                              names[moment.runs])
        if moment.also:
            return Difference(number, "who runs next", outcome["next"],
                              f"that, and {names[moment.also]}")
        if number and not self.same_event(outcome, moment):
            return Difference(
                number, f"what {outcome['next']} gets",
                event_text(outcome.get("event", "nothing"),
                           outcome.get("registers", NO_REGISTERS)),
                event_text(moment.event, moment.registers))
        if number and self.leak(outcome, moment):
            return Difference(number, f"{outcome['next']}'s other registers",
                              "0", f"{moment.rest:#x} (or-ed)")
        if moment.violations:
            return Difference(number, "the kernel's invariants", "hold",
                              f"{moment.violations} do not")
        if moment.digest is not None and moment.digest != outcome["digest"]:
            return self.slot_difference(number, outcome["digest"],
                                        moment.digest)
        return None

    def first(self) -> Difference | None:
        steps = self.sequence.steps
        self.invoked.clear()
        for number in range(len(steps) + 1):
            if number:
                words = steps[number - 1]
                if words[0] == "invoke":
                    self.invoked[words[1]] = Invocation(
                        int(words[3], 0), int(words[4], 0),
                        operation_of(self.sequence, words))
                if self.sequence.joined(number):
                    continue
            found = self.at(number)
            if found:
                return found
        return None


def moments_of(output: str, sequences: int) -> list[dict[int, Moment]]:
    all_moments = list(parse(output))
    if len(all_moments) != sequences:
        raise HesperError(f"the board took {len(all_moments)} of "
                          f"{sequences} sequences")
    return all_moments


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


def describe(difference: Difference, board: Board) -> str:
    return (f"after step {difference.step}, {difference.what}: host: "
            f"{difference.host}; {board.name}: {difference.board}")
