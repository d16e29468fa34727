"""Tests of capgen: its errors, what it generates, and that this compiles and
does what the descriptions say.

After a wanted change of the generated files renew the goldens, and look at the
difference:

    /usr/bin/python3 -m pytest tests/capgen --update && git diff tests/capgen
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reference
import render
from errors import Errors
from model import Model
from resolve import resolve
from statuses import read_statuses
from syntax import parse

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "capgen"
EXAMPLE = HERE / "example"
GOLDENS = HERE / "goldens"
BAD = sorted((HERE / "bad").glob("*.cap"))
CAPS = ROOT / "caps"
COMPILE = [
    "clang-19",
    "-std=gnu2x",
    "-Wall",
    "-Wextra",
    "-Wconversion",
    "-Wmissing-prototypes",
    "-Werror",
]
# Each processor that has a register convention, and how to compile for it.
FREESTANDING = ["-ffreestanding", "-target"]
PROCESSORS = {
    "host": [],
    "aarch64": [*FREESTANDING, "aarch64-none-elf"],
    "x86_64": [*FREESTANDING, "x86_64-none-elf"],
}


def capgen(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the command as the build does."""
    return subprocess.run(
        [sys.executable, "tools/capgen", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def load(folder: Path) -> Model:
    errors = Errors()
    described = []
    for path in sorted(folder.glob("*.cap")):
        described += parse(path.name, path.read_text(), errors)
    statuses = read_statuses((folder / "abi.h").read_text())
    model = resolve(described, statuses, errors)
    assert errors.lines() == []
    return model


def compile_c(*arguments: str | Path) -> None:
    result = subprocess.run(
        [*COMPILE, *map(str, arguments)], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_error(path: Path) -> None:
    """Each file in bad/ says first which errors it must give, all of them."""
    text = path.read_text()
    mark = "# expect: "
    expected = [
        f"{path.name}:{line[len(mark):]}"
        for line in text.splitlines()
        if line.startswith(mark)
    ]
    errors = Errors()
    described = parse(path.name, text, errors)
    if not errors.found:
        statuses = read_statuses((EXAMPLE / "abi.h").read_text())
        resolve(described, statuses, errors)
    assert errors.lines() == expected


def test_command_reports_errors_of_all_files(tmp_path: Path) -> None:
    caps = tmp_path / "caps"
    shutil.copytree(EXAMPLE, caps)
    (caps / "one.cap").write_text("object\n")
    (caps / "two.cap").write_text("object two\n\ttype 1\n")
    result = capgen("--caps", caps, "--out", tmp_path / "out")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"{caps}/one.cap:1:7: expected a name, found the end of the line",
        f"{caps}/two.cap:2:1: expected spaces, found a tab",
    ]
    assert not (tmp_path / "out").exists()


def test_goldens(update: bool) -> None:
    model = load(EXAMPLE)
    files = render.code(model)
    files |= {f"docs/{n}": t for n, t in reference.pages(model).items()}
    if update:
        shutil.rmtree(GOLDENS, ignore_errors=True)
        (GOLDENS / "docs").mkdir(parents=True)
        for name, text in files.items():
            (GOLDENS / name).write_text(text)
    found = {
        str(path.relative_to(GOLDENS)): path.read_text()
        for path in GOLDENS.rglob("*")
        if path.is_file()
    }
    assert sorted(found) == sorted(files)
    for name, text in files.items():
        assert text == found[name], f"{name} differs: see test_capgen.py"


def test_lines_fit() -> None:
    files = render.code(load(CAPS))
    for name in ("caps.h", "stubs.h", "operations.h", "dispatch.c"):
        long = [line for line in files[name].splitlines() if len(line) > 80]
        # The table of operation numbers has one line per object.
        assert [line for line in long if not line.startswith("    [")] == []


def test_files_are_written_only_if_they_change(tmp_path: Path) -> None:
    arguments = ("--caps", EXAMPLE, "--out", tmp_path)
    assert capgen(*arguments).returncode == 0
    before = {p: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    (tmp_path / "caps.h").write_text("old")
    assert capgen(*arguments).returncode == 0
    after = {p: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert [p.name for p in after if after[p] != before[p]] == ["caps.h"]
    assert (tmp_path / "caps.h").read_text() != "old"


@pytest.mark.parametrize("processor", PROCESSORS)
def test_real_descriptions_compile(processor: str, tmp_path: Path) -> None:
    abi = CAPS / "abi" / processor
    if not (abi / "abi_arch.h").exists():
        pytest.skip(f"no register convention for {processor}")
    assert capgen("--caps", "caps", "--out", tmp_path).returncode == 0
    # invoke.h must find the fake slot.h, not the one beside it.
    for header in [*(HERE / "fake").glob("*.h"), ROOT / "nucleus/invoke.h"]:
        shutil.copy(header, tmp_path)
    # Tools that know no processor use caps.h alone.
    compile_c(f"-I{CAPS}", "-fsyntax-only", "-xc", tmp_path / "caps.h")
    options = [*PROCESSORS[processor], f"-I{CAPS}", f"-I{abi}"]
    options += [f"-I{tmp_path}", "-fsyntax-only"]
    for header in ("stubs.h", "operations.h"):
        user = tmp_path / f"{header}.c"
        user.write_text(f'#include "{header}"\n')
        compile_c(*options, user)
    compile_c(*options, tmp_path / "dispatch.c")


def test_round_trip(tmp_path: Path) -> None:
    """What a stub says is what the operation sees; see roundtrip.c."""
    assert capgen("--caps", EXAMPLE, "--out", tmp_path).returncode == 0
    for header in [*(HERE / "fake").glob("*.h"), ROOT / "nucleus/invoke.h"]:
        shutil.copy(header, tmp_path)
    program = tmp_path / "roundtrip"
    compile_c(
        "-g",
        "-fsanitize=address,undefined,function",
        "-fno-sanitize-recover=all",
        f"-I{tmp_path}",
        f"-I{CAPS}",
        f"-I{CAPS}/abi/host",
        HERE / "roundtrip.c",
        HERE / "roundtrip_kernel.c",
        tmp_path / "dispatch.c",
        "-o",
        program,
    )
    result = subprocess.run([program], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr


def test_json_holds_the_model(tmp_path: Path) -> None:
    assert capgen("--caps", "caps", "--out", tmp_path).returncode == 0
    data = json.loads((tmp_path / "caps.json").read_text())
    objects = {object["name"]: object for object in data["objects"]}
    assert len(objects) == len(list(CAPS.glob("*.cap")))
    wait = next(
        op
        for op in objects["notification"]["operations"]
        if op["name"] == "wait"
    )
    assert wait["number"] >> 8 == objects["notification"]["type"]
    assert "TIMED_OUT" in wait["statuses"]["fails"]
    assert "MISSING_RIGHT" in wait["statuses"]["implicit"]


def test_stale_docs_are_named(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    check = ("--caps", EXAMPLE, "--check-docs", docs)
    assert capgen("--caps", EXAMPLE, "--docs", docs).returncode == 0
    assert capgen(*check).returncode == 0

    (docs / "bell.md").write_text("out of date\n")
    (docs / "box.md").unlink()
    (docs / "gone.md").write_text(reference.MARK + "gone.cap")
    (docs / "notes.md").write_text("not made by capgen\n")
    result = capgen(*check)
    assert result.returncode == 1
    command = f"tools/capgen --caps {EXAMPLE} --docs {docs}"
    assert result.stderr.splitlines() == [
        f"{docs}/bell.md: stale",
        f"{docs}/box.md: stale",
        f"{docs}/gone.md: stale",
        f"mend with: {sys.executable} {command}",
    ]
    assert capgen("--caps", EXAMPLE, "--docs", docs).returncode == 0
    assert capgen(*check).returncode == 0
    assert not (docs / "gone.md").exists()
    assert (docs / "notes.md").exists()


def test_reference_is_up_to_date() -> None:
    result = capgen("--caps", "caps", "--check-docs", "docs/reference")
    assert result.returncode == 0, result.stderr
