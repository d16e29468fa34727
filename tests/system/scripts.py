"""`./hesper run --script`: lines in, one answer for each."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from conftest import HESPER, PROMPT, ROOT

from hesper.common import Board

SECONDS = 300


@dataclass
class Session:
    """What a script's run gave; `answers` has one text for each line."""

    status: int
    output: str
    errors: str
    boot_log: str
    answers: list[str]


def run(board: Board, folder: Path, lines: list[str], *options: str,
        seconds: int = SECONDS) -> Session:
    """The shell's answers to these lines; `exit 0` follows if none does."""
    script = folder / "script"
    script.write_text("".join(f"{line}\n" for line in lines))
    result = subprocess.run(
        [HESPER, "run", board.name, "--script", str(script), "--timeout",
         str(seconds - 20), *options], cwd=ROOT, text=True, errors="replace",
        stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds,
        check=False)
    return Session(result.returncode, result.stdout, result.stderr,
                   result.stdout.split(PROMPT)[0], answers(result.stdout))


def answers(output: str) -> list[str]:
    """What follows each line that was typed."""
    return [answer.partition("\n")[2] for answer in output.split(PROMPT)[1:]]


def ask(board: Board, folder: Path, lines: list[str], *options: str,
        seconds: int = SECONDS) -> list[str]:
    """The answers of a run in which nothing goes wrong."""
    session = run(board, folder, lines, *options, seconds=seconds)
    assert session.status == 0, session.output[-2000:] + session.errors
    return session.answers
