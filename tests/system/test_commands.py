"""The shell's commands, with right and with wrong arguments."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import ask, run

from hesper.common import Board

COMMANDS = ("help", "ps", "mem", "caps", "call", "crash", "share", "run",
            "start", "kill", "stop", "restarts", "storm", "check", "exit")

# A line, and what its answer must contain.
ANSWERS = (
    ("help nonsense", "there is no command `nonsense`"),
    ("help ps mem", "usage: help [COMMAND]"),
    ("nonsense", "there is no command `nonsense`; `help` lists them"),
    ("HELP", "there is no command `HELP`"),
    ("help;exit", "there is no command `help;exit`"),
    ("ps x", "usage: ps"),
    ("mem x", "usage: mem"),
    ("check x", "usage: check"),
    ("share x", "usage: share"),
    ("caps", "usage: caps PROGRAM"),
    ("caps a b", "usage: caps PROGRAM"),
    ("caps nobody", "there is no program `nobody`"),
    ("caps 15", "SERVICE_NOT_FOUND"),
    ("caps 63", "SERVICE_NOT_FOUND"),
    ("caps 64", "there is no program `64`"),
    ("caps 18446744073709551616", "there is no program"),
    ("call 1", "usage: call [A B], two numbers"),
    ("call 1 2 3", "usage: call [A B]"),
    ("call x 1", "usage: call [A B]"),
    ("call 1 -1", "usage: call [A B]"),
    ("call 1 0x", "usage: call [A B]"),
    ("call 1 18446744073709551616", "usage: call [A B]"),
    ("call 20 22", "the demo server says 42;"),
    ("call 0x10 0XF", "usage: call [A B]"),
    ("call 0x10 0xf", "the demo server says 31;"),
    ("call 18446744073709551615 1", "the demo server says 0;"),
    ("call", "the demo server says 5;"),
    ("crash", "usage: crash KIND"),
    ("crash a b", "usage: crash KIND"),
    ("crash nonsense", "it cannot do that: nonsense"),
    ("crash a_word_of_more_than_24_bytes", "crash: SERVICE_INVALID"),
    ("run", "usage: run PROGRAM [TEXT]"),
    ("run a b c", "usage: run PROGRAM [TEXT]"),
    ("run nothing", "nothing: SERVICE_NOT_FOUND"),
    ("run shell", "shell: SERVICE_NOT_FOUND"),
    ("run a_name_of_more_than_16_bytes", "SERVICE_INVALID"),
    ("run crash null", "crash was stopped"),
    ("start", "usage: start PROGRAM [TEXT]"),
    ("start nothing", "nothing: SERVICE_NOT_FOUND"),
    ("start shell", "shell: SERVICE_ALREADY"),
    ("kill", "usage: kill PROGRAM"),
    ("kill nothing", "nothing: SERVICE_NOT_FOUND"),
    ("kill root", "root: SERVICE_NOT_FOUND"),
    ("kill a_name_of_more_than_24_bytes", "SERVICE_INVALID"),
    ("stop", "usage: stop PROGRAM"),
    ("stop crash", "crash: SERVICE_NOT_FOUND"),
    ("stop shell", "shell: SERVICE_NOT_PERMITTED"),
    ("restarts x", "usage: restarts"),
    ("restarts", "console        running  always      3 in 60 s"),
    ("storm x", "storm: COUNT is a number up to 1000000"),
    ("storm 1000001", "storm: COUNT is a number up to 1000000"),
    ("storm 3", "3 deaths; 9 calls under way ended with SERVICE_GONE"),
    ("exit 256", "STATUS is a number from 0 to 255"),
    ("exit -1", "STATUS is a number from 0 to 255"),
    ("exit 3x", "STATUS is a number from 0 to 255"),
    ("exit 18446744073709551616", "STATUS is a number from 0 to 255"),
    ("exit 1 2", "usage: exit [STATUS]"),
    ("1 2 3 4 5 6 7 8 9", "a command has at most 8 words"),
    ("1 2 3 4 5 6 7 8", "there is no command `1`"),
    ("   help    ps   ", "ps"),
)


@pytest.fixture(scope="module")
def answers(board: Board, tmp_path_factory: pytest.TempPathFactory
            ) -> dict[str, str]:
    """All of them in one session, which they must leave unharmed."""
    lines = [line for line, _ in ANSWERS]
    lines += [f"help {command}" for command in COMMANDS]
    lines += ["help", "ps", "mem", "caps shell", "caps root", "check"]
    folder = tmp_path_factory.mktemp("commands")
    return dict(zip(lines, ask(board, folder, lines)))


@pytest.mark.parametrize("line, expected", ANSWERS)
def test_answer(answers: dict[str, str], line: str, expected: str) -> None:
    assert expected in answers[line]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_for(answers: dict[str, str], command: str) -> None:
    first, text = answers[f"help {command}"].rstrip().split("\n")
    assert first.split()[0] == command
    assert text and text in re.sub(r"\n", " ", answers["help"])


def test_help_lists_every_command(answers: dict[str, str]) -> None:
    rows = answers["help"].splitlines()
    assert [row.split()[0] for row in rows] == list(COMMANDS)


def test_ps_shows_the_threads(answers: dict[str, str]) -> None:
    text = answers["ps"]
    assert text.startswith("PROGRAM")
    for row in (r"root +main +\d+ +0 +waiting +notification of root",
                r"root +serve +\d+ +1 +runnable +main",
                r"console +main +\d+ +0 +waiting +notification of console",
                r"console +serve +0 +0 +idle",
                r"demo_server +serve +0 +0 +idle",
                r"shell +main +0 +0 +calling +thread of root"):
        assert re.search(rf"^{row}", text, re.MULTILINE), row


def test_mem_adds_up(answers: dict[str, str]) -> None:
    rows = answers["mem"].splitlines()
    total = next(row for row in rows if row.startswith("all memory")).split()
    bases = [row.split() for row in rows
             if row.startswith("0x") and row.endswith("memory")]
    assert int(total[2]) == sum(int(row[1]) for row in bases)
    for row in rows:
        if not row.startswith("0x"):
            continue
        _, size, used, free, cleared, *_ = row.split()
        assert int(used) <= int(size) and int(cleared) <= int(size), row
        assert abs(int(size) - int(used) - int(free)) <= 1, row


def test_caps_shows_a_table(answers: dict[str, str]) -> None:
    text = answers["caps shell"]
    for kind in ("table", "domain", "thread", "untyped", "cpu", "gate"):
        assert re.search(rf"^ +\d+ {kind} ", text, re.MULTILINE), kind
    assert "irq_control" in answers["caps root"]


@pytest.mark.parametrize("line, status", [("exit 0x10", 16), ("exit 254", 254)])
def test_exit_status(board: Board, tmp_path: Path, line: str, status: int
                     ) -> None:
    assert run(board, tmp_path, [line]).status == min(status,
                                                      board.status_max)
