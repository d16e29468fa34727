"""`./hesper run --script`, and its errors."""

from __future__ import annotations

import subprocess
from pathlib import Path

from conftest import HESPER, ROOT

from hesper.common import Board


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HESPER, "run", *words], cwd=ROOT, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=120, check=False)


def script(folder: Path, text: str) -> str:
    path = folder / "script"
    path.write_text(text)
    return str(path)


def test_a_script_is_typed_and_answered(board: Board, tmp_path: Path) -> None:
    result = run(board.name, "--script",
                 script(tmp_path, "# a comment\n\nhelp\nexit 7\n"))
    assert result.returncode == 7, result.stderr
    assert "hesper> help\n" in result.stdout
    assert "comment" not in result.stdout


def test_a_script_without_exit_ends_well(board: Board, tmp_path: Path) -> None:
    result = run(board.name, "--script", script(tmp_path, "help\n"))
    assert result.returncode == 0, result.stderr
    assert "hesper> exit 0" in result.stdout


def test_deterministic_runs_are_the_same(board: Board, tmp_path: Path) -> None:
    path = script(tmp_path, "help\nps\nexit 5\n")
    first = run(board.name, "--script", path, "--deterministic")
    second = run(board.name, "--script", path, "--deterministic")
    assert first.returncode == second.returncode == 5
    assert first.stdout == second.stdout


def test_time_is_up(board: Board, tmp_path: Path) -> None:
    result = run(board.name, "--script", script(tmp_path, "help\n"),
                 "--timeout", "0.05")
    assert result.returncode == 124
    assert "time is up" in result.stderr


def test_a_script_that_is_not_there() -> None:
    result = run("--script", "/nowhere/at/all")
    assert result.returncode == 1
    assert "/nowhere/at/all: No such file" in result.stderr
