"""Configures and builds with CMake, one process at a time."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hesper.common import (BUILD, OTHER_PRESETS, PRESETS, ROOT, Board,
                           HesperError, say)


@contextlib.contextmanager
def build_lock() -> Iterator[None]:
    """Two builds in one folder would spoil each other."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_step(command: list[str], quiet: bool) -> None:
    result = subprocess.run(
        command, cwd=ROOT, check=False, text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None)
    if result.returncode == 0:
        return
    if quiet:
        sys.stderr.write(result.stdout)
    raise HesperError(f"`{' '.join(command)}` failed")


def build(preset: str, quiet: bool = True, targets: tuple[str, ...] = ()
          ) -> None:
    """Builds everything of a preset, or these targets of it."""
    if preset not in PRESETS + OTHER_PRESETS:
        raise HesperError(f"there is no preset `{preset}`; there are: "
                          + ", ".join(PRESETS))
    with build_lock():
        say(f"building {preset}")
        if not (BUILD / preset / "build.ninja").exists():
            run_step(["cmake", "--preset", preset], quiet)
        command = ["cmake", "--build", "--preset", preset]
        if targets:
            command += ["--target", *targets]
        run_step(command, quiet)


def build_image(board: Board, debug: bool, tests: bool = False) -> Path:
    """The board's boot image, built if need be."""
    build(board.preset(debug))
    image = board.image(debug, tests)
    if not image.exists():
        raise HesperError(
            f"the build made no {image.relative_to(ROOT)}; "
            f"`cmake --preset {board.preset(debug)}` says what is missing")
    return image


def command(arguments: argparse.Namespace) -> int:
    for preset in arguments.preset or PRESETS:
        build(preset, quiet=False)
    return 0
