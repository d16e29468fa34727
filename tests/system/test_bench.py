"""No operation costs more instructions than the committed figures say."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import HESPER, ROOT

from hesper import plugin
from hesper.common import BOARDS, Board, HesperError

RESULTS = ROOT / "bench" / "results"


@pytest.mark.parametrize(
    "board", [name for name in BOARDS if (RESULTS / f"{name}.json").exists()])
def test_nothing_is_worse(board: str, tmp_path: Path) -> None:
    try:
        plugin.build_plugin()
    except HesperError as error:
        pytest.skip(f"cannot count: {error}")
    measured = tmp_path / "measured.json"
    result = subprocess.run(
        [HESPER, "bench", board, "--json", str(measured),
         "--compare", str(RESULTS / f"{board}.json")],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert json.loads(measured.read_text())["board"] == board


def test_a_profile_adds_up(board: Board) -> None:
    result = subprocess.run(
        [HESPER, "bench", board.name, "--profile", "gate_call_return"],
        cwd=ROOT, text=True, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=600, check=False)
    assert result.returncode == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines()[1:]]
    functions = [float(line[0]) for line in lines
                 if len(line) == 3 and line[1] in ("user", "kernel")]
    assert lines[-1][1] == "all"
    assert float(lines[-1][0]) == pytest.approx(sum(functions))
    assert any(line[1:] == ["user", "add"] for line in lines)


def test_an_operation_that_is_not_there(board: Board) -> None:
    result = subprocess.run(
        [HESPER, "bench", board.name, "--profile", "nothing"], cwd=ROOT,
        text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
        check=False)
    assert result.returncode == 1
    assert "no operation `nothing`" in result.stderr
