"""What each operation may cost, and what it costs elsewhere: instructions,
measured in QEMU with unmodified kernels and minimal user programs. (NOVA
8b6c28a, seL4 16.0.0-dev 1326364 with its fast path, release builds, one core.)
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """`counts` is the figure that the bar limits: `total` or `kernel`."""

    bar: int
    counts: str = "kernel"
    goal: int = 0
    peers: dict[str, int] = field(default_factory=dict)


AARCH64 = {
    "gate_call_return": Mark(150, "total", 125, {"NOVA": 356, "seL4": 417}),
    "invoke_empty_slot": Mark(80, peers={"NOVA": 134, "seL4": 287}),
    "signal": Mark(150, peers={"seL4": 329}),
    "signal_switch": Mark(240, peers={"seL4": 473}),
    "wait_switch": Mark(200, peers={"seL4": 382}),
    "yield_switch": Mark(180, peers={"seL4": 276}),
    "fault_round_trip": Mark(450, peers={"seL4": 1186}),
    "irq_to_user": Mark(220, peers={"seL4": 318}),
    "retype_frame": Mark(300, peers={"seL4": 1162}),
    "derive": Mark(200, peers={"seL4": 626}),
    "delete": Mark(220, peers={"seL4": 583}),
    "revoke_per_cap": Mark(110, peers={"seL4": 262}),
    "map_frame": Mark(260, peers={"seL4": 539}),
    "unmap_frame": Mark(260, peers={"seL4": 497}),
    "masked_max": Mark(3000, peers={"seL4": 24_980_000}),
    "boot_to_root": Mark(250_000, peers={"seL4": 2_470_000}),
}

X86_64 = {
    "gate_call_return": Mark(130, "total", 110, {"NOVA": 282, "seL4": 444}),
    "invoke_empty_slot": Mark(80, peers={"NOVA": 85, "seL4": 345}),
    "signal": Mark(150, peers={"seL4": 390}),
    "signal_switch": Mark(240, peers={"seL4": 542}),
    "wait_switch": Mark(200, peers={"seL4": 417}),
    "yield_switch": Mark(180, peers={"seL4": 264}),
    "fault_round_trip": Mark(450, peers={"seL4": 1280}),
    "irq_to_user": Mark(220),
    "retype_frame": Mark(300, peers={"seL4": 963}),
    "derive": Mark(200, peers={"seL4": 873}),
    "delete": Mark(220, peers={"seL4": 764}),
    "revoke_per_cap": Mark(110, peers={"seL4": 336}),
    "map_frame": Mark(260, peers={"seL4": 780}),
    "unmap_frame": Mark(260, peers={"seL4": 637}),
    "masked_max": Mark(3000, peers={"seL4": 763_000}),
    "boot_to_root": Mark(250_000, peers={"seL4": 920_000}),
}

# The kernel's text in bytes, with padding, and its lines of code, which are
# aims; of NOVA's lines about as many are there.
SIZES = {
    "aarch64": {
        "text": Mark(32 * 1024, peers={"seL4": 43_972}),
        "lines": Mark(4000, peers={"NOVA": 17_000, "seL4": 21_743}),
    },
    "x86_64": {
        "text": Mark(32 * 1024, peers={"seL4": 83_161}),
        "lines": Mark(4000, peers={"NOVA": 17_000, "seL4": 28_603}),
    },
}

MARKS = {"aarch64": AARCH64, "x86_64": X86_64}
PEERS = ("seL4", "NOVA")
