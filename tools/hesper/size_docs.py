"""The section of docs/performance.md about sizes, out of
bench/results/size-*.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hesper.common import BOARDS, Board
from hesper.peers import PEERS, SIZES, Mark

TEXT = """\

## Size

    ./hesper size                                           # by part, measured now
    ./hesper size --compare bench/results/size-raspi.json   # fails if the kernel has grown

*Text* is what is executable in the release kernel: whole pages, vectors, and what only boot and a panic use
(on the Raspberry Pi 9 KiB). *Lines* are the sources of the nucleus, the processor and the board without blanks and
comments; about 1,000 of them are the self-check, which is in debug builds only. A test fails when the kernel has more
bytes of code, or lines, than the committed figures say.

"""

TEXT_END = """\

**The aims are missed on both boards, and on the Raspberry Pi seL4's text is smaller than ours.** There, of 47 KiB of
code, 9 are boot's and the panic's (memory, device tree, root's image, the printed map of the kernel), 6.5 assembly, 3
the generated decoding, 2 the search trees and queues of whoever waits.
[Decision 016](decisions/016-small-unless-it-shows.md) says what was tried.
"""


def load(folder: Path) -> dict[str, dict[str, Any]]:
    """By board."""
    return {name: json.loads(path.read_text()) for name in BOARDS
            if (path := folder / f"size-{name}.json").exists()}


def row(what: str, board: Board, value: int, mark: Mark | None) -> str:
    cells = [what, board.title, f"{value:,}"]
    if mark:
        cells += [f"{mark.bar:,}", "met" if value <= mark.bar else "missed"]
        cells += [f"{mark.peers[peer]:,}" if peer in mark.peers else ""
                  for peer in PEERS]
    else:
        cells += [""] * (2 + len(PEERS))
    return "| " + " | ".join(cells) + " |\n"


def section(folder: Path) -> str:
    """Empty before anything was measured."""
    found = load(folder)
    if not found:
        return ""
    page = TEXT + "| | board | Hesper | aim | | " + " | ".join(PEERS) + " |\n"
    page += "| --- | --- | --: | --: | --- |" + " --: |" * len(PEERS) + "\n"
    for name, one in found.items():
        board, aims = BOARDS[name], SIZES[BOARDS[name].cpu]
        page += row("text, bytes", board, one["bytes_total"]["text"],
                    aims["text"])
        page += row("of that code", board, one["bytes_code"], None)
        page += row("lines", board, one["lines_kernel"]["code"], aims["lines"])
    return page + TEXT_END
