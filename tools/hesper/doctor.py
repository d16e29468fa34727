"""`./hesper doctor`: which tools are here, which are needed, how to mend it."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass

from hesper.packages import PACKAGES, installed_version, type_this


@dataclass(frozen=True)
class Tool:
    """A program and the lowest version that is known to do."""

    program: str
    needed: str
    package: str
    version_option: str = "--version"


TOOLS = (
    Tool("/usr/bin/python3", "3.11", "python3"),
    Tool("cmake", "3.25", "cmake"),
    Tool("ninja", "1.11", "ninja-build"),
    Tool("clang-19", "19.1", "clang-19"),
    Tool("ld.lld-19", "19.1", "lld-19"),
    Tool("llvm-objcopy-19", "19.1", "llvm-19"),
    Tool("llvm-objdump-19", "19.1", "llvm-19"),
    Tool("llvm-symbolizer-19", "19.1", "llvm-19"),
    Tool("clang-format-19", "19.1", "clang-format-19"),
    Tool("clang-tidy-19", "19.1", "clang-tidy-19"),
    Tool("cppcheck", "2.10", "cppcheck"),
    Tool("qemu-system-aarch64", "7.2", "qemu-system-arm"),
    Tool("qemu-system-x86_64", "7.2", "qemu-system-x86"),
    Tool("gdb-multiarch", "13.1", "gdb-multiarch"),
)
# Packages without a program of their own, and the version needed.
LIBRARIES = {
    "libclang-rt-19-dev": "19.1",
    "libcmocka-dev": "1.1.5",
    "libc6-dev": "2.36",
    "python3-lark": "1.1",
    "python3-jinja2": "3.1",
    "python3-pyelftools": "0.29",
    "python3-pytest": "7.2",
    "python3-pytest-xdist": "3.1",
    "python3-pexpect": "4.8",
}
VERSION = re.compile(r"\d+(?:\.\d+)+")


@dataclass
class Finding:
    name: str
    found: str | None
    needed: str
    good: bool
    mend: str


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def first_version(text: str | None) -> str | None:
    match = VERSION.search(text or "")
    return match.group() if match else None


def tool_version(tool: Tool) -> str | None:
    if not shutil.which(tool.program):
        return None
    result = subprocess.run([tool.program, tool.version_option], check=False,
                            capture_output=True, text=True)
    return first_version(result.stdout)


def judge(name: str, found: str | None, needed: str, package: str) -> Finding:
    good = found is not None and numbers(found) >= numbers(needed)
    mend = "" if good else type_this([package]).strip()
    return Finding(name, found, needed, good, mend)


def findings() -> list[Finding]:
    rows = [judge(tool.program, tool_version(tool), tool.needed, tool.package)
            for tool in TOOLS]
    have_dpkg = shutil.which("dpkg-query") is not None
    for package, needed in LIBRARIES.items():
        version = installed_version(package) if have_dpkg else None
        rows.append(judge(package, first_version(version), needed, package))
    return rows


def command(arguments: argparse.Namespace) -> int:
    rows = findings()
    good = all(row.good for row in rows)
    if arguments.json:
        print(json.dumps({"good": good,
                          "tools": [asdict(row) for row in rows]}, indent=2))
        return 0 if good else 1
    print(f"{'tool':<24}{'found':<12}{'needed':<10}")
    for row in rows:
        print(f"{row.name:<24}{row.found or 'missing':<12}{row.needed:<10}"
              f"{'ok' if row.good else 'NOT GOOD'}")
        if not row.good:
            reason = PACKAGES.get(row.name)
            print(f"    mend: {row.mend}" + (f"  ({reason})" if reason else ""))
    return 0 if good else 1
