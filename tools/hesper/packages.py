"""The Debian packages that Hesper needs: the one list, and the set-up step."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from hesper.common import HesperError, say

# Package and the reason for it.
PACKAGES = {
    "clang-19": "compiles kernel, programs and host tests",
    "lld-19": "links kernel and programs",
    "llvm-19": "objcopy, objdump, ar and symbolizer",
    "libclang-rt-19-dev": "sanitizers of the host tests",
    "clang-format-19": "checks the formatting",
    "clang-tidy-19": "checks the sources",
    "cppcheck": "checks the sources",
    "cmake": "the build",
    "ninja-build": "the build",
    "libc6-dev": "C library headers of the host tests",
    "libcmocka-dev": "the host tests",
    "python3-lark": "capgen reads the .cap files with it",
    "python3-jinja2": "capgen writes its outputs with it",
    "python3-pyelftools": "image.py and stack_check.py read ELF files",
    "python3-pytest": "tests of tools and whole systems",
    "python3-pytest-xdist": "runs them side by side",
    "python3-pexpect": "drives the shell as a user would",
    "qemu-system-arm": "runs the raspi board",
    "qemu-system-x86": "runs the pc board",
    "gdb-multiarch": "./hesper debug",
    "device-tree-compiler": "tests that boot with a device tree",
}

# Only for `./hesper image iso` and its tests.
ISO_PACKAGES = {
    "grub-common": "grub-mkrescue",
    "grub-pc-bin": "boots the ISO by BIOS",
    "grub-efi-amd64-bin": "boots the ISO by UEFI",
    "xorriso": "writes the ISO",
    "mtools": "writes the file system that UEFI reads",
}

# Only for Bochs, which boots an ISO.
BOCHS_PACKAGES = {
    "bochs": "another PC, to check with",
    "bochs-term": "its screen",
    "bochsbios": "its firmware",
    "vgabios": "its screen's firmware",
}

LISTS = Path("/var/lib/apt/lists")


def installed_version(package: str) -> str | None:
    """Its version, or None if it is not installed."""
    result = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package],
        capture_output=True, text=True, check=False)
    status, _, version = result.stdout.partition(" ")
    return version if status == "installed" else None


def missing_packages() -> list[str]:
    return missing_of(PACKAGES)


def missing_of(wanted: Iterable[str]) -> list[str]:
    result = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n",
         *wanted],
        capture_output=True, text=True, check=False)
    rows = [line.split() for line in result.stdout.splitlines()]
    present = {row[0] for row in rows if row[1:] == ["installed"]}
    return [package for package in wanted if package not in present]


def install_command(packages: list[str]) -> list[str]:
    return ["apt-get", "install", "--yes", "--no-install-recommends",
            *packages]


def become_root() -> list[str] | None:
    """What goes before a command that needs root; None if nothing helps."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, check=False
            ).returncode == 0:
        return ["sudo", "-n"]
    return None


def type_this(packages: list[str]) -> str:
    """The command for a person to type."""
    install = " ".join(install_command(packages))
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"    {sudo}apt-get update && {sudo}{install}"


def install(packages: list[str]) -> None:
    prefix = become_root()
    names = ", ".join(packages)
    if prefix is None:
        raise HesperError(f"these Debian packages are missing: {names}\n"
                          "Installing them takes root; please type:\n"
                          + type_this(packages))
    say(f"installing {len(packages)} Debian packages: {names}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")

    def apt(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*prefix, *command], env=environment, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)

    updated = not any(LISTS.glob("*_Packages*"))
    if updated:
        apt(["apt-get", "update"])
    result = apt(install_command(packages))
    if result.returncode != 0 and not updated:
        apt(["apt-get", "update"])
        result = apt(install_command(packages))
    still_missing = missing_of(packages)
    if still_missing:
        raise HesperError(f"{result.stderr.strip()}\n"
                          "apt-get could not install them (no network?); "
                          "please type:\n" + type_this(still_missing))


def ensure() -> None:
    """Installs what is missing, or says what to type."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        raise HesperError("this is not a Debian system; Hesper's tools are "
                          "Debian 12's (`./hesper doctor` lists them)")
    missing = missing_packages()
    if missing:
        install(missing)


def ensure_iso() -> None:
    """The same for what only an ISO takes."""
    ensure_also(ISO_PACKAGES)


def ensure_bochs() -> None:
    """And for what only Bochs takes."""
    ensure_also({**ISO_PACKAGES, **BOCHS_PACKAGES})


def ensure_also(packages: dict[str, str]) -> None:
    missing = missing_of(packages)
    if missing:
        install(missing)
