"""The PC in Bochs: a second emulator, whose processor has what QEMU's lacks, and
which starts it as a real machine's firmware and GRUB do. Each instruction is a
tick of the time stamp there."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hesper import iso, packages, qemu
from hesper.common import BOARDS, HesperError
from hesper.serial import Serial

# PCIDs with INVPCID, x2APIC, timer interrupts by the time stamp, SMEP, SMAP and
# UMIP, of which QEMU 7.2 has the last three.
PROCESSOR = "corei7_icelake_u"

# So fast that time passes as in QEMU with `-icount shift=0`, or half as fast.
CONFIGURATION = """\
config_interface: textconfig
display_library: term
cpu: model={processor}, count=1, ips=500000000, reset_on_triple_fault=0
megs: 256
romimage: file=/usr/share/bochs/BIOS-bochs-latest, options=fastboot
vgaromimage: file=/usr/share/vgabios/vgabios.bin
ata0-master: type=cdrom, path="{folder}/pc.iso", status=inserted
boot: cdrom
com1: enabled=1, mode=term, dev={terminal}
log: "{folder}/log"
panic: action=fatal
error: action=report
clock: sync=none
"""
POWER_OFF = "ACPI control: soft power off"
# After a panic, and when the status is not 0.
HALT = "HLT instruction with IF=0"
SECONDS_BETWEEN_LOOKS = 0.5


def start(folder: Path, terminal: int) -> subprocess.Popen[bytes]:
    """With this terminal as the serial line, which it inherits so that nobody
    else has it open."""
    (folder / "bochsrc").write_text(CONFIGURATION.format(
        processor=PROCESSOR, folder=folder, terminal=os.ttyname(terminal)))
    (folder / "commands").write_text("c\n")  # Debian's waits in a debugger
    with (folder / "screen").open("wb") as screen:
        return subprocess.Popen(
            ["bochs", "-q", "-f", str(folder / "bochsrc"),
             "-rc", str(folder / "commands")],
            stdin=subprocess.DEVNULL, stdout=screen, stderr=screen,
            env={**os.environ, "TERM": "vt100"}, pass_fds=[terminal],
            preexec_fn=qemu.die_with_parent)


def read_log(folder: Path) -> str:
    """What Bochs says; before it has a log, that is on its screen."""
    path = folder / "log"
    path = path if path.exists() else folder / "screen"
    return path.read_text(errors="replace")


def end_when_halted(process: subprocess.Popen[bytes], folder: Path) -> None:
    """A machine that was halted for ever is not worth waiting for."""
    while process.poll() is None:
        if HALT in read_log(folder):
            process.kill()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def check_end(folder: Path) -> None:
    """That it was switched off: Bochs' exit status is always the same."""
    log = read_log(folder)
    panics = [line for line in log.splitlines() if ">>PANIC<<" in line]
    if panics and POWER_OFF in panics[0]:
        return
    if HALT in log:
        raise HesperError("the machine was halted: a panic, or the system's "
                          "status is not 0")
    raise HesperError("Bochs ended, but not because the system switched the "
                      "machine off:\n" + "\n".join(
                          panics or log.splitlines()[-20:]))


@contextmanager
def serial(kernel: Path, image: Path, seconds: float, *, show: bool = False
           ) -> Iterator[Serial]:
    """The machine's serial line, from power on. The system's exit status cannot
    be seen: what switches the machine off is 0."""
    packages.ensure_bochs()
    with tempfile.TemporaryDirectory(prefix="hesper-") as name:
        folder = Path(name)
        iso.write(folder / "pc.iso", kernel, image)
        master, slave = os.openpty()
        tty.setraw(slave)
        process = start(folder, slave)
        os.close(slave)
        watch = threading.Thread(target=end_when_halted,
                                 args=(process, folder))
        watch.start()
        process.stdout = os.fdopen(master, "rb", 0)
        process.stdin = os.fdopen(os.dup(master), "wb", 0)
        try:
            yield Serial(BOARDS["pc"], process, time.monotonic() + seconds,
                         show)
            if process.poll() is not None:
                check_end(folder)
        finally:
            qemu.end(process)
            watch.join()
            process.stdin.close()
            process.stdout.close()
