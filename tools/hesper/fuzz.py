"""`./hesper fuzz`: libFuzzer on the host kernel, its generated decoding and
every parser. tests/fuzz/ has one program for each target, tests/fuzz/corpus/
inputs that reach far into it."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from hesper.build import build
from hesper.common import BUILD, ROOT, HesperError, say
from hesper.results import FAILED, PASSED, Result

SOURCES = ROOT / "tests" / "fuzz"
CORPUS = SOURCES / "corpus"
FOLDER = BUILD / "fuzz"
SECONDS = 60.0
# The short run of `./hesper test`: always the same inputs.
TEST_RUNS = {"invocations": 3000, "decode": 10000}
TEST_RUNS_OTHERS = 20000
TEST_SECONDS = 120
MINIMISE_SECONDS = 60
# A longer input says nothing new; the programs take as much as they need.
LENGTH = {"invocations": 1500, "decode": 1000}
LENGTH_OTHERS = 4096
# What is kept in the tree is short.
KEPT_LENGTH = {"invocations": 250, "decode": 250}
KEPT_LENGTH_OTHERS = 700
STATISTICS = re.compile(r"stat::(\w+):\s+(\d+)")
COVERAGE = re.compile(r"cov: (\d+)")
ARTIFACT = re.compile(r"Test unit written to (\S+)")


@dataclass
class Run:
    """What a target's run came to; `reproduce` is empty unless it failed."""

    target: str
    executions: int
    per_second: int
    coverage: int
    failed: bool
    reproduce: str = ""
    detail: str = ""


def targets() -> list[str]:
    return sorted(path.stem for path in SOURCES.glob("*.c"))


def program(target: str) -> Path:
    return FOLDER / f"fuzz_{target}"


def named(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(
        path)


def execute(target: str, words: list[str], seconds: float
            ) -> tuple[int, str]:
    environment = dict(os.environ, UBSAN_OPTIONS="print_stacktrace=1")
    try:
        result = subprocess.run(
            [str(program(target)), *words], env=environment, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        text = (error.stdout or b"").decode(errors="replace")
        return 1, f"{text}\nno end after {seconds:.0f} s"
    return result.returncode, result.stdout.decode(errors="replace")


def common_words(target: str, crashes: Path) -> list[str]:
    crashes.mkdir(parents=True, exist_ok=True)
    return ["-print_final_stats=1", "-timeout=10", "-len_control=0",
            f"-max_len={LENGTH.get(target, LENGTH_OTHERS)}",
            f"-artifact_prefix={crashes}/"]


def minimise(target: str, crash: Path) -> Path:
    """A shorter input that fails too, if one is found in time."""
    small = crash.with_name(f"min-{crash.name}")
    execute(target, ["-minimize_crash=1", "-timeout=10",
                     f"-max_total_time={MINIMISE_SECONDS}",
                     f"-exact_artifact_path={small}", str(crash)],
            MINIMISE_SECONDS + 60)
    return small if small.exists() else crash


def judge(target: str, status: int, output: str) -> Run:
    figures = {name: int(value) for name, value in
               STATISTICS.findall(output)}
    coverage = COVERAGE.findall(output)
    run = Run(target, figures.get("number_of_executed_units", 0),
              figures.get("average_exec_per_sec", 0),
              int(coverage[-1]) if coverage else 0, status != 0)
    if run.failed:
        run.detail = "\n".join(output.splitlines()[-60:])
        written = ARTIFACT.findall(output)
        if written:
            crash = minimise(target, Path(written[-1]))
            run.reproduce = f"{named(program(target))} {named(crash)}"
    return run


def fuzz(target: str, seconds: float) -> Run:
    """With new random numbers every time; what is found stays in the build
    folder for the next time."""
    found = FOLDER / "corpus" / target
    found.mkdir(parents=True, exist_ok=True)
    words = [*common_words(target, FOLDER / "crashes" / target),
             f"-max_total_time={int(seconds) or 1}", str(found)]
    if (CORPUS / target).exists():
        words.append(str(CORPUS / target))
    return judge(target, *execute(target, words, seconds + 120))


def short_run(target: str) -> Run:
    """The corpus and a fixed number of inputs made from it."""
    words = [*common_words(target, FOLDER / "crashes" / target), "-seed=1",
             f"-runs={TEST_RUNS.get(target, TEST_RUNS_OTHERS)}"]
    if (CORPUS / target).exists():
        # libFuzzer adds to its first folder.
        copy = FOLDER / "test-corpus" / target
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(CORPUS / target, copy)
        words.append(str(copy))
    return judge(target, *execute(target, words, TEST_SECONDS))


def renew_corpus(target: str) -> None:
    """The fewest short inputs that reach as much as all that were found."""
    found, kept = FOLDER / "corpus" / target, FOLDER / "kept" / target
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    words = ["-set_cover_merge=1", "-use_counters=0",
             f"-max_len={KEPT_LENGTH.get(target, KEPT_LENGTH_OTHERS)}",
             str(kept), str(found)]
    if (CORPUS / target).exists():
        words.append(str(CORPUS / target))
    status, output = execute(target, words, 600)
    if status != 0:
        raise HesperError(f"{target}: the corpus cannot be merged\n{output}")
    shutil.rmtree(CORPUS / target, ignore_errors=True)
    shutil.copytree(kept, CORPUS / target)


def fuzz_group(pattern: re.Pattern[str]) -> list[Result]:
    """The test group: a short run of every target."""
    wanted = [target for target in targets() if pattern.search(target)]
    if wanted:
        build("fuzz")
    results = []
    for target in wanted:
        run = short_run(target)
        outcome = FAILED if run.failed else PASSED
        detail = f"{run.detail}\nreproduce with: {run.reproduce}"
        results.append(Result("fuzz", target, outcome, detail))
    return results


def tell(run: Run) -> None:
    print(f"{run.target:14}{run.executions:>10} executions"
          f"{run.per_second:>8} a second{run.coverage:>7} edges"
          f"   {'FAILED' if run.failed else 'nothing found'}")
    if run.failed:
        print(run.detail)
        print(f"reproduce with: {run.reproduce}")


def command(arguments: argparse.Namespace) -> int:
    known = targets()
    if arguments.target and arguments.target not in known:
        raise HesperError(f"there is no target `{arguments.target}`; there "
                          "are: " + ", ".join(known))
    build("fuzz")
    runs = []
    for target in [arguments.target] if arguments.target else known:
        say(f"fuzzing {target} for {arguments.seconds:.0f} s")
        run = fuzz(target, arguments.seconds)
        tell(run)
        runs.append(run)
        if arguments.renew_corpus and not run.failed:
            renew_corpus(target)
    if arguments.json:
        text = json.dumps([asdict(run) for run in runs], indent=2)
        Path(arguments.json).write_text(text + "\n")
    return 1 if any(run.failed for run in runs) else 0
