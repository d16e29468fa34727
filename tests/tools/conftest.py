"""What the tests of the tools share: the tools' folder on the path, and small
programs for the bare processor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

CLANG = ["clang-19", "--target=aarch64-none-elf", "-mgeneral-regs-only",
         "-ffreestanding", "-nostdlib", "-fuse-ld=lld-19", "-O1", "-g"]


class Compiler:
    """Compiles sources for bare AArch64 in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str) -> None:
        result = subprocess.run(words, cwd=self.folder, capture_output=True,
                                text=True, check=False)
        assert result.returncode == 0, result.stderr

    def link(self, name: str, source: str, *flags: str, suffix: str = ".c",
             script: str = "") -> Path:
        """<name>.elf from one source."""
        (self.folder / f"{name}{suffix}").write_text(source)
        more = list(flags)
        if script:
            (self.folder / f"{name}.ld").write_text(script)
            more.append(f"-Wl,-T,{name}.ld")
        self.run(*CLANG, *more, "-o", f"{name}.elf", f"{name}{suffix}")
        return self.folder / f"{name}.elf"

    def binary(self, elf: Path) -> Path:
        target = elf.with_suffix(".bin")
        self.run("llvm-objcopy-19", "-O", "binary", str(elf), str(target))
        return target


@pytest.fixture
def compiler(tmp_path: Path) -> Compiler:
    return Compiler(tmp_path)
