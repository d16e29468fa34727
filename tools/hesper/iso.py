"""`./hesper image iso`: a CD image that GRUB boots, by BIOS and by UEFI."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from hesper import packages
from hesper.build import build_image
from hesper.common import BOARDS, ROOT, HesperError, say

# GRUB speaks on the serial line too: the kernel does.
GRUB_CONFIGURATION = """\
serial --unit=0 --speed=115200
terminal_output console serial
set timeout=0
menuentry "Hesper" {
    multiboot2 /boot/kernel.elf
    module2 /boot/programs.img
}
"""


def fill(folder: Path, kernel: Path, image: Path) -> None:
    boot = folder / "boot"
    (boot / "grub").mkdir(parents=True)
    (boot / "grub" / "grub.cfg").write_text(GRUB_CONFIGURATION)
    shutil.copy(image, boot / "programs.img")
    subprocess.run(["llvm-objcopy-19", "--strip-all", str(kernel),
                    str(boot / "kernel.elf")], check=True)


def write(output: Path, kernel: Path, image: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="hesper-") as folder:
        fill(Path(folder), kernel, image)
        result = subprocess.run(
            ["grub-mkrescue", "-o", str(output), folder],
            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise HesperError(f"grub-mkrescue failed:\n{result.stderr}")


def make_iso(output: Path, debug: bool = False) -> None:
    board = BOARDS["pc"]
    packages.ensure_iso()
    write(output, board.kernel(debug), build_image(board, debug))


def command(arguments: argparse.Namespace) -> int:
    board = BOARDS["pc"]
    default = board.image(arguments.debug_build).with_suffix(".iso")
    output = Path(arguments.output) if arguments.output else default
    make_iso(output, arguments.debug_build)
    shown = output.resolve()
    if shown.is_relative_to(ROOT):
        shown = shown.relative_to(ROOT)
    say(f"made {shown}")
    return 0
