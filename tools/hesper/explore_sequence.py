"""A sequence of the explorer's with what the host says of it, and whether a
board can take its steps."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hesper.common import BUILD, HesperError
from hesper.explore_text import Reader, statuses

CHECK = BUILD / "host" / "explore_check"
STEPS_MAX = 255
# In so many ticks a deletion should be done, or it is interrupted and goes on.
# At first few (waiting for it is lost out of a time slice), and more when that
# made a difference.
WINDOW_TICKS, LONG_WINDOW_TICKS = 10_000, 100_000
MAP = "domain.map"

Outcome = dict[str, Any]


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
