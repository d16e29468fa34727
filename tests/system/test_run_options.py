"""`./hesper run`: what it says about wrong options."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import HESPER, ROOT, STATUS_PANIC
from images import Image

from hesper.common import Board


def hesper(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([HESPER, *words], cwd=ROOT, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=120, check=False)


@pytest.mark.parametrize("words, status, text", [
    (["run", "toaster"], 1, "there is no board `toaster`; there are: raspi"),
    (["run", "--image", "/nowhere"], 1, "there is no image /nowhere"),
    (["run", "--script", "/"], 1, "/: Is a directory"),
    (["run", "--timeout", "0"], 2, "must be more than 0"),
    (["run", "--timeout", "-1"], 2, "must be more than 0"),
    (["run", "--timeout", "soon"], 2, "invalid seconds value: 'soon'"),
    (["run", "--timeout"], 2, "expected one argument"),
    (["run", "--toast"], 2, "unrecognized arguments: --toast"),
    (["run", "raspi", "raspi"], 2, "unrecognized arguments: raspi"),
    (["toast"], 2, "invalid choice: 'toast'"),
    ([], 2, "the following arguments are required: COMMAND"),
])
def test_what_is_wrong_is_said(words: list[str], status: int, text: str
                               ) -> None:
    result = hesper(*words)
    assert result.returncode == status
    assert text in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_no_image(board: Board, tmp_path: Path) -> None:
    """Where the kernel is loaded by itself, it is the one to say so."""
    (tmp_path / "script").write_text("help\n")
    image = Image(board)
    image.data = bytearray(4096)
    result = hesper("run", board.name, "--image", image.write(tmp_path),
                    "--script", str(tmp_path / "script"), "--timeout", "3")
    if board.image_is_module:
        assert result.returncode == STATUS_PANIC
        assert "panic: boot image: archive: not found" in result.stdout
    else:
        assert result.returncode == 124
        assert "time is up: the first prompt did not come" in result.stderr


def test_an_image_without_its_kernel(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(b"\0" * 4096)
    result = hesper("run", "pc", "--image", str(image))
    assert result.returncode == 1
    assert f"there is no {tmp_path}/kernel.elf" in result.stderr


def test_a_script_of_which_the_system_reads_a_part(board: Board, tmp_path: Path
                                                   ) -> None:
    """Lines behind `exit` are not silently left out."""
    (tmp_path / "script").write_text("exit 4\nhelp\n")
    result = hesper("run", board.name, "--image", str(board.image()),
                    "--script", str(tmp_path / "script"))
    assert result.returncode == 4
    assert "before `help`" in result.stderr


def test_nothing_of_qemu_stays_behind(board: Board, tmp_path: Path) -> None:
    """Ended from outside, the command takes its QEMU with it."""
    copy = Image(board).write(tmp_path)
    with subprocess.Popen([HESPER, "run", board.name, "--image", copy],
                          cwd=ROOT, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                          ) as process:
        assert process.stdout is not None
        while b"Hesper. `help`" not in process.stdout.readline():
            assert process.poll() is None
        process.terminate()
        process.wait(60)
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline")
            if copy.encode() in read(path)]
    assert not left


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1"])
def test_a_timeout_that_is_no_time(seconds: str) -> None:
    result = subprocess.run([str(HESPER), "run", "--timeout", seconds],
                            capture_output=True, text=True, timeout=60,
                            check=False)
    assert result.returncode == 2
    assert "must be more than 0 and at most" in result.stderr


def test_a_script_that_is_no_text(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_bytes(b"ps\xff\n")
    result = subprocess.run([str(HESPER), "run", "--script", str(script)],
                            capture_output=True, text=True, timeout=60,
                            check=False)
    assert result.returncode == 1
    assert "not a text in UTF-8" in result.stderr


def test_deterministic_without_a_script() -> None:
    result = subprocess.run([str(HESPER), "run", "--deterministic"],
                            capture_output=True, text=True, timeout=60,
                            check=False)
    assert result.returncode == 1
    assert "--deterministic goes with --script" in result.stderr
