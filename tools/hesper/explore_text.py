"""Sequences of steps in words: who invoked what, with which arguments."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from hesper.common import BUILD

CAPS = BUILD / "host" / "generated" / "caps.json"
SLOT = (1 << 20) - 1
MODES = ("derive", "copy", "give", "mode 3")
RETURN = 1 << 63


@dataclass
class Operation:
    name: str
    parameters: list[str] = field(default_factory=list)


def operations() -> dict[int, Operation]:
    found = {}
    for item in json.loads(CAPS.read_text())["objects"]:
        for operation in item["operations"]:
            found[operation["number"]] = Operation(
                f"{item['name']}.{operation['name']}",
                [parameter["name"] for parameter in operation["parameters"]])
    return found


def statuses() -> dict[int, str]:
    return {status["value"]: status["name"]
            for status in json.loads(CAPS.read_text())["statuses"]}


class Reader:
    """A file that tests/explore/sequence.c has written."""

    def __init__(self, text: str) -> None:
        self.lines = [line.split() for line in text.splitlines()]
        self.known = operations()
        # What was in a slot at the beginning, by actor and number.
        self.slots = {(words[1], int(words[2])): words[3]
                      for words in self.lines if words[0] == "slot"}

    def slot(self, actor: str, number: int) -> str:
        """With what lay there at first; it may be something else by now."""
        if number == SLOT:
            return "CAP_SELF"
        what = self.slots.get((actor, number))
        return f"{number} ({what})" if what else str(number)

    def transfer(self, actor: str, capability: int) -> list[str]:
        parts = []
        offer = capability >> 20 & SLOT
        if offer:
            mode = MODES[capability >> 60 & 3]
            parts.append(f"offer {self.slot(actor, offer)} to {mode}")
        if capability >> 40 & SLOT:
            parts.append(f"accept {capability >> 40 & SLOT}")
        if capability >> 62 & 1:
            parts.append("do not wait")
        return parts

    def invocation(self, actor: str, numbers: list[int]) -> str:
        capability, operation = numbers[:2]
        if operation & RETURN:
            offer = capability >> 32 & SLOT
            text = f"return {capability & 0xFFFFFFFF}"
            if offer:
                mode = MODES[capability >> 52 & 3]
                text += f", offer {self.slot(actor, offer)} to {mode}"
            return text
        known = self.known.get(operation & 0xFFFF)
        parts = self.transfer(actor, capability)
        if known is None:
            name = "call"
        else:
            name = known.name
            parts = [f"{parameter} {number:#x}" for parameter, number
                     in zip(known.parameters, numbers[2:])] + parts
        if operation >> 16:
            parts.append(f"status {operation >> 16}")
        return (f"{name} on {self.slot(actor, capability & SLOT)}"
                + (": " + ", ".join(parts) if parts else ""))

    def step(self, words: list[str]) -> str:
        kind, actor, look = words[:3]
        numbers = [int(word, 0) for word in words[3:]]
        texts = {
            "restart": f"{actor}: goes on with its invocation",
            "slice": f"{actor}: its time slice ends",
            "deadline": "time passes until the next deadline",
            "irq": f"interrupt line {numbers[0]} fires",
            "fault": f"{actor}: faults",
            "fp": f"{actor}: uses FP registers",
        }
        text = texts.get(kind) or f"{actor}: {self.invocation(actor, numbers)}"
        return text + (f" [interrupted at look {look}]" if look != "0" else "")

    def steps(self) -> list[str]:
        return [self.step(words[1:]) for words in self.lines
                if words[0] == "step"]

    @staticmethod
    def result(outcome: dict[str, object]) -> str:
        """What a step came to, as the replay tells it."""
        if outcome.get("preempted"):
            text = "interrupted"
        elif "status" in outcome:
            value = int(str(outcome["status"]))
            text = statuses().get(value, str(value))
        else:
            text = f"is {outcome.get('state', 'idle')}"
        return f"{text}; {outcome['next']} runs next"
