"""Names for the kernel addresses that a panic prints."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

# What a panic prints for each frame of the kernel's stack.
KERNEL_ADDRESS = re.compile(r"\bbacktrace: 0x(ffff[0-9a-f]{12})\b")
PANIC = re.compile(r"^panic: ", re.MULTILINE)


def symbolise(kernel: Path, addresses: list[str]) -> list[str]:
    """One line `address function file:line` for each that is code."""
    result = subprocess.run(
        ["llvm-symbolizer-19", "--exe", str(kernel), "--output-style=GNU",
         "--no-inlines", "--basenames", *addresses],
        capture_output=True, text=True, check=False)
    lines = result.stdout.splitlines()
    pairs = zip(addresses, zip(lines[0::2], lines[1::2]))
    return [f"{address}  {function}  {Path(place).name}"
            for address, (function, place) in pairs if function != "??"]


def explain_panic(kernel: Path, output: str) -> str:
    """Names for the backtrace of a panic in this output; '' without one."""
    found = PANIC.search(output)
    if not found or not kernel.exists():
        return ""
    addresses = list(dict.fromkeys(
        "0x" + address for address in
        KERNEL_ADDRESS.findall(output[found.start():])))
    lines = symbolise(kernel, addresses) if addresses else []
    if not lines:
        return ""
    return "the kernel's backtrace:\n" + "\n".join(
        f"    {line}" for line in lines)
