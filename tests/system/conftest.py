"""What the tests of whole systems share: the boards, and `./hesper run` on a
pseudo-terminal, as a user would drive it. A test that asks for `board` runs
once on each."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import image as image_tool  # noqa: E402,F401
from hesper.common import BOARDS, Board  # noqa: E402

HESPER = str(ROOT / "hesper")
PROMPT = "hesper> "
SECONDS = 60
STATUS_PANIC = 2


class Machine:
    """A running system and its terminal."""

    def __init__(self, board: Board, *options: str) -> None:
        self.terminal = pexpect.spawn(
            HESPER, ["run", board.name, "--timeout", str(2 * SECONDS),
                     *options],
            cwd=str(ROOT), encoding="utf-8", codec_errors="replace",
            timeout=SECONDS, echo=False)
        self.boot_log = self.until_prompt()

    def until_prompt(self) -> str:
        """What comes before the next prompt, with plain line ends."""
        found = self.terminal.expect_exact([PROMPT, pexpect.EOF])
        text = re.sub(r"\r+\n", "\n", self.terminal.before)
        assert found == 0, f"the system ended:\n{text}"
        return text

    def command(self, line: str) -> str:
        """Types the line; what the shell answers, without the echo."""
        self.terminal.send(line + "\r")
        return self.until_prompt().partition("\n")[2]

    def exit(self, line: str = "exit 0") -> int:
        """Types the line that ends the system; the command's exit status."""
        self.terminal.send(line + "\r")
        return self.wait_for_end()

    def wait_for_end(self) -> int:
        self.terminal.expect(pexpect.EOF)
        self.terminal.close()
        assert self.terminal.exitstatus is not None
        return self.terminal.exitstatus

    def close(self) -> None:
        self.terminal.close(force=True)


@pytest.fixture(scope="session", params=list(BOARDS))
def board(request: pytest.FixtureRequest) -> Board:
    return BOARDS[request.param]


@pytest.fixture
def machine(board: Board) -> Iterator[Machine]:
    """A system at its first prompt."""
    started = Machine(board)
    yield started
    started.close()
