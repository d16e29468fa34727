"""The tools behind `./hesper mutate`, `coverage` and `fuzz`."""

from __future__ import annotations

import json
import subprocess

import pytest
from conftest import ROOT

from hesper.coverage import EXCEPTION, read_lcov
from hesper.fuzz import judge, targets
from hesper.mutants import mutants_of

SOURCE = """\
#define ONE 1 /* a + b */
static const int table[] = {1, 2};
static_assert(1 < 2);

static int f(int *a, bool b)
{
    static const int local[] = {3};
    int c = *a + 1;

    ASSERT(c > 0);
    if (b && c < 2)
        g("a + b", local);
    for (c = 0; c < 9; c++)
        continue;
    return b ? c : -1;
}
"""


def mutated(what: str) -> set[str]:
    """The changed lines, without spaces at the ends."""
    return {mutant.difference(SOURCE)[1] for mutant in mutants_of("f", SOURCE)
            if mutant.what == what}


@pytest.mark.parametrize("what, lines", [
    ("operator", {"int c = *a - 1;", "if (b || c < 2)", "if (b && c <= 2)",
                  "for (c = 0; c <= 9; c++)", "for (c = 0; c < 9; c--)"}),
    ("constant", {"int c = *a + 2;", "if (b && c < 3)",
                  "for (c = 1; c < 9; c++)", "for (c = 0; c < 10; c++)",
                  "return b ? c : -2;"}),
    ("condition", {"if (!(b && c < 2))"}),
    ("statement", {";"}),
])
def test_mutants(what: str, lines: set[str]) -> None:
    assert mutated(what) == lines


def test_a_mutant_keeps_the_lines_numbers() -> None:
    for mutant in mutants_of("f", SOURCE):
        text = mutant.apply(SOURCE)
        assert text != SOURCE
        assert text.count("\n") == SOURCE.count("\n")


def test_gaps_name_function_line_and_side() -> None:
    text = "\n".join(["SF:/x/a.c", "FN:3,f", "FN:9,a.c:g", "DA:4,1", "DA:5,0",
                      "DA:10,2", "BRDA:4,0,0,1", "BRDA:4,0,1,0",
                      "BRDA:5,0,0,-", "BRDA:10,0,0,-", "BRDA:10,0,1,2"])
    (file,) = read_lcov(text)
    assert file.gaps() == {"f": ["5", "4 (never false)"],
                           "g": ["10 (never true)"]}
    assert file.numbers() == {"lines": 3, "lines_reached": 2,
                              "branches": 5, "branches_reached": 2}


def test_every_exception_has_a_reason() -> None:
    path = ROOT / "tests" / "coverage_exceptions.txt"
    for line in path.read_text().splitlines():
        assert not line or line.startswith("#") or EXCEPTION.fullmatch(line)


def test_a_run_is_read_from_what_libfuzzer_says() -> None:
    run = judge("decode", 0, "#9 DONE cov: 31 ft: 2\n"
                "stat::number_of_executed_units: 42\n"
                "stat::average_exec_per_sec:     7\n")
    assert (run.executions, run.per_second, run.coverage) == (42, 7, 31)
    assert not run.failed


def test_every_target_has_a_small_corpus() -> None:
    corpus = ROOT / "tests" / "fuzz" / "corpus"
    assert {path.name for path in corpus.iterdir()} == set(targets())
    total = sum(path.stat().st_size for path in corpus.rglob("*")
                if path.is_file())
    assert total < 64 * 1024


def test_the_grammar_knows_every_operation() -> None:
    subprocess.run(["/usr/bin/python3", "tools/capgen", "--caps", "caps",
                    "--out", "build/test/grammar"], cwd=ROOT, check=True)
    folder = ROOT / "build" / "test" / "grammar"
    model = json.loads((folder / "caps.json").read_text())
    header = (folder / "fuzz_grammar.h").read_text()
    for kind in model["objects"]:
        for operation in kind["operations"]:
            assert f'"{kind["name"]}.{operation["name"]}"' in header
