"""The fast path against the plain one: a short comparison on each board, and
what else runs on the kernel without the fast path. More sequences are for
`./hesper compare-paths`."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from conftest import HESPER, ROOT
from scripts import ask

from hesper.build import build
from hesper.common import BOARDS, BUILD, Board
from hesper.compare_paths import (Boot, Job, Totals, compare, first_difference)

SEQUENCES = 400


def compare_paths(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HESPER, "compare-paths", *words], cwd=ROOT,
                          text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=600, check=False)


def test_both_paths_do_the_same(board: Board, tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    result = compare_paths(board.name, "--sequences", str(SEQUENCES), "--json",
                           str(results))
    assert result.returncode == 0, result.stdout + result.stderr
    found = json.loads(results.read_text())
    assert found["sequences"] == SEQUENCES
    assert found["fast_calls"] > found["steps"] // 10
    assert found["fast_returns"] > found["steps"] // 20


class Slow(Job):
    """Compares the kernel without the fast path with itself."""

    def presets(self) -> tuple[str, str]:
        return self.board.plain, self.board.plain


def test_a_comparison_without_the_fast_path_fails() -> None:
    board = BOARDS["raspi"]
    build(board.plain, targets=("image_hesper-raspi-paths",))
    text = compare(Slow(board, 1, 20), 0, 10, Totals())
    assert "0 calls and 0 returns" in text


def test_the_first_difference() -> None:
    def boot(*words: str, ends: bool = True) -> Boot:
        lines = [f"paths: sequence {i} {word}"
                 for i, word in enumerate(words, 7)]
        return Boot("\n".join(lines + ["paths: end"] * ends), 0 if ends else 2)

    assert first_difference(7, [boot("a", "b"), boot("a", "b")]) is None
    assert first_difference(7, [boot("a", "b"), boot("a", "c")]) == 8
    assert first_difference(7, [boot("a", "b"), boot("a", ends=False)]) == 8


def test_too_long() -> None:
    result = compare_paths("--length", "1000")
    assert result.returncode == 1
    assert "at most 200" in result.stderr


def test_no_register_leaks_without_the_fast_path(board: Board, tmp_path: Path
                                                 ) -> None:
    build(board.plain)
    image = BUILD / board.plain / f"hesper-{board.name}.img"
    answers = ask(board, tmp_path, ["run leak_test", "check"], "--image",
                  str(image))
    found = re.search(r"leak_test: (\d+) checks, 0 failed", answers[0])
    assert found and int(found[1]) > 5000, answers[0]
    assert not re.search(r"\b[1-9]\d* of the kernel's invariants", answers[1])
