"""`./hesper mutate`: small mistakes are put into the kernel one at a time, and
the host tests should notice each of them."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from hesper.common import ROOT, HesperError, say
from hesper.mutants import Mutant, mutants_of
from hesper.mutate_build import FOLDER, TREE, Tests, set_up

EQUIVALENT = ROOT / "tests" / "mutants_equivalent.txt"
# The checker itself is a test, not the kernel.
LEFT_OUT = "invariants"
KILLED, SURVIVED, EQUAL, INVALID = "killed", "survived", "equal", "invalid"


@dataclass
class Outcome:
    """What became of one mutant; `by` is the test that noticed it."""

    file: str
    line: int
    what: str
    old: str
    new: str
    outcome: str
    by: str = ""

    @property
    def key(self) -> tuple[str, int, str, str]:
        return (self.file, self.line, self.old, self.new)


def mutable(tree: Path) -> list[Path]:
    return [path for path in sorted((tree / "nucleus").glob("*.c"))
            if not path.stem.startswith(LEFT_OUT)]


def all_mutants() -> list[tuple[Mutant, Outcome]]:
    found = []
    for path in mutable(TREE):
        source, file = path.read_text(), f"nucleus/{path.name}"
        for mutant in mutants_of(file, source):
            old, new = mutant.difference(source)
            found.append((mutant, Outcome(file, mutant.line, mutant.what, old,
                                          new, "")))
    return found


def equivalents() -> dict[tuple[str, str, str], str]:
    """Of the file, the line as it was and as it is: the reason. Blocks of
    `file`, `- old`, `+ new`, reason, with an empty line between them."""
    result = {}
    for block in EQUIVALENT.read_text().split("\n\n"):
        lines = [line for line in block.splitlines()
                 if line and not line.startswith("#")]
        if len(lines) >= 4:
            key = (lines[0], lines[1][2:], lines[2][2:])
            result[key] = " ".join(lines[3:])
    return result


class Journal:
    """Results as they come, one line each, so that none is lost. They hold
    while the kernel's sources are the same."""

    def __init__(self, seed: int) -> None:
        text = b"".join(path.read_bytes() for path in
                        sorted((TREE / "nucleus").glob("*.[ch]")))
        name = hashlib.sha256(text).hexdigest()[:12]
        self.path = FOLDER / f"results-{seed}-{name}.jsonl"
        self.known: dict[tuple[str, int, str, str], Outcome] = {}
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                outcome = Outcome(**json.loads(line))
                self.known[outcome.key] = outcome

    def add(self, outcome: Outcome) -> None:
        self.known[outcome.key] = outcome
        with self.path.open("a") as file:
            file.write(json.dumps(asdict(outcome)) + "\n")


def try_one(tests: Tests, mutant: Mutant, outcome: Outcome, folder: Path
            ) -> Outcome:
    by = tests.try_mutant(mutant, folder)
    if by is None:
        outcome.outcome = INVALID
    elif by:
        outcome.outcome, outcome.by = KILLED, by
    elif tests.same_code(mutant, folder):
        outcome.outcome = EQUAL
    else:
        outcome.outcome = SURVIVED
    return outcome


def try_all(tests: Tests, wanted: list[tuple[Mutant, Outcome]], count: int,
            journal: Journal, jobs: int, again: bool) -> list[Outcome]:
    """Mutants in the sample's order until `count` of them were real ones. Those
    that an earlier run has tried count as they are."""
    known_equal = equivalents()
    done: list[Outcome] = []

    def real() -> int:
        return sum(one.outcome in (KILLED, SURVIVED) for one in done)

    def work(number: int, pair: tuple[Mutant, Outcome]) -> Outcome:
        mutant, outcome = pair
        known = journal.known.get(outcome.key)
        if (outcome.file, outcome.old, outcome.new) in known_equal:
            outcome.outcome = EQUAL
            return outcome
        if known and not (again and known.outcome == SURVIVED):
            return known
        outcome = try_one(tests, mutant, outcome, FOLDER / f"worker{number}")
        journal.add(outcome)
        return outcome

    with ThreadPoolExecutor(jobs) as pool:
        while real() < count and wanted:
            batch = [wanted.pop(0) for _ in range(min(jobs, len(wanted)))]
            for outcome in pool.map(work, range(jobs), batch):
                done.append(outcome)
                if outcome.outcome == SURVIVED:
                    say(f"survived: {outcome.file}:{outcome.line}")
                elif outcome.outcome == KILLED and real() % 20 == 0:
                    say(f"{real()} of {count}, {rate(done):.0%} killed")
    return done


def rate(outcomes: list[Outcome]) -> float:
    killed = sum(one.outcome == KILLED for one in outcomes)
    survived = sum(one.outcome == SURVIVED for one in outcomes)
    return killed / max(1, killed + survived)


def report(outcomes: list[Outcome]) -> dict[str, object]:
    count = {name: sum(one.outcome == name for one in outcomes)
             for name in (KILLED, SURVIVED, EQUAL, INVALID)}
    print(f"{count[KILLED] + count[SURVIVED]} mutants: {count[KILLED]} killed "
          f"({rate(outcomes):.1%}), {count[SURVIVED]} survived; besides, "
          f"{count[EQUAL]} that change nothing and {count[INVALID]} that do "
          "not compile")
    for one in outcomes:
        if one.outcome == SURVIVED:
            print(f"\n{one.file}:{one.line}\n- {one.old}\n+ {one.new}")
    return {**count, "rate": rate(outcomes),
            "mutants": [asdict(one) for one in outcomes]}


def command(arguments: argparse.Namespace) -> int:
    if arguments.file and not any(
            path.stem == arguments.file for path in mutable(ROOT)):
        raise HesperError(f"there is no nucleus/{arguments.file}.c to put "
                          "mistakes into")
    tests = set_up()
    wanted = [pair for pair in all_mutants()
              if arguments.file in ("", Path(pair[0].file).stem)]
    random.Random(arguments.seed).shuffle(wanted)
    journal = Journal(arguments.seed)
    jobs = arguments.jobs or os.cpu_count() or 1
    outcomes = try_all(tests, wanted, arguments.count, journal, jobs,
                       arguments.again)
    data = report(outcomes)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(data, indent=2) + "\n")
    return 0
