"""tools/stack_check.py on small C programs whose call graphs are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Compiler

import stack_check

FLAGS = ("-Wl,--emit-relocs", "-Wl,-e,entry", "-fno-jump-tables",
         "-fno-omit-frame-pointer", "-fstack-usage")
BUFFER = """
#define KEEP __attribute__((noinline))
void fill(char *bytes);
KEEP void fill(char *bytes) { __asm__ volatile("" : : "r"(bytes) : "memory"); }
"""


def build(compiler: Compiler, source: str) -> Path:
    return compiler.link("kernel", BUFFER + source, *FLAGS)


def check(path: Path, limit: int = 100000, calls: str = "") -> str:
    known = path.with_suffix(".txt")
    known.write_text(calls)
    return stack_check.check(path, limit, known)


def total(text: str) -> int:
    return int(text.split()[2])


CHAIN = """
KEEP void leaf(void) { char b[1000]; fill(b); fill(b); }
KEEP void middle(void) { char b[400]; fill(b); leaf(); fill(b); }
void entry(void) { char b[64]; fill(b); middle(); leaf(); fill(b); }
"""


def test_the_worst_path_is_the_sum_of_its_frames(compiler: Compiler) -> None:
    text = check(build(compiler, CHAIN))
    names = [line.split()[1] for line in text.splitlines()[1:]]
    assert names[:3] == ["entry", "middle", "leaf"]
    assert 1464 <= total(text) <= 1464 + 4 * 48


def test_a_path_longer_than_the_stack_fails(compiler: Compiler) -> None:
    with pytest.raises(stack_check.StackError, match="stack is too small"):
        check(build(compiler, CHAIN), limit=1400)


def test_the_limit_comes_from_the_kernel(compiler: Compiler) -> None:
    source = BUFFER + CHAIN
    path = compiler.link("kernel", source, *FLAGS,
                         "-Wl,--defsym=__stack_bytes=1400")
    with pytest.raises(stack_check.StackError, match="of 1400 bytes"):
        stack_check.check(path, None, path.with_suffix(".txt"))
    path = compiler.link("kernel", source, *FLAGS)
    with pytest.raises(stack_check.StackError, match="no symbol"):
        stack_check.check(path, None, path.with_suffix(".txt"))


def test_recursion_names_the_cycle(compiler: Compiler) -> None:
    path = build(compiler, """
void odd(int n);
KEEP void even(int n) { char b[8]; fill(b); if (n) odd(n - 1); fill(b); }
KEEP void odd(int n) { char b[8]; fill(b); if (n) even(n - 1); fill(b); }
void entry(void) { even(10); fill(0); }
""")
    with pytest.raises(stack_check.StackError) as caught:
        check(path)
    assert str(caught.value) in ("recursion: even -> odd -> even",
                                 "recursion: odd -> even -> odd")


def test_direct_recursion(compiler: Compiler) -> None:
    path = build(compiler, """
KEEP int down(int n) { char b[8]; fill(b); return n ? down(n - 1) + 1 : b[0]; }
void entry(void) { down(3); fill(0); }
""")
    with pytest.raises(stack_check.StackError, match="down -> down"):
        check(path)


INDIRECT = """
typedef void (*hook)(void);
KEEP static void small(void) { char b[100]; fill(b); fill(b); }
KEEP static void large(void) { char b[3000]; fill(b); fill(b); }
const hook small_hooks[] = {small, small};
const hook large_hooks[] = {large, small};
void run_small(unsigned i) { small_hooks[i & 1](); fill(0); }
void run_large(unsigned i) { large_hooks[i & 1](); fill(0); }
void entry(void) { run_small(1); run_large(1); fill(0); }
"""


def test_an_indirect_call_reaches_whatever_is_taken(compiler: Compiler
                                                    ) -> None:
    assert total(check(build(compiler, INDIRECT))) >= 3000


def test_what_a_listed_call_reaches(compiler: Compiler) -> None:
    path = build(compiler, INDIRECT)
    text = check(path, calls="run_small: small_hooks\nrun_large: *small\n")
    assert "run_" not in text  # `large` on its own is the worst
    calls = "run_small: small_hooks\nrun_large: large_hooks\n"
    assert total(check(path, calls=calls)) >= 3000
    assert total(check(path, calls="run_small: s*l\nrun_large: large")) >= 3000


def test_a_listed_name_that_does_not_exist(compiler: Compiler) -> None:
    with pytest.raises(stack_check.StackError, match="`gone` is neither"):
        check(build(compiler, INDIRECT), calls="run_small: gone")


def test_recursion_through_a_pointer(compiler: Compiler) -> None:
    path = build(compiler, """
typedef void (*hook)(void);
void entry(void);
hook volatile again = entry;
void entry(void) { char b[8]; fill(b); again(); fill(b); }
""")
    with pytest.raises(stack_check.StackError, match="entry -> entry"):
        check(path)


def test_a_frame_of_unknown_size(compiler: Compiler) -> None:
    path = build(compiler, """
void entry(int n) { char b[n]; fill(b); fill(b); }
""")
    with pytest.raises(stack_check.StackError, match="unknown size"):
        check(path)


def test_relocations_are_needed(compiler: Compiler) -> None:
    path = compiler.link("kernel", BUFFER + CHAIN, "-Wl,-e,entry")
    with pytest.raises(stack_check.StackError, match="no relocations"):
        check(path)


def test_the_compiler_must_agree(compiler: Compiler) -> None:
    path = build(compiler, CHAIN)
    (compiler.folder / "more.su").write_text("k.c:1:leaf\t5000\tstatic\n")
    with pytest.raises(stack_check.StackError, match="compiler says 5000"):
        check(path)
