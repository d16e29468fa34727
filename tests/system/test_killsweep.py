"""The kill sweep in QEMU, at every 97th instruction; all of them are for
`./hesper killsweep` without `--step`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import HESPER, ROOT

from hesper.common import BOARDS
from hesper.killsweep import VICTIMS

STEP = 97


def killsweep(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HESPER, "killsweep", *words], cwd=ROOT, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=900, check=False)


@pytest.mark.parametrize("board", BOARDS)
def test_the_others_finish(board: str, tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    result = killsweep(board, "--step", str(STEP), "--json", str(results))
    assert result.returncode == 0, result.stdout + result.stderr
    sweeps = json.loads(results.read_text())["sweeps"]
    assert [one["victim"] for one in sweeps] == list(VICTIMS)
    for one in sweeps:
        assert one["rounds"] == one["length"] // STEP + 1
        assert one["points"] > 40


def test_every_instruction_of_a_part() -> None:
    """The release build has its fast path, and no self-check."""
    result = killsweep("raspi", "--release-build", "--victim", "middle",
                       "--from", "3000", "--to", "5000")
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 2001 rounds " in result.stdout
    assert " in user code, " in result.stdout


def test_nothing_to_do() -> None:
    result = killsweep("--from", "5", "--to", "3")
    assert result.returncode == 1
    assert "--to 3 lies before --from 5" in result.stderr
