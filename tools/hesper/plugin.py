"""The counting plugin: builds it with the host's compiler, reads its output."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hesper.build import build_lock
from hesper.common import BUILD, ROOT, HesperError

SOURCE = ROOT / "tools" / "plugin" / "count.c"
HEADER = ROOT / "tools" / "plugin" / "qemu_plugin.h"
PLUGIN = BUILD / "plugin" / "count.so"
FLAGS = ["-std=gnu2x", "-O2", "-Wall", "-Wextra", "-Wconversion",
         "-Wmissing-prototypes", "-Werror", "-fPIC", "-shared",
         "-fvisibility=hidden"]


def build_plugin() -> Path:
    """Built anew only if a source is newer."""
    with build_lock():
        newest = max(SOURCE.stat().st_mtime, HEADER.stat().st_mtime)
        if not PLUGIN.exists() or PLUGIN.stat().st_mtime < newest:
            PLUGIN.parent.mkdir(parents=True, exist_ok=True)
            result = subprocess.run(
                ["clang-19", *FLAGS, "-o", str(PLUGIN), str(SOURCE)],
                capture_output=True, text=True, check=False)
            if result.returncode != 0:
                raise HesperError("the counting plugin does not build:\n"
                                  + result.stderr)
    return PLUGIN


def arguments(output: Path, kernel_low: int = 0, kernel_high: int = 0
              ) -> list[str]:
    """For QEMU's command line."""
    return ["-plugin", f"{build_plugin()},out={output},"
            f"kernel_low={kernel_low:#x},kernel_high={kernel_high:#x}"]


def read(output: Path) -> list[dict[str, int | str]]:
    """Its lines, as count.c describes them."""
    return [json.loads(line) for line in output.read_text().splitlines()]
