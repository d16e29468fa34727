"""`./hesper coverage`: which lines and branches of the kernel the host tests
reach, and whether every gap has a reason."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from hesper.build import build
from hesper.common import BUILD, ROOT, HesperError, say
from hesper.groups import HOST_SECONDS, host_programs

FOLDER = BUILD / "coverage"
PROFILES = FOLDER / "profiles"
MERGED = FOLDER / "all.profdata"
EXCEPTIONS = ROOT / "tests" / "coverage_exceptions.txt"
WALK_WORLDS = "40"
# The checker is a test, and most of it speaks only of a broken kernel.
LEFT_OUT = "invariants"
EXCEPTION = re.compile(r"(\S+\.c):(\w+) \((\d+)\): (.+)")


@dataclass
class File:
    """What was reached of a source file; a branch is one side of a decision,
    by its line and its number there."""

    name: str
    lines: dict[int, int] = field(default_factory=dict)
    branches: dict[tuple[int, str], int] = field(default_factory=dict)
    functions: list[tuple[int, str]] = field(default_factory=list)

    def function_at(self, line: int) -> str:
        before = [name for start, name in sorted(self.functions)
                  if start <= line]
        return before[-1] if before else "(none)"

    def gaps(self) -> dict[str, list[str]]:
        """Of each function: its lines and branches that were not reached. A
        line that was not reached has no branches to count."""
        found: dict[str, list[str]] = {}
        dark = {line for line, count in self.lines.items() if not count}
        for line in sorted(dark):
            found.setdefault(self.function_at(line), []).append(f"{line}")
        for (line, branch), count in sorted(self.branches.items()):
            if not count and line not in dark:
                side = "false" if int(branch.split(".")[1]) % 2 else "true"
                found.setdefault(self.function_at(line), []).append(
                    f"{line} (never {side})")
        return found

    def numbers(self) -> dict[str, int]:
        return {"lines": len(self.lines),
                "lines_reached": sum(map(bool, self.lines.values())),
                "branches": len(self.branches),
                "branches_reached": sum(map(bool, self.branches.values()))}


def run_tests() -> list[str]:
    """Runs all host tests; returns the programs."""
    shutil.rmtree(PROFILES, ignore_errors=True)
    environment = dict(os.environ, HESPER_WALK_WORLDS=WALK_WORLDS,
                       HESPER_FEWER_TIMES="1")
    programs = host_programs("coverage")
    for name, command in programs:
        profile = PROFILES / (name.replace("/", "_") + ".profraw")
        environment["LLVM_PROFILE_FILE"] = str(profile)
        result = subprocess.run(command, env=environment, check=False,
                                stdin=subprocess.DEVNULL, timeout=HOST_SECONDS,
                                capture_output=True)
        if result.returncode != 0:
            say(f"warning: {name} fails; what it reached counts all the same")
    return [command[0] for _, command in programs]


def llvm(*words: str) -> str:
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise HesperError(f"{words[0]}: {result.stderr.strip()}")
    return result.stdout


def measured(programs: list[str]) -> list[str]:
    """What all of llvm-cov's commands need to know."""
    profiles = sorted(map(str, PROFILES.glob("*.profraw")))
    llvm("llvm-profdata-19", "merge", "-sparse", "-o", str(MERGED), *profiles)
    sources = sorted(str(path) for path in (ROOT / "nucleus").glob("*.c")
                     if not path.stem.startswith(LEFT_OUT))
    others = [word for program in programs[1:]
              for word in ("-object", program)]
    return [programs[0], *others, f"-instr-profile={MERGED}", *sources]


def read_lcov(text: str) -> list[File]:
    files: list[File] = []
    for row in text.splitlines():
        kind, _, rest = row.partition(":")
        words = rest.split(",")
        if kind == "SF":
            files.append(File(Path(rest).name))
        elif kind == "FN":
            files[-1].functions.append((int(words[0]),
                                        words[1].rpartition(":")[2]))
        elif kind == "DA":
            files[-1].lines[int(words[0])] = int(words[1])
        elif kind == "BRDA":
            key = (int(words[0]), f"{words[1]}.{words[2]}")
            count = 0 if words[3] == "-" else int(words[3])
            files[-1].branches[key] = count
    return files


def exceptions() -> dict[tuple[str, str], tuple[int, str]]:
    """Of the file and function: how many gaps there may be, and why."""
    found = {}
    for line in EXCEPTIONS.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        match = EXCEPTION.fullmatch(line)
        if not match:
            raise HesperError(f"{EXCEPTIONS.name}: cannot read `{line}`")
        file, function, count, reason = match.groups()
        found[file, function] = (int(count), reason)
    return found


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def table(files: list[File]) -> dict[str, int]:
    """Prints one row for each file; returns the sums."""
    total = dict.fromkeys(File("").numbers(), 0)
    print(f"{'file':24}{'lines':>14}{'':>9}{'branches':>14}")
    rows = [(file.name, file.numbers()) for file in files]
    for _, numbers in rows:
        total = {key: total[key] + numbers[key] for key in total}
    for name, n in [*rows, ("all", total)]:
        lines, branches = ((n[f"{what}_reached"], n[what])
                           for what in ("lines", "branches"))
        print(f"{name:24}{lines[0]:>6} of {lines[1]:>4}{percent(*lines):>9}"
              f"{branches[0]:>6} of {branches[1]:>4}{percent(*branches):>9}")
    return total


def unexplained(files: list[File]) -> list[str]:
    """Gaps without a reason, and reasons without a gap."""
    known = exceptions()
    complaints = []
    for file in files:
        for function, gaps in file.gaps().items():
            allowed, _ = known.pop((file.name, function), (0, ""))
            if len(gaps) != allowed:
                complaints.append(
                    f"nucleus/{file.name}:{function}: {len(gaps)} gaps, "
                    f"{allowed} with a reason: {', '.join(gaps)}")
    return complaints + [f"{file}:{function}: listed in {EXCEPTIONS.name}, "
                         "but there is no gap" for file, function in known]


def command(arguments: argparse.Namespace) -> int:
    build("coverage")
    say("running the host tests")
    words = measured(run_tests())
    files = read_lcov(llvm("llvm-cov-19", "export", "-format=lcov", *words))
    total = table(files)
    complaints = unexplained(files)
    for complaint in complaints:
        print(complaint)
    if arguments.html:
        llvm("llvm-cov-19", "show", "-format=html", "-show-branches=count",
             f"-output-dir={arguments.html}", *words)
    if arguments.json:
        data = {"total": total,
                "files": {file.name: {**file.numbers(), "gaps": file.gaps()}
                          for file in files},
                "unexplained": complaints}
        Path(arguments.json).write_text(json.dumps(data, indent=2) + "\n")
    return 1 if complaints else 0
