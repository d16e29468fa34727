"""Sequences of the explorer in words, and done again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hesper.build import build
from hesper.common import ROOT
from hesper.explore_text import Reader

SEQUENCE = """\
world gates-small
wrong nothing
slot root 519 thread 1 0
slot client 1 gate 0 1
step slice root 0 0 0 0 0 0
step invoke client 0 0x1 0x2000 0 0 0
step invoke server 0 0xfffff 0x1103 0x1 0 0
step slice server 0 0 0 0 0 0
step invoke root 1 0x1 0x204 0x207 0 0
step restart root 0 0 0 0 0 0
"""


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    build("host", targets=("generated", "explore", "explore_check"))


def test_steps_in_words() -> None:
    assert Reader(SEQUENCE).steps() == [
        "root: its time slice ends",
        "client: call on 1 (gate)",
        "server: self.defer on CAP_SELF: destination 0x1",
        "server: its time slice ends",
        "root: table.delete on 1: slot 0x207 [interrupted at look 1]",
        "root: goes on with its invocation",
    ]


def test_transfers_in_words() -> None:
    step = ("step invoke client 0 "
            f"{1 | 2 << 20 | 3 << 40 | 2 << 60 | 1 << 62:#x} 0x2000 0 0 0")
    assert Reader(SEQUENCE + step).steps()[-1] == (
        "client: call on 1 (gate): offer 2 to give, accept 3, do not wait")
    back = f"step invoke server 0 {5 | 1 << 32:#x} {1 << 63:#x} 0 0 0"
    assert Reader(SEQUENCE + back).steps()[-1] == (
        "server: return 5, offer 1 to derive")


def test_replay(tmp_path: Path) -> None:
    path = tmp_path / "sequence.txt"
    path.write_text(SEQUENCE)
    result = subprocess.run(
        [str(ROOT / "hesper"), "explore", "--replay", str(path)], cwd=ROOT,
        capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[1].strip() == "is runnable; client runs next"
    assert lines[3].strip() == "is calling; server runs next"
    assert lines[5].strip() == "OK; server runs next"
    assert "VIOLATION" not in result.stdout


def test_replay_of_nothing() -> None:
    result = subprocess.run(
        [str(ROOT / "hesper"), "explore", "--replay", "no-such-sequence"],
        cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "there is no sequence" in result.stderr


@pytest.mark.parametrize("name, text", [
    ("docs", "there is no sequence `docs`"),
    ("README.md", "README.md: no sequence"),
])
def test_replay_of_something_else(name: str, text: str) -> None:
    result = explore("--replay", name)
    assert result.returncode == 1
    assert text in result.stderr


def explore(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ROOT / "hesper"), "explore", *words], cwd=ROOT,
                          capture_output=True, text=True, check=False)


def test_walk(tmp_path: Path) -> None:
    """The seed says which; the host takes it again with sanitizers."""
    texts = []
    for seed in ("7", "7", "8"):
        path = tmp_path / f"walk{len(texts)}.txt"
        result = explore("gates", "--walk", seed, "--length", "30", "--out",
                         str(path))
        assert result.returncode == 0, result.stderr
        texts.append(path.read_text())
        assert len(Reader(texts[-1]).steps()) > 20
        again = explore("--replay", str(path))
        assert again.returncode == 0, again.stdout + again.stderr
    assert texts[0] == texts[1] != texts[2]


def test_walk_through_nothing() -> None:
    result = explore("--walk", "1")
    assert result.returncode == 1
    assert "say which" in result.stderr
