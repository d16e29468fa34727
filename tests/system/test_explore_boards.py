"""The explorer's sequences on the boards, beside the host; more of them are
compared by `./hesper explore --compare BOARD`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import HESPER, ROOT

from hesper import explore_board
from hesper.build import build
from hesper.common import Board
from hesper.explore_moment import Comparison
from hesper.explore_sequence import Sequence, load

# A call that is served, deferred and answered by a reply.
SEQUENCE = """\
world gates-small
wrong nothing
step invoke root 0 0xfffff 0x1100 0 0 0
step invoke client 0 0x1 0x2000 0x11 0x12 0x13
step invoke server 0 0xfffff 0x1103 0x1 0 0
step invoke server 0 0x1 0x50700 0x21 0x22 0x23
step slice server 0 0 0 0 0 0
"""


def explore(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HESPER, "explore", *words], cwd=ROOT, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=900, check=False)


def write(folder: Path, text: str) -> str:
    path = folder / "sequence.txt"
    path.write_text(text)
    return str(path)


def test_walks_through_every_world(board: Board) -> None:
    """Twelve worlds, each step by step and with steps in between unseen."""
    result = explore("--compare", board.name, "--walks", "24")
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"on {board.name}: 0 differences" in result.stdout


def test_walks_on_the_optimised_kernel(board: Board) -> None:
    result = explore("--compare", board.name, "--walks", "24", "--seed", "2",
                     "--release-build")
    assert result.returncode == 0, result.stdout + result.stderr


def test_one_sequence_step_by_step(board: Board, tmp_path: Path) -> None:
    result = explore("--replay", write(tmp_path, SEQUENCE), "--board",
                     board.name)
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    entered = ("server runs; entered with badge 0x1, operation 0x2000, words "
               "0x11 0x12 0x13 0x33 0x36 0x39")
    assert lines[3] == "  2. client: call on 1"
    assert lines[4].strip() == f"host:  {entered}"
    assert lines[5].split(":", 1)[1].strip() == entered
    assert lines[-1].startswith("5 steps, the same on the host and on ")


@pytest.fixture
def taken(board: Board, tmp_path: Path) -> Comparison:
    """A sequence that a board has taken."""
    build("host", targets=("explore", "explore_check", "generated"))
    explore_board.prepare(board, True)
    sequence = load(Path(write(tmp_path, SEQUENCE)))
    found = explore_board.take(board, True, "test", [sequence])[0]
    assert found.first() is None
    return found


def broken(taken: Comparison, step: int, **fields: object) -> Comparison:
    """With something else expected after a step."""
    outcomes = [dict(outcome) for outcome in taken.sequence.outcomes]
    outcomes[step].update(fields)
    sequence = Sequence(Path("broken"), taken.sequence.reader, outcomes)
    return Comparison(sequence, taken.moments)


def test_a_difference_is_named(taken: Comparison) -> None:
    """Each kind of it, at the first step where it is."""
    outcomes = taken.sequence.outcomes
    word = list(outcomes[2]["registers"])
    word[6] += 1
    badge = list(outcomes[2]["registers"])
    badge[0] += 1
    status = list(outcomes[3]["registers"])
    status[0] += 1
    digest = "0000" + outcomes[4]["digest"][4:]
    for step, what, fields in (
            (1, "who runs next", {"next": "root"}),
            (2, "what server gets", {"registers": word}),
            (2, "what server gets", {"registers": badge}),
            (2, "what server gets", {"event": "returned"}),
            (3, "what server gets", {"registers": status}),
            (4, "root's slot 512", {"digest": digest})):
        found = broken(taken, step, **fields).first()
        assert found and found.step == step and found.what.startswith(what)
    taken.moments[3].violations = 1
    found = taken.first()
    assert found and found.what == "the kernel's invariants"
    del taken.moments[2]
    found = taken.first()
    assert found and (found.step, found.board) == (2, "did not get here")


INTERRUPTED = """\
world gates-small
wrong nothing
step invoke root 1 0x1 0x204 0x207 0 0
"""
# `two` waits, is stopped and goes on: it is at its invocation again.
LET_GO = """\
world waiting-small
wrong nothing
step invoke root 0 0xfffff 0x1100 0 0 0
step invoke one 0 0xfffff 0x1100 0 0 0
step invoke two 0 0x1 0x901 0 0 0
step invoke root 0 0x205 0x502 0 0 0
step invoke root 0 0x205 0x503 0 0 0
step invoke root 0 0xfffff 0x1100 0 0 0
step invoke one 0 0xfffff 0x1100 0 0 0
step invoke two 0 0xfffff 0x1100 0 0 0
"""


@pytest.mark.parametrize("text, step, why", (
    (INTERRUPTED, "step 1 cannot be taken on a board: root: table.delete",
     "nobody on a board can choose at which of the kernel's looks"),
    (LET_GO, "step 8 cannot be taken on a board: two: self.yield",
     "goes on with an interrupted invocation at once")))
def test_what_a_board_cannot_do(text: str, step: str, why: str,
                                tmp_path: Path) -> None:
    result = explore("--replay", write(tmp_path, text), "--board", "raspi")
    assert result.returncode == 1
    assert step in result.stderr and why in result.stderr


def test_board_without_a_sequence() -> None:
    result = explore("--board", "pc")
    assert result.returncode == 1
    assert "--compare BOARD" in result.stderr
