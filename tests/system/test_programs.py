"""Programs that test the system from the inside, and the demonstrations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import ask

from hesper.common import Board

BUILDS = pytest.mark.parametrize(
    "options", [[], ["--debug-build"], ["--deterministic"]],
    ids=["release", "debug", "deterministic"])


def assert_no_check_failed(program: str, text: str, at_least: int) -> None:
    found = re.search(rf"{program}: (\d+) checks, (\d+) failed", text)
    assert found and found[2] == "0" and int(found[1]) >= at_least, text
    assert f"{program} ended by itself with 0" in text


@BUILDS
def test_no_register_leaks(board: Board, tmp_path: Path, options: list[str]
                           ) -> None:
    """Twice: what the first run made is made again of the same memory."""
    first, second, check, _ = ask(
        board, tmp_path, ["run leak_test", "run leak_test", "check"], *options)
    assert_no_check_failed("leak_test", first, 5000)
    assert_no_check_failed("leak_test", second, 5000)
    assert not re.search(r"\b[1-9]\d* of the kernel's invariants", check)


@BUILDS
def test_the_runtime_library(board: Board, tmp_path: Path, options: list[str]
                             ) -> None:
    answer = ask(board, tmp_path, ["run runtime_test"], *options)[0]
    assert_no_check_failed("runtime_test", answer, 20)


@pytest.mark.parametrize("options", [[], ["--debug-build"]],
                         ids=["release", "debug"])
def test_shared_memory(board: Board, tmp_path: Path, options: list[str]
                       ) -> None:
    """The demonstration leaves no trace, so that it can be had again."""
    answers = ask(board, tmp_path, ["share", "share", "share"], *options)
    for answer in answers[:3]:
        steps = re.findall(r"^(\d)\. ", answer, re.MULTILINE)
        assert steps == list("1234567"), answer
        assert "sum 500500, right" in answer
        assert answer.count("SERVICE_BAD_MEMORY") == 2
        assert "20 + 22 = 42" in answer
        assert "demo_client ended by itself with 0" in answer


def test_calls_are_counted(board: Board, tmp_path: Path) -> None:
    answers = ask(board, tmp_path, ["call 1 2", "call 3 4"])
    counts = [int(re.search(r"it has served (\d+) calls", answer)[1])
              for answer in answers[:2]]
    assert counts[1] - counts[0] == 10001
    for answer in answers[:2]:
        assert re.search(r"10000 more calls: \d+ ns each", answer)
