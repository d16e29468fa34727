"""How the outputs of tests are read and summed up."""

from __future__ import annotations

from pathlib import Path

from hesper.results import Result, parse_cmocka, parse_junit, summary

OUTPUT = """\
booting [==========] Running 3 test(s).
[ RUN      ] one
[       OK ] one
[ RUN      ] two
[  ERROR   ] --- 0x1 != 0x2
[  FAILED  ] two
noise [ RUN      ] three
[  SKIPPED ] three
[==========] 3 test(s) run.
[  FAILED  ] 1 test(s), listed below:
[  FAILED  ] two
"""


def outcomes(results: list[Result]) -> list[tuple[str, str]]:
    return [(result.name, result.outcome) for result in results]


def test_cmocka_output() -> None:
    results = parse_cmocka("host", "p/", OUTPUT, crashed=True)
    assert outcomes(results) == [("p/one", "passed"), ("p/two", "failed"),
                                 ("p/three", "skipped")]
    assert "0x1 != 0x2" in results[1].detail
    assert results[0].detail == ""


def test_a_test_that_does_not_end_failed() -> None:
    output = "[ RUN      ] one\n[       OK ] one\n[ RUN      ] two\npanic\n"
    results = parse_cmocka("raspi", "", output, crashed=True)
    assert outcomes(results) == [("one", "passed"), ("two", "failed")]
    assert "panic" in results[1].detail


def test_a_program_that_fails_between_tests() -> None:
    output = "[ RUN      ] one\n[       OK ] one\nleak\n"
    results = parse_cmocka("host", "p/", output, crashed=True)
    assert outcomes(results) == [("p/one", "passed"), ("p/(program)", "failed")]
    assert "leak" in results[1].detail


def test_files_of_a_board_image() -> None:
    output = ("[ FILE     ] table\n[ RUN      ] one\n[       OK ] one\n"
              "[ FILE     ] gate\n[ RUN      ] one\n[       OK ] one\n")
    results = parse_cmocka("raspi", "", output, crashed=False)
    assert outcomes(results) == [("table/one", "passed"),
                                 ("gate/one", "passed")]


def test_junit_file(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("""<testsuites><testsuite>
        <testcase classname="tests.a" name="good"/>
        <testcase classname="tests.a" name="bad"><failure>why</failure>
        </testcase>
        <testcase classname="tests.a" name="broken"><error>how</error>
        </testcase>
        <testcase classname="tests.a" name="left"><skipped message="x"/>
        </testcase></testsuite></testsuites>""")
    results = parse_junit("tools", path)
    assert outcomes(results) == [("a/good", "passed"), ("a/bad", "failed"),
                                 ("a/broken", "failed"), ("a/left", "skipped")]
    assert results[1].detail == "why"
    assert summary(results) == "1 passed, 2 failed, 1 skipped"


def test_summary_without_skipped() -> None:
    assert summary([Result("g", "n", "passed")]) == "1 passed, 0 failed"
    assert summary([]) == "0 passed, 0 failed"
