"""The set-up step, with stand-ins for Debian's commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hesper import packages
from hesper.common import HesperError

DPKG_QUERY = """#!/bin/sh
echo "clang-19 installed"
cat "$FAKE/installed" 2>/dev/null
exit 1
"""
APT_GET = """#!/bin/sh
echo "$@" >> "$FAKE/log"
[ "$1" = install ] && [ -e "$FAKE/works" ] || exit "$(cat "$FAKE/status")"
shift 3
for package; do echo "$package installed"; done >> "$FAKE/installed"
"""


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian that has clang-19 and needs two more packages."""
    for name, text in (("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET)):
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "status").write_text("0")
    (tmp_path / "works").touch()
    (tmp_path / "lists_Packages").touch()
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("FAKE", str(tmp_path))
    monkeypatch.setattr(packages, "LISTS", tmp_path)
    monkeypatch.setattr(packages, "PACKAGES",
                        dict.fromkeys(("clang-19", "cmake", "cppcheck"), ""))
    monkeypatch.setattr(packages, "become_root", lambda: [])
    return tmp_path


def log(debian: Path) -> list[str]:
    path = debian / "log"
    return path.read_text().splitlines() if path.exists() else []


INSTALL = "install --yes --no-install-recommends cmake cppcheck"


def test_only_what_is_missing_is_installed_once(
        debian: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages.ensure()
    packages.ensure()
    assert log(debian) == [INSTALL]
    said = capsys.readouterr().err
    assert said == "hesper: installing 2 Debian packages: cmake, cppcheck\n"


def test_lists_are_fetched_when_there_are_none(debian: Path) -> None:
    (debian / "lists_Packages").unlink()
    packages.ensure()
    assert log(debian) == ["update", INSTALL]


def test_without_network_it_says_what_to_type(debian: Path) -> None:
    (debian / "works").unlink()
    (debian / "status").write_text("100")
    with pytest.raises(HesperError) as caught:
        packages.ensure()
    assert log(debian) == [INSTALL, "update", INSTALL]
    assert f"apt-get {INSTALL}" in str(caught.value)


def test_without_root_it_says_what_to_type(
        debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "become_root", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(HesperError) as caught:
        packages.ensure()
    assert log(debian) == []
    assert f"sudo apt-get update && sudo apt-get {INSTALL}" in str(caught.value)
