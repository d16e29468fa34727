"""Programs that do what is forbidden end, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import ask

from hesper.common import Board

ROUNDS = 8
KINDS = ("null", "write", "privileged", "undefined", "kernel", "exec", "jump",
         "align", "other", "overwrite", "code", "text", "stack", "breakpoint",
         "server")


def totals(mem: str) -> list[str]:
    """The lines of `mem` with the sums."""
    return re.findall(r"^(?:all memory|programs) .*$", mem, re.MULTILINE)


def test_all_kinds_are_known(board: Board, tmp_path: Path) -> None:
    text = ask(board, tmp_path, ["help crash"])[0]
    assert re.search(r"KIND is one of ([\w, ]+)", text)[1].split(
        ", ") == list(KINDS)


@pytest.mark.parametrize("build", [[], ["--debug-build"]],
                         ids=["release", "debug"])
def test_again_and_again(board: Board, tmp_path: Path, build: list[str]
                         ) -> None:
    crashes = [f"crash {kind}" for kind in KINDS]
    # The first round makes the memory that is kept for the next program.
    lines = [*crashes, "mem", *(crashes * ROUNDS), "mem", "call 20 22",
             "check"]
    answers = ask(board, tmp_path, lines, *build)
    for line, answer in zip(lines, answers):
        if line == "crash server":
            assert "the call ended with SERVER_FAULT" in answer
        elif line.startswith("crash"):
            assert "root: program crash: " in answer, line
            assert "crash was stopped; the system goes on" in answer, line
    before, after = (totals(answer) for line, answer in zip(lines, answers)
                     if line == "mem")
    assert len(before) == 2 and before == after
    assert "the demo server says 42;" in answers[-3]
    assert ("0 of the kernel's invariants are broken" in answers[-2]
            or not build and "built without the checks" in answers[-2])


@pytest.mark.parametrize("kind, report", [
    ("null", "read fault at 0x0 "),
    ("write", "write fault at 0x0 "),
    ("privileged", "undefined or privileged instruction"),
    ("undefined", "undefined or privileged instruction"),
    ("kernel", {"raspi": "read fault at 0xffffff8",
                "pc": "read fault at 0xffffffff802"}),
    ("exec", "execute fault at "),
    ("jump", "execute fault at 0x0 "),
    # QEMU's PC knows only misalignment that is a general protection fault.
    ("align", {"raspi": "alignment fault at ",
               "pc": "undefined or privileged instruction"}),
    ("other", "read fault at "),
    ("overwrite", "write fault at "),
    ("code", "execute fault at "),
    ("text", "write fault at "),
    ("stack", "write fault at "),
    ("breakpoint", "breakpoint at "),
])
def test_report(board: Board, reports: dict[str, str], kind: str,
                report: str | dict[str, str]) -> None:
    text = report if isinstance(report, str) else report[board.name]
    assert f"root: program crash: {text}" in reports[kind]


@pytest.fixture(scope="module")
def reports(board: Board, tmp_path_factory: pytest.TempPathFactory
            ) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("crashes")
    crashes = [f"crash {kind}" for kind in KINDS]
    return dict(zip(KINDS, ask(board, folder, crashes)))
