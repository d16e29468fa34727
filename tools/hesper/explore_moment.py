"""What a board says of the moments between a sequence's steps, and where that
differs from what the host says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hesper.common import Board, HesperError
from hesper.explore_sequence import Outcome, Sequence, operation_of
from hesper.explore_text import statuses

FIRST_SLOT = 512  # EXPLORE_ROOT_FIRST
MOMENT = re.compile(r"replay: moment (\d+) runs (\d+) also (\d+) (\w+)(.*)")
LOOK = re.compile(r"replay: look (\d+) at \d+ interrupted (\d+) lost (\d+) "
                  r"violations (\d+) checked (\d+) digest (\w*)")
INSPECT = "table.inspect"
# Of a fault call's words: address, program counter and details are the
# processor's own; so are base and size in what inspect says.
FAULT_OWN = (2, 3, 5)
INSPECT_OWN = (3, 4)
NO_REGISTERS = [0] * 8


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


def moments_of(output: str, sequences: int) -> list[dict[int, Moment]]:
    all_moments = list(parse(output))
    if len(all_moments) != sequences:
        raise HesperError(f"the board took {len(all_moments)} of "
                          f"{sequences} sequences")
    return all_moments


# ---- comparing ----

@dataclass
class Difference:
    step: int  # after this one
    what: str
    host: str
    board: str


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


def describe(difference: Difference, board: Board) -> str:
    return (f"after step {difference.step}, {difference.what}: host: "
            f"{difference.host}; {board.name}: {difference.board}")
