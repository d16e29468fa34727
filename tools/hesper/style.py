"""The `style` group: formatting, static checks, stale files, the stack."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hesper.build import build
from hesper.common import BOARDS, BUILD, PYTHON, ROOT
from hesper.groups import workers
from hesper.results import FAILED, PASSED, Result

C_FOLDERS = ("bench", "caps", "nucleus", "platform", "userland", "tests",
             "tools")
CHECK_SECONDS = 300


def check(name: str, command: list[str]) -> Result:
    """One command that is silent about good sources and fails on bad ones."""
    try:
        result = subprocess.run(command, cwd=ROOT, capture_output=True,
                                text=True, check=False, timeout=CHECK_SECONDS,
                                stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Result("style", name, FAILED, f"no end after {CHECK_SECONDS} s")
    if result.returncode == 0:
        return Result("style", name, PASSED)
    return Result("style", name, FAILED, result.stdout + result.stderr)


def c_files() -> list[Path]:
    return sorted(path for folder in C_FOLDERS
                  for path in (ROOT / folder).rglob("*.[ch]")
                  if "goldens" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def formatting() -> list[tuple[str, list[str]]]:
    return [(f"format/{named(path)}",
             ["clang-format-19", "--dry-run", "-Werror", str(path)])
            for path in c_files()]


def static_checks() -> list[tuple[str, list[str]]]:
    """clang-tidy for each file of the kernel, cppcheck for all of it."""
    checks = []
    for board in BOARDS.values():
        folder = BUILD / board.release
        if not board.kernel().exists():
            continue
        sources = [path for where in ("nucleus", f"nucleus/arch/{board.cpu}",
                                      f"platform/{board.name}")
                   for path in sorted((ROOT / where).glob("*.c"))]
        checks += [(f"tidy/{named(path)}",
                    ["clang-tidy-19", "--quiet", "-p", str(folder), str(path)])
                   for path in sources]
        checks.append((f"cppcheck/{board.name}", [
            "cppcheck", "--quiet", "--error-exitcode=1", "--std=c11",
            "--enable=warning,performance", "--inline-suppr",
            f"--suppressions-list={ROOT}/cmake/cppcheck.txt",
            "-I", str(folder / "generated"), "-I", "caps",
            "-I", f"caps/abi/{board.cpu}", "-I", "nucleus",
            "-I", f"nucleus/arch/{board.cpu}", "-I", f"platform/{board.name}",
            *map(str, sources)]))
        checks.append((f"stack/{board.name}", [
            PYTHON, str(ROOT / "tools" / "stack_check.py"),
            str(board.kernel())]))
    return checks


MARKER = re.compile(r"\b(TODO|FIXME|XXX)\b")


def markers() -> Result:
    """Nothing is left for later in the sources."""
    found = []
    for folder in (*C_FOLDERS, "cmake", "docs"):
        for path in sorted((ROOT / folder).rglob("*")):
            if (not path.is_file() or path.suffix == ".pyc"
                    or path == Path(__file__)):
                continue
            lines = path.read_text(errors="replace").splitlines()
            found += [f"{named(path)}:{number}: {line.strip()}"
                      for number, line in enumerate(lines, 1)
                      if MARKER.search(line)]
    return Result("style", "markers", FAILED if found else PASSED,
                  "\n".join(found))


def style_group(pattern: re.Pattern[str]) -> list[Result]:
    for board in BOARDS.values():
        build(board.release)
    checks = [(name, command) for name, command
              in formatting() + static_checks() if pattern.search(name)]
    with ThreadPoolExecutor(workers()) as pool:
        results = list(pool.map(lambda item: check(*item), checks))
    if pattern.search("markers"):
        results.append(markers())
    return results
