"""`./hesper explore`: every sequence of steps in small worlds, on the host
kernel. tests/explore/ does it; here its sequences are made readable."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path

from hesper import explore_compare
from hesper.common import BUILD, HesperError
from hesper.explore_text import Reader

SECONDS = 600
# Visited states are 16 bytes each; so many fit, times nine tenths.
BITS = 26
FOLDER = BUILD / "explore"
PROGRAM = BUILD / "host" / "explore"
CHECK = BUILD / "host" / "explore_check"


def worlds() -> dict[str, str]:
    """What each is about, by name."""
    result = subprocess.run([PROGRAM, "--list"], check=True, text=True,
                            capture_output=True)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["world"]: line["about"] for line in lines}


def kept() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def explore(world: str, seconds: float) -> dict[str, object]:
    """The outcome, as main.c prints it; `sequence` names a violation's file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = FOLDER / f"{world}.txt"
    found.unlink(missing_ok=True)
    result = subprocess.run(
        [PROGRAM, world, "--seconds", str(seconds), "--bits", str(BITS),
         "--workers", str(max(1, min(8, os.cpu_count() or 1))),
         "--found", found],
        cwd=FOLDER, check=False, text=True, stdout=subprocess.PIPE)
    if not result.stdout.startswith("{"):
        raise HesperError(f"the explorer ended with status {result.returncode}")
    outcome: dict[str, object] = json.loads(result.stdout)
    outcome["states_per_second"] = round(
        float(str(outcome["states"])) / max(0.01, float(str(outcome["seconds"]))
                                            ))
    if outcome["violation"]:
        outcome["sequence"] = str(found)
    return outcome


def tell(outcome: dict[str, object]) -> None:
    end = "complete" if outcome["complete"] else "not complete"
    print(f"{outcome['world']}: {outcome['states']} states, "
          f"{outcome['transitions']} transitions "
          f"({outcome['interrupted']} interrupted), "
          f"depth {outcome['depth']}, {end}, "
          f"{outcome['states_per_second']} states per second", flush=True)
    if not outcome["violation"]:
        return
    print(f"  VIOLATION after {outcome['length']} steps: "
          f"{outcome['violation']}")
    for line in str(outcome["console"]).splitlines():
        print(f"  {line}")
    path = Path(str(outcome["sequence"]))
    for line in Reader(path.read_text()).steps():
        print(f"    {line}")
    print(f"  again: ./hesper explore --replay {path.stem}")


def kept_path(name: str) -> Path:
    path = Path(name) if Path(name).is_file() else FOLDER / f"{name}.txt"
    if not path.exists():
        raise HesperError(f"there is no sequence `{name}`; --list names them")
    if not path.read_bytes().startswith(b"world "):
        raise HesperError(f"{path}: no sequence; it begins with the name of a "
                          "world")
    return path


def replay(path: Path) -> int:
    steps = Reader(path.read_text()).steps()
    result = subprocess.run([CHECK, "--replay", path.resolve()], check=False,
                            text=True, stdout=subprocess.PIPE)
    for line in result.stdout.splitlines():
        outcome = json.loads(line)
        if "wrong" in outcome:
            print(f"VIOLATION: {outcome['wrong']}")
            continue
        if not outcome["step"]:
            continue
        print(f"{outcome['step']:3}. {steps[outcome['step'] - 1]}")
        print(f"     {Reader.result(outcome)}")
    return result.returncode


def walk(arguments: argparse.Namespace) -> int:
    """A random one, kept."""
    if not arguments.world:
        raise HesperError("--walk goes through one world: say which; --list "
                          "names them")
    path = Path(arguments.out or
                FOLDER / f"walk-{arguments.world}-{arguments.walk}.txt")
    path.parent.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        [PROGRAM, arguments.world, "--walk", str(arguments.walk), "--length",
         str(arguments.length), "--out", path], check=False, text=True,
        stdout=subprocess.DEVNULL)
    for number, line in enumerate(Reader(path.read_text()).steps(), 1):
        print(f"{number:3}. {line}")
    print(f"kept in {path}")
    return result.returncode


def list_all() -> int:
    for name, about in worlds().items():
        print(f"{name:8}  {about}")
    for path in kept():
        wrong = path.read_text().splitlines()[1].removeprefix("wrong ")
        print(f"kept: {path.stem}: {wrong}")
    return 0


def command(arguments: argparse.Namespace) -> int:
    explore_compare.needs(arguments)
    if arguments.list:
        return list_all()
    if arguments.replay:
        path = kept_path(arguments.replay)
        return (explore_compare.replay(path, arguments) if arguments.board
                else replay(path))
    known = worlds()
    if arguments.world and arguments.world.removesuffix("-small") not in known:
        raise HesperError(f"there is no world `{arguments.world}`; there are: "
                          + ", ".join(known))
    if arguments.walk is not None:
        return walk(arguments)
    if arguments.compare:
        return explore_compare.campaign(list(known), arguments)
    names = [arguments.world] if arguments.world else list(known)
    outcomes = []
    for name in names:
        outcomes.append(explore(name, arguments.seconds / len(names)))
        tell(outcomes[-1])
    total = sum(int(str(outcome["states"])) for outcome in outcomes)
    print(f"{total} states in {len(outcomes)} worlds, "
          f"{sum(bool(o['violation']) for o in outcomes)} violations")
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(outcomes, indent=2) + "\n")
    return 1 if any(outcome["violation"] for outcome in outcomes) else 0
