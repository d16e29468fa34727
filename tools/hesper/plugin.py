"""The counting plugin: builds it with the host's compiler, reads its output."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from hesper.build import build_lock
from hesper.common import BUILD, ROOT, HesperError

SOURCES = ROOT / "tools" / "plugin"
PLUGIN = BUILD / "plugin" / "count.so"
FLAGS = ["-std=gnu2x", "-O2", "-Wall", "-Wextra", "-Wconversion",
         "-Wmissing-prototypes", "-Werror", "-fPIC", "-shared",
         "-fvisibility=hidden"]


def build_plugin() -> Path:
    """Built anew only if a source is newer."""
    with build_lock():
        newest = max(path.stat().st_mtime for path in SOURCES.glob("*.[ch]"))
        if not PLUGIN.exists() or PLUGIN.stat().st_mtime < newest:
            PLUGIN.parent.mkdir(parents=True, exist_ok=True)
            result = subprocess.run(
                ["clang-19", *FLAGS, "-o", str(PLUGIN),
                 *map(str, sorted(SOURCES.glob("*.c")))],
                capture_output=True, text=True, check=False)
            if result.returncode != 0:
                raise HesperError("the counting plugin does not build:\n"
                                  + result.stderr)
    return PLUGIN


# Encodings of the marks, of the wait for an interrupt and of the ways out of
# the kernel (x86_64: IRETQ and SYSRETQ), where they are not
# the plugin's own (tools/plugin/marks.h). On x86_64 the marks are
# `nopl 0x48530060(%rax)` and the two behind it.
ENCODINGS = {
    "aarch64": {},
    "x86_64": {"begin": "0f1f8060005348", "end": "0f1f8061005348",
               "group": "0f1f8062005348", "wait": "f4",
               "exit": "48cf", "exit_fast": "480f07"},
}


def arguments(output: Path, kernel_low: int = 0, kernel_high: int = 0,
              more: Mapping[str, str] | None = None) -> list[str]:
    """For QEMU's command line."""
    values = {"out": str(output), "kernel_low": f"{kernel_low:#x}",
              "kernel_high": f"{kernel_high:#x}", **(more or {})}
    return ["-plugin", ",".join([str(build_plugin()), *(
        f"{name}={value}" for name, value in values.items())])]


def read(output: Path) -> list[dict[str, int | str]]:
    """Its lines, as count.c describes them."""
    return [json.loads(line) for line in output.read_text().splitlines()]
