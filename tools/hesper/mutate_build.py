"""Where mutants are tried: a private copy of the sources, all host tests linked
into one program, and for each mutant its one file compiled and linked anew."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hesper.build import run_step
from hesper.common import BUILD, ROOT, HesperError, say
from hesper.mutants import Mutant

FOLDER = BUILD / "mutate"
TREE = FOLDER / "tree"
HOST = TREE / "build" / "host"
COPIED = ("caps", "cmake", "nucleus", "platform", "tests", "tools/capgen",
          "CMakeLists.txt", "CMakePresets.json")
COMPILE_SECONDS = 120
# One test program, of the processor's time: on a busy machine a good one may take
# many more by the clock. The slowest takes a few.
PROGRAM_SECONDS = 10
# Half of all the tests' time is in these.
LONG = ("random_walk", "death")
WALK_WORLDS = "12"
CRASH = "crash"
# The sanitizer's names that all objects have in common.
SHARED = ("___asan_globals_registered", "asan.module_ctor", "asan.module_dtor")

DRIVER = """\
/* Every host test in one program: runs those that are named, each in a process
   of its own, until one fails, and says which and how. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

%(declarations)s
static const struct {
    const char *name;
    int (*main)(void);
} programs[] = {
%(rows)s};

static int child(int (*program)(void))
{
    const struct rlimit limit = {%(seconds)d, %(seconds)d};

    setrlimit(RLIMIT_CPU, &limit);
    alarm(60 * %(seconds)d); /* should it sleep */
    freopen("/dev/null", "w", stdout);
    freopen("/dev/null", "w", stderr);
    exit(program() ? 1 : 0);
}

static int ended_by_time(int by)
{
    return by == SIGXCPU || by == SIGKILL || by == SIGALRM;
}

static int run(const char *name)
{
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        int status = 0;

        if (strcmp(programs[i].name, name) != 0)
            continue;
        if (!fork())
            child(programs[i].main);
        wait(&status);
        if (!status)
            return 0;
        printf("%%s %%s\\n", name,
               WIFSIGNALED(status) && ended_by_time(WTERMSIG(status)) ? "hang"
               : WIFSIGNALED(status) ? "crash" : "failed");
        return 1;
    }
    return 2;
}

int main(int count, char **names)
{
    for (int i = 1; i < count; i++)
        if (run(names[i]))
            return 1;
    return 0;
}
"""


def copy_tree() -> None:
    """Only what changed is copied, so that little is built again."""
    TREE.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source, target = ROOT / name, TREE / name
        if source.is_file():
            files = [source]
        else:
            files = [path for path in source.rglob("*") if path.is_file()
                     and "__pycache__" not in path.parts]
            for old in list(target.rglob("*")):
                if old.is_file() and not (ROOT / old.relative_to(TREE)
                                          ).exists():
                    old.unlink()
        for path in files:
            there = TREE / path.relative_to(ROOT)
            if (there.exists() and there.read_bytes() == path.read_bytes()):
                continue
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there)


@dataclass
class Unit:
    """A file of the build: how it is compiled and what comes out."""

    source: Path
    command: list[str]
    object: Path

    @property
    def test(self) -> str | None:
        """The name of the test program, if it is one."""
        folder = self.source.parent
        if folder in (TREE / "tests" / "caps", TREE / "tests" / "nucleus"):
            return f"{folder.name}_{self.source.stem}"
        return None

    def compile(self, source: Path, target: Path) -> bool:
        command = list(self.command)
        command[command.index("-o") + 1] = str(target)
        command[command.index("-c") + 1] = str(source)
        try:
            result = subprocess.run([*command, "-w"], cwd=HOST, check=False,
                                    capture_output=True,
                                    timeout=COMPILE_SECONDS)
        except subprocess.TimeoutExpired:  # a mistake can do that to the
            return False                   # optimiser
        return result.returncode == 0


def units() -> list[Unit]:
    found = []
    for entry in json.loads((HOST / "compile_commands.json").read_text()):
        command = shlex.split(entry["command"])
        if any(flag.startswith("-fsanitize=fuzzer") for flag in command):
            continue
        found.append(Unit(Path(entry["file"]), command,
                          HOST / command[command.index("-o") + 1]))
    return [unit for unit in found if unit.test
            or TREE / "nucleus" == unit.source.parent
            or unit.source.parent in (TREE / "tests" / "host",
                                      TREE / "tests" / "support",
                                      HOST / "generated")]


class Tests:
    """The program of all tests, and the objects that it is linked from."""

    def __init__(self) -> None:
        self.units = units()
        self.tests = sorted(unit.test for unit in self.units if unit.test)
        self.objects: dict[Path, Path] = {}

    def prepare(self) -> None:
        """A test's names are its own but for its `main`, which is renamed."""
        for unit in self.units:
            self.objects[unit.source] = unit.object
            if unit.test is None:
                continue
            name = f"main_{unit.test}"
            renamed = FOLDER / "objects" / f"{unit.test}.o"
            renamed.parent.mkdir(exist_ok=True)
            run_step(["llvm-objcopy-19", f"--redefine-sym=main={name}",
                      *(f"--keep-global-symbol={kept}" for kept in
                        ("main", name, *SHARED)), str(unit.object), str(renamed)],
                     True)
            self.objects[unit.source] = renamed
        driver = FOLDER / "driver.c"
        driver.write_text(DRIVER % {
            "declarations": "".join(f"int main_{test}(void);\n"
                                    for test in self.tests),
            "rows": "".join(f'    {{"{test}", main_{test}}},\n'
                            for test in self.tests),
            "seconds": PROGRAM_SECONDS})
        run_step(["clang-19", "-w", "-c", str(driver), "-o",
                  str(FOLDER / "objects" / "driver.o")], True)

    def link(self, program: Path, changed: dict[Path, Path]) -> None:
        objects = {**self.objects, **changed}
        result = subprocess.run(
            ["clang-19", "-fuse-ld=lld", "-fsanitize=address,undefined,function",
             "-o", str(program), *map(str, objects.values()),
             str(FOLDER / "objects" / "driver.o"), "-lcmocka"],
            check=False, capture_output=True, text=True)
        if result.returncode != 0:
            raise HesperError(f"the tests do not link:\n{result.stderr}")

    def run(self, program: Path, order: list[str]) -> str:
        """Who failed and how; empty if nobody did."""
        environment = dict(os.environ, HESPER_WALK_WORLDS=WALK_WORLDS,
                           HESPER_FEWER_TIMES="1")
        result = subprocess.run([str(program), *order], check=False, text=True,
                                cwd=program.parent, env=environment,
                                stdin=subprocess.DEVNULL, capture_output=True)
        if result.returncode == 0:
            return ""
        return result.stdout.strip() or f"(program) {CRASH}"

    def order(self, file: str) -> list[str]:
        """First the tests that are named as the file is, the long ones last."""
        stem = Path(file).stem

        def rank(test: str) -> tuple[bool, bool, str]:
            return (any(word in test for word in LONG), stem not in test, test)
        return sorted(self.tests, key=rank)

    def try_mutant(self, mutant: Mutant, folder: Path) -> str | None:
        """What killed it; empty if it survived, None if it is no mutant."""
        folder.mkdir(parents=True, exist_ok=True)
        path = TREE / mutant.file
        unit = next(unit for unit in self.units if unit.source == path)
        changed, compiled = folder / path.name, folder / "mutant.o"
        changed.write_text(mutant.apply(path.read_text()))
        if not unit.compile(changed, compiled):
            return None
        self.link(folder / "tests", {path: compiled})
        return self.run(folder / "tests", self.order(mutant.file))

    def same_code(self, mutant: Mutant, folder: Path) -> bool:
        """Whether the optimiser makes the same of it: then it is no change."""
        path = TREE / mutant.file
        unit = next(unit for unit in self.units if unit.source == path)
        plain = [word for word in unit.command if word not in ("-g", "-o")
                 and not word.startswith(("-fsanitize", "-O", "-M"))
                 and not word.endswith((".o", ".d"))] + ["-o", ""]
        codes = []
        for source in (path, folder / path.name):
            command = Unit(path, [*plain, "-O2", "-g0", "-DNDEBUG"], path)
            # The same name both times: it is in the object file.
            shutil.copyfile(source, folder / "same.c")
            if not command.compile(folder / "same.c", folder / "same.o"):
                return False
            codes.append((folder / "same.o").read_bytes())
        return codes[0] == codes[1]


def set_up() -> Tests:
    """Copies, builds and links the tests as they are; they must all pass."""
    say("building the tests to try mutants with")
    copy_tree()
    if not (HOST / "build.ninja").exists():
        run_step(["cmake", "--preset", "host", "-S", str(TREE), "-B",
                  str(HOST)], True)
    run_step(["cmake", "--build", str(HOST)], True)
    tests = Tests()
    tests.prepare()
    base = FOLDER / "base"
    tests.link(base, {})
    failed = tests.run(base, tests.order(""))
    if failed:
        raise HesperError(f"unchanged, the tests say: {failed}")
    return tests
