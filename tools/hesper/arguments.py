"""What the commands' arguments have in common: the board, and what numbers
and files must be."""

from __future__ import annotations

import argparse
from pathlib import Path

from hesper.common import BOARDS, DEFAULT_BOARD

SECONDS_MAX = 7 * 24 * 3600


def add_board(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "board", nargs="?", default=DEFAULT_BOARD, metavar="BOARD",
        help=f"one of: {', '.join(BOARDS)} (default: {DEFAULT_BOARD})")


def seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= SECONDS_MAX:
        raise argparse.ArgumentTypeError(
            f"must be more than 0 and at most {SECONDS_MAX}")
    return value


def positive(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def natural(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be less than 0")
    return value


def new_file(text: str) -> str:
    """One to be written, perhaps after a long time: so it is looked at now."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder, not a file")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return text
