"""The groups of `./hesper test` that run tests: pytest folders, the host's
CMocka programs and a board's test image. Each returns its results."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hesper import bochs, packages, qemu
from hesper.build import build, build_image
from hesper.common import (BUILD, BOARDS, PYTHON, ROOT, Board, HesperError,
                           say)
from hesper.results import (FAILED, Result, count, parse_cmocka, parse_junit)
from hesper.serial import SerialTimeout, start_serial
from hesper.symbols import explain_panic

HOST_SECONDS = 600
BOARD_SECONDS = 600
PYTEST_SECONDS = 1800

# Takes the filter, returns the results.
Group = Callable[[re.Pattern[str]], list[Result]]


def workers() -> int:
    return max(1, os.cpu_count() or 1)


def pytest_group(group: str, folder: Path, pattern: re.Pattern[str]
                 ) -> list[Result]:
    """One folder of pytest tests; none if the folder holds no tests."""
    if not list(folder.glob("**/test_*.py")):
        return []
    # Its own file: tests of the command run the command.
    report = BUILD / "test" / f"{group}-{os.getpid()}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    environment = dict(os.environ, HESPER_TEST_FILTER=pattern.pattern,
                       PYTHONPATH=str(ROOT / "tools"))
    command = [PYTHON, "-m", "pytest", str(folder), "-q", "-n",
               str(workers()), "-p", "hesper.pytest_filter",
               "-p", "no:cacheprovider", f"--junitxml={report}"]
    try:
        result = subprocess.run(command, cwd=ROOT, env=environment, text=True,
                                stdin=subprocess.DEVNULL, check=False,
                                stdout=subprocess.PIPE, timeout=PYTEST_SECONDS,
                                stderr=subprocess.STDOUT)
        output, status = result.stdout, result.returncode
    except subprocess.TimeoutExpired:
        output, status = f"no end after {PYTEST_SECONDS} s", 1
    results = parse_junit(group, report) if report.exists() else []
    report.unlink(missing_ok=True)
    # 5: no tests left by the filter.
    if status not in (0, 5) and not count(results, FAILED):
        results.append(Result(group, "(pytest)", FAILED, output))
    return results


def tools_group(pattern: re.Pattern[str]) -> list[Result]:
    return pytest_group("tools", ROOT / "tests" / "tools", pattern)


def capgen_group(pattern: re.Pattern[str]) -> list[Result]:
    return pytest_group("capgen", ROOT / "tests" / "capgen", pattern)


def system_group(pattern: re.Pattern[str]) -> list[Result]:
    try:
        packages.ensure_bochs()  # before several tests need it at once
    except HesperError as error:
        say(str(error))  # theirs will fail
    for board in BOARDS.values():
        build_image(board, debug=False)
    return pytest_group("system", ROOT / "tests" / "system", pattern)


TEST_NAME = re.compile(r"_test\w*\(\s*(\w+)")


def host_programs(preset: str = "host") -> list[tuple[str, list[str]]]:
    """Name and command of each, as CMake registered them."""
    result = subprocess.run(
        ["ctest", "--show-only=json-v1"], cwd=BUILD / preset, check=True,
        capture_output=True, text=True)
    return [(test["name"], test["command"])
            for test in json.loads(result.stdout)["tests"]
            if "command" in test]


def may_match(name: str, pattern: re.Pattern[str]) -> bool:
    """Whether the filter can keep any test of this program."""
    source = ROOT / "tests" / f"{name}.c"
    if not pattern.pattern or not source.exists():
        return True
    text = source.read_text()
    return any(pattern.search(f"{name}/{test}")
               for test in TEST_NAME.findall(text))


def run_host_program(name: str, command: list[str]) -> list[Result]:
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="STDOUT",
                       UBSAN_OPTIONS="print_stacktrace=1")
    try:
        result = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=HOST_SECONDS)
        output, status = result.stdout, result.returncode
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"") + (
            f"\nno end after {HOST_SECONDS} s\n".encode())
        status = 1
    return parse_cmocka("host", f"{name}/", output.decode(errors="replace"),
                        status != 0)


def host_group(pattern: re.Pattern[str]) -> list[Result]:
    build("host")
    programs = [(name, command) for name, command in host_programs()
                if may_match(name, pattern)]
    with ThreadPoolExecutor(workers()) as pool:
        lists = pool.map(lambda program: run_host_program(*program), programs)
    return [result for results in lists for result in results
            if pattern.search(result.name)]


def raspi_group(pattern: re.Pattern[str]) -> list[Result]:
    return board_group(BOARDS["raspi"], pattern)


def pc_group(pattern: re.Pattern[str]) -> list[Result]:
    return board_group(BOARDS["pc"], pattern)


def raspi_plain_group(pattern: re.Pattern[str]) -> list[Result]:
    return board_group(BOARDS["raspi"], pattern, plain=True)


def pc_plain_group(pattern: re.Pattern[str]) -> list[Result]:
    return board_group(BOARDS["pc"], pattern, plain=True)


def pc_bochs_group(pattern: re.Pattern[str]) -> list[Result]:
    """The objects' tests once more, on another processor and on the release
    kernel."""
    board = BOARDS["pc"]
    build(board.release)
    image = board.image(tests=True)
    ending = "the system switched the machine off"
    output = ""
    try:
        with bochs.serial(board.kernel(), image, BOARD_SECONDS) as serial:
            try:
                serial.read_to_end()
            finally:
                output = serial.output.decode(errors="replace")
    except SerialTimeout:
        ending = f"no end after {BOARD_SECONDS} s"
    except HesperError as error:
        ending = str(error)
    return results_of("pc-bochs", image, output, ending,
                      ", 0 failed\n" not in output, pattern)


def board_group(board: Board, pattern: re.Pattern[str], plain: bool = False
                ) -> list[Result]:
    """tests/caps on the board: the image's output is CMocka's. `plain`: on the
    kernel without the fast path."""
    preset = board.plain if plain else board.debug
    build(preset)
    group = preset if plain else board.name
    image = BUILD / preset / f"hesper-{board.name}-tests.img"
    serial = start_serial(board, image, BOARD_SECONDS, deterministic=True)
    try:
        status = serial.read_to_end()
        ending = f"the image ended with status {status}"
    except SerialTimeout:
        status = 1
        ending = f"no end after {BOARD_SECONDS} s"
    finally:
        qemu.end(serial.process)
    output = serial.output.decode(errors="replace")
    return results_of(group, image, output, ending, status != 0, pattern)


def results_of(group: str, image: Path, output: str, ending: str, crashed: bool,
               pattern: re.Pattern[str]) -> list[Result]:
    """Of a tests' image."""
    output += "\n" + explain_panic(image.parent / "kernel.elf", output)
    (BUILD / "test").mkdir(parents=True, exist_ok=True)
    (BUILD / "test" / f"{group}.log").write_text(output)
    results = parse_cmocka(group, "", f"{output}\n{ending}", crashed)
    if not results:
        results = [Result(group, "(image)", FAILED, f"{output}\n{ending}")]
    return [result for result in results if pattern.search(result.name)
            or result.name.startswith("(")]
