"""What docs/performance.md says about growth, memory, starting domains and
bulk data, beside the figures."""

from __future__ import annotations

KINDS = {
    "domains": "each with a table of 16 slots and a page mapped",
    "threads": "ready to run, at a priority below all others",
    "capabilities": "children of one frame capability",
    "mappings": "of 4 KiB, in the domain into which `map_frame` maps",
    "callers": "waiting at a gate whose one activation is busy",
    "waiters": "waiting at one notification",
    "timers": "threads that wait with a deadline",
}

# What only one kind has.
WINDOWS = {
    "yield_among_many": "From one thread's yield to the end of the next one's, "
        "with all of them ready at one priority.",
    "derive_from_many": "One more child of the capability that has so many.",
    "delete_from_many": "That child.",
    "answer_to_waiting":
        "From the signal that lets the busy activation answer to the end of "
        "its client's stub; in between the kernel takes the next of those "
        "that wait.",
    "call_that_waits":
        "From a call that has to wait, as the last of them, until the server "
        "begins with the first.",
    "signal_first_of_many": "From the signal to the end of the first waiter's "
        "stub.",
    "wait_deadline_switch": "`wait_switch` with a deadline before all others, "
        "which is put among them and taken out again.",
}

# Why a figure is not the same for all sizes, by kind and operation.
REASONS = {
    ("callers", "answer_to_waiting"):
        "The next caller is taken out of the gate's ordered tree: O(log n).",
    ("callers", "call_that_waits"):
        "The caller is put into the gate's ordered tree, by priority and then "
        "by arrival: O(log n).",
    ("timers", "deadline_to_user"):
        "The deadline that has come is taken out of the ordered tree of "
        "deadlines: O(log n).",
    ("timers", "wait_deadline_switch"):
        "The deadline is put into the ordered tree and taken out again: "
        "O(log n).",
}

MEMORY = {
    "domain": "The smallest one: control block, root page table and a pool of "
        "page tables that is enough to map something.",
    "table_of_16_slots": "32 bytes a slot.",
    "thread": "Saved registers, FP registers and what it refers to.",
    "sched_context": "Time for a thread.",
    "gate": "Without activations.",
    "notification": "However many wait: their threads are linked.",
    "thread_with_time_and_stack":
        "As `thread_create` and `thread_give_time` make it: 34 KiB and 256 bytes, of which "
        "32 KiB are the stack. The rest is the gap before the stack's frame, "
        "which must be aligned to its size; it is given up.",
    "gate_with_one_activation": "As `gate_create` makes it; the same gap.",
    "session": "`session_open`: a slot in the server's table and one in the "
        "client's. The kernel keeps nothing else for a session.",
    "session_with_frame": "The same, with a frame that the client shares "
        "(`clients.h`).",
}

GROWTH = """
## Growth

    ./hesper bench --growth                                              # all of this section
    ./hesper bench --growth --largest 100 --compare bench/results/growth-raspi.json   # differs if anything does

A second program (`bench/growth/`) measures the same operations while there are 1, 10, 100, 1,000 and 10,000 of
something else, 100 repetitions each. Shown are totals, user and kernel; **one figure: it is the same for all five
numbers**. Otherwise the smallest and the largest stand there, and the table below says why.

"""

NOT_CONSTANT = """
What is not constant:

"""

NOTES = """\
Between columns figures may differ by what a single one brings: where a thread is ready at the lowest priority the
scheduler finds somebody instead of nobody; where there is a deadline the timer is set. Nothing of that grows. A
revocation is of 100 capabilities here, not of 1,000. There can be 65,534 domains beside root's, as their ids have 16
bits; memory ends earlier, since one takes at least {domain}. For 10,000 of
them the PC has 2 GiB in these runs.
"""

MEMORY_HEAD = """
### Memory

What is taken of an untyped, on average over eight of them made one after the other; how many slots of a table go with
it (32 bytes each, in a table that is there anyway); and bytes in a server's own memory.

"""

START_HEAD = """
### Starting {domains} domains

From the first retype to the moment when a thread of each domain has called a gate of the starter's. A domain has its
own table with 32 slots, the program mapped (each piece by a capability of its own), a stack of 4 KiB, and a thread
with time; all its memory is cleared on the way. The domain object is the smallest that has page tables enough for the
program and the stack. *For each* is the total divided by their number, which includes putting the starter's
capabilities away; *until its call* was measured once more, for each domain by itself.

"""

BULK_HEAD = """
## Bulk data

    ./hesper bench --bulk

Bytes go from one domain to another. *Shared*: both have mapped one frame, and a call passes address and length; since
an address means the same everywhere, the server only checks that they lie in what it was given, and reads the last
byte. It costs less than copying even one. *Copied*: the client copies into that frame, calls, and the server copies out of it (`memcpy` of the library,
eight bytes at a time). *Sharing, once*: the client maps the frame and offers it in a call, and the server takes and
maps it; it costs what the number of page table entries costs (1 MiB are 256 entries, 64 MiB are 32 larger ones). Each
figure is the total of instructions, user and kernel.

"""
